import {
  GAS_SERIES,
  SECOND_MS,
  type AccountTable,
  type DataProvider,
  type EpochMs,
  type FieldIndex,
  type Outcome,
  type VenueRequest,
  type WalletVenueConfig,
} from '@basis/core-types';
import { AccountVenue } from './account-venue.js';
import { PostingList } from './ledger.js';
import { refuse } from './refuse.js';
import type { TransferNetwork } from './transfer-network.js';

const ETH_PER_GWEI = 1e-9;

/** The wallet on the chain: balances, and transfers out that cost gas in ETH at the recorded price. */
export class SimWallet extends AccountVenue {
  readonly #config: WalletVenueConfig;
  readonly #data: DataProvider;
  readonly #baseFee: FieldIndex;
  readonly #priorityFee: FieldIndex;

  constructor(
    config: WalletVenueConfig,
    accounts: AccountTable,
    data: DataProvider,
    network: TransferNetwork,
  ) {
    super(config.venue, accounts, network);
    this.#config = config;
    this.#data = data;
    this.#baseFee = data.field(GAS_SERIES, 'base_fee_gwei');
    this.#priorityFee = data.field(GAS_SERIES, 'priority_fee_gwei');
  }

  /** A wallet does nothing of its own: what arrives is delivered by the network. */
  readonly ranks = [];

  play(): void {
    throw new Error('a wallet has nothing to play');
  }

  handle(request: VenueRequest, now: EpochMs): Outcome {
    if (request.kind !== 'transfer') return refuse('VEN-009', `${request.kind} at a wallet`);
    const source = this.balance('wallet', request.asset);
    if (source === undefined) return refuse('VEN-006', `${request.asset} in ${this.id}`);
    const { toVenue, toBucket, asset, amount } = request;
    if (toVenue === this.id || !this.network.canDeliver(toVenue, toBucket, asset)) {
      return refuse('VEN-006', `${toVenue} does not take ${asset}`);
    }
    if (!(amount > 0)) return refuse('VEN-007', `${amount} ${asset}`);

    const view = this.#data.getData(now);
    const gweiPerGas = view.value(this.#baseFee) + view.value(this.#priorityFee);
    if (!(gweiPerGas >= 0)) return refuse('VEN-008', 'gas');
    const gasEth = this.#config.gas_units.transfer * gweiPerGas * ETH_PER_GWEI;
    const held = this.ledger.get(source.index);
    if (amount > held) return refuse('VEN-001', `${amount} ${asset} to move, ${held} held`);
    const eth = this.balance('wallet', 'ETH')?.index;
    const ethHeld = eth === undefined ? 0 : this.ledger.get(eth);
    if (eth === undefined || ethHeld - gasEth < (asset === 'ETH' ? amount : 0)) {
      return refuse('VEN-010', `${gasEth} ETH of gas, ${ethHeld} held`);
    }

    const out = new PostingList();
    this.ledger.move(now, eth, 'gas', -gasEth, out);
    this.ledger.move(now, source.index, 'transfer', -amount, out);
    const arrivesAtMs = now + this.#config.confirmation_seconds * SECOND_MS;
    this.network.depart({ toVenue, toBucket, asset, amount, arrivesAtMs }, now, out);
    return { kind: 'done', ref: request.clientRef, fills: [], postings: out.postings };
  }
}
