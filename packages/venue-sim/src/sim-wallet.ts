import {
  GAS_SERIES,
  SECOND_MS,
  balanceId,
  type AccountTable,
  type AssetSymbol,
  type Bucket,
  type DataProvider,
  type EpochMs,
  type FieldIndex,
  type Json,
  type Outcome,
  type PostingSink,
  type SimVenue,
  type VenueHoldings,
  type VenueId,
  type VenueRequest,
  type WalletVenueConfig,
} from '@basis/core-types';
import { Ledger, PostingList } from './ledger.js';
import { refuse } from './refuse.js';
import type { Receiver, TransferNetwork } from './transfer-network.js';

const ETH_PER_GWEI = 1e-9;

/** The wallet on the chain: balances, and transfers out that cost gas in ETH at the recorded price. */
export class SimWallet implements SimVenue, Receiver {
  readonly id: VenueId;
  readonly #config: WalletVenueConfig;
  readonly #accounts: AccountTable;
  readonly #ledger: Ledger;
  readonly #network: TransferNetwork;
  readonly #data: DataProvider;
  readonly #baseFee: FieldIndex;
  readonly #priorityFee: FieldIndex;

  constructor(
    config: WalletVenueConfig,
    accounts: AccountTable,
    data: DataProvider,
    network: TransferNetwork,
  ) {
    this.id = config.venue;
    this.#config = config;
    this.#accounts = accounts;
    this.#data = data;
    this.#network = network;
    this.#ledger = new Ledger(accounts, config.venue);
    this.#baseFee = data.field(GAS_SERIES, 'base_fee_gwei');
    this.#priorityFee = data.field(GAS_SERIES, 'priority_fee_gwei');
    network.connect(config.venue, this);
  }

  nextEventAt(): EpochMs {
    return Infinity;
  }

  play(): void {
    // A wallet does nothing of its own: what arrives is delivered by the network.
  }

  handle(request: VenueRequest, now: EpochMs): Outcome {
    if (request.kind !== 'transfer') return refuse('VEN-009', `${request.kind} at a wallet`);
    const source = this.#accounts.find(balanceId(this.id, 'wallet', request.asset));
    if (source === undefined) return refuse('VEN-006', `${request.asset} in ${this.id}`);
    const { toVenue, toBucket, asset, amount } = request;
    if (toVenue === this.id || !this.#network.canDeliver(toVenue, toBucket, asset)) {
      return refuse('VEN-006', `${toVenue} does not take ${asset}`);
    }
    if (!(amount > 0)) return refuse('VEN-007', `${amount} ${asset}`);

    const view = this.#data.getData(now);
    const gweiPerGas = view.value(this.#baseFee) + view.value(this.#priorityFee);
    if (!(gweiPerGas >= 0)) return refuse('VEN-008', 'gas');
    const gasEth = this.#config.gas_units.transfer * gweiPerGas * ETH_PER_GWEI;
    const held = this.#ledger.get(source.index);
    if (amount > held) return refuse('VEN-001', `${amount} ${asset} to move, ${held} held`);
    const eth = this.#accounts.find(balanceId(this.id, 'wallet', 'ETH'))?.index;
    const ethHeld = eth === undefined ? 0 : this.#ledger.get(eth);
    if (eth === undefined || ethHeld - gasEth < (asset === 'ETH' ? amount : 0)) {
      return refuse('VEN-010', `${gasEth} ETH of gas, ${ethHeld} held`);
    }

    const out = new PostingList();
    this.#ledger.move(now, eth, 'gas', -gasEth, out);
    this.#ledger.move(now, source.index, 'transfer', -amount, out);
    const arrivesAtMs = now + this.#config.confirmation_seconds * SECOND_MS;
    this.#network.depart({ toVenue, toBucket, asset, amount, arrivesAtMs }, now, out);
    return { kind: 'done', ref: request.clientRef, fills: [], postings: out.postings };
  }

  accepts(bucket: Bucket, asset: AssetSymbol): boolean {
    return (
      bucket === 'wallet' && this.#accounts.find(balanceId(this.id, 'wallet', asset)) !== undefined
    );
  }

  receive(at: EpochMs, bucket: Bucket, asset: AssetSymbol, amount: number, out: PostingSink): void {
    this.#ledger.move(
      at,
      this.#accounts.index(balanceId(this.id, bucket, asset)),
      'transfer',
      amount,
      out,
    );
  }

  deposit(at: EpochMs, bucket: Bucket, asset: AssetSymbol, amount: number, out: PostingSink): void {
    this.#ledger.move(
      at,
      this.#accounts.index(balanceId(this.id, bucket, asset)),
      'deposit',
      amount,
      out,
    );
  }

  holdings(now: EpochMs): VenueHoldings {
    return { kind: 'holdings', venue: this.id, asOfMs: now, quantities: this.#ledger.holdings() };
  }

  save(): Json {
    return this.#ledger.save();
  }

  load(state: Json): void {
    this.#ledger.load(state as number[]);
  }
}
