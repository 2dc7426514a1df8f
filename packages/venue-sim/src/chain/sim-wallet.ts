import {
  DatedConfig,
  GasPrice,
  SECOND_MS,
  chainWallet,
  type AssetSymbol,
  type AtomicVenueConfig,
  type Cause,
  type ContractCall,
  type ContractRequest,
  type EpochMs,
  type Json,
  type Outcome,
  type PostingSink,
  type TransferRequest,
  type VenueId,
  type VenueRequest,
  type WalletVenueConfig,
} from '@basis/core-types';
import { AccountVenue } from '../account-venue.js';
import { PostingList } from '../ledger.js';
import { refuse } from '../refuse.js';
import type { VenueContext } from '../venue-context.js';
import type { Protocol } from './protocol.js';
import { Revert, Transaction, type TokenPurse } from './transaction.js';

const GAS_ASSET: AssetSymbol = 'ETH';
const WRAPPED_GAS_ASSET: AssetSymbol = 'WETH';

/** Where a wallet finds the contracts that its transactions call. */
export interface Contracts {
  protocol(id: VenueId): Protocol | undefined;
  atomic(id: VenueId): DatedConfig<AtomicVenueConfig> | undefined;
}

/**
 * The wallet on the chain: token balances, a nonce, and gas in ETH at the recorded price for whatever it sends. Its
 * transactions call protocols; one that cannot be carried out whole is undone and has cost its gas.
 */
export class SimWallet extends AccountVenue implements Protocol, TokenPurse {
  readonly #config: DatedConfig<WalletVenueConfig>;
  readonly #gas: GasPrice;
  readonly #contracts: Contracts;
  /** Protocols hold what they hold for this wallet. */
  readonly #callsProtocols: boolean;
  #nonce = 0;

  constructor(config: WalletVenueConfig, context: VenueContext, contracts: Contracts) {
    super(config.venue, context.accounts, context.network);
    this.#config = new DatedConfig(config);
    this.#gas = new GasPrice(context.data);
    this.#contracts = contracts;
    this.#callsProtocols = chainWallet(context.config)?.venue === config.venue;
  }

  /** A wallet does nothing of its own: what arrives is delivered by the network. */
  readonly ranks = [];
  play(): void {
    throw new Error('a wallet has nothing to play');
  }

  handle(request: VenueRequest, now: EpochMs): Outcome {
    if (request.kind === 'transfer') return this.#transfer(request, now);
    if (request.kind === 'contract') return this.#transact(request, now);
    return refuse('VEN-009', `${request.kind} at a wallet`);
  }

  #transfer(request: TransferRequest, now: EpochMs): Outcome {
    const source = this.balance('wallet', request.asset);
    if (source === undefined) return refuse('VEN-006', `${request.asset} in ${this.id}`);
    const { toVenue, toBucket, asset, amount } = request;
    if (toVenue === this.id || !this.network.canDeliver(toVenue, toBucket, asset)) {
      return refuse('VEN-006', `${toVenue} does not take ${asset}`);
    }
    if (!(amount > 0)) return refuse('VEN-007', `${amount} ${asset}`);

    const { gas_units, confirmation_seconds } = this.#config.at(now);
    const gasEth = this.#gas.cost(gas_units.transfer, now);
    if (!(gasEth >= 0)) return refuse('VEN-008', 'gas');
    const held = this.ledger.get(source.index);
    if (amount > held) return refuse('VEN-001', `${amount} ${asset} to move, ${held} held`);
    const ethHeld = this.spendable(GAS_ASSET) ?? 0;
    if (!(ethHeld > 0) || ethHeld - gasEth < (asset === GAS_ASSET ? amount : 0)) {
      return refuse('VEN-010', `${gasEth} ETH of gas, ${ethHeld} held`);
    }

    const out = new PostingList();
    this.#nonce += 1;
    this.move(now, GAS_ASSET, 'gas', -gasEth, out);
    this.ledger.move(now, source.index, 'transfer', -amount, out);
    const arrivesAtMs = now + confirmation_seconds * SECOND_MS;
    this.network.depart({ toVenue, toBucket, asset, amount, arrivesAtMs }, now, out);
    return { kind: 'done', ref: request.clientRef, fills: [], postings: out.postings };
  }

  #transact(request: ContractRequest, now: EpochMs): Outcome {
    const refusal = this.#checkBatch(request, now);
    if (refusal !== undefined) return refusal;
    let units = request.via === undefined ? 0 : this.#batchGas(request.via, now);
    for (const call of request.calls) {
      const used = this.#protocolOf(call)?.gasUnits(call, now);
      if (used === undefined) return refuse('VEN-009', `${call.call} at ${call.protocol}`);
      units += used;
    }
    const gasEth = this.#gas.cost(units, now);
    if (!(gasEth >= 0)) return refuse('VEN-008', 'gas');
    const held = this.spendable(GAS_ASSET) ?? 0;
    if (held < gasEth) return refuse('VEN-010', `${gasEth} ETH of gas, ${held} held`);

    this.#nonce += 1;
    const paid = new PostingList();
    this.move(now, GAS_ASSET, 'gas', -gasEth, paid);
    return this.#execute(request, now, paid);
  }

  #checkBatch({ calls, via }: ContractRequest, now: EpochMs): Outcome | undefined {
    if (!this.#callsProtocols) return refuse('VEN-009', `contract calls from ${this.id}`);
    if (calls.length === 0) return refuse('VEN-021', 'no calls');
    if (via === undefined) {
      return calls.length > 1
        ? refuse('VEN-021', `${calls.length} calls without an atomic venue`)
        : undefined;
    }
    const atomic = this.#contracts.atomic(via)?.at(now);
    if (atomic === undefined) return refuse('VEN-006', `atomic venue ${via}`);
    return calls.length > atomic.max_calls
      ? refuse('VEN-021', `${calls.length} calls, ${via} takes ${atomic.max_calls}`)
      : undefined;
  }

  #batchGas(via: VenueId, now: EpochMs): number {
    return this.#contracts.atomic(via)!.at(now).gas_units.batch;
  }

  #protocolOf(call: ContractCall): Protocol | undefined {
    return call.protocol === this.id ? this : this.#contracts.protocol(call.protocol);
  }

  /** Carries the calls out, or puts everyone who was called back to where they were: only the gas is gone. */
  #execute(request: ContractRequest, now: EpochMs, paid: PostingList): Outcome {
    const called = new Set([this, ...request.calls.map((call) => this.#protocolOf(call)!)]);
    const before = [...called].map((protocol) => ({ protocol, state: protocol.save() }));
    const out = new PostingList();
    const tx = new Transaction(now, this, out, request.leastHealthFactor);
    try {
      for (const call of request.calls) this.#protocolOf(call)!.execute(call, tx);
      for (const protocol of called) protocol.finish(tx);
    } catch (cause) {
      for (const { protocol, state } of before) protocol.load(state);
      if (!(cause instanceof Revert)) throw cause;
      const { code, message } = cause;
      return {
        kind: 'reverted',
        ref: request.clientRef,
        code,
        message,
        postings: paid.postings,
      };
    }
    const postings = [...paid.postings, ...out.postings];
    return { kind: 'done', ref: request.clientRef, fills: tx.fills, postings };
  }

  spendable(asset: AssetSymbol): number | undefined {
    const account = this.balance('wallet', asset);
    return account === undefined ? undefined : this.ledger.get(account.index);
  }

  move(at: EpochMs, asset: AssetSymbol, cause: Cause, delta: number, out: PostingSink): void {
    this.ledger.move(at, this.balance('wallet', asset)!.index, cause, delta, out);
  }

  /** The wallet is a protocol itself: ETH and WETH become each other, one to one. */
  gasUnits(call: ContractCall, now: EpochMs): number | undefined {
    if (call.call !== 'wrap' && call.call !== 'unwrap') return undefined;
    return this.#config.at(now).gas_units[call.call];
  }

  execute(call: ContractCall, tx: Transaction): void {
    if (call.call !== 'wrap' && call.call !== 'unwrap') throw new Error(`no ${call.call} here`);
    const [from, to] =
      call.call === 'wrap' ? [GAS_ASSET, WRAPPED_GAS_ASSET] : [WRAPPED_GAS_ASSET, GAS_ASSET];
    if (call.asset !== from) throw new Revert('VEN-006', `${call.call} of ${call.asset}`);
    const amount = call.amount === 'max' ? tx.spendable(from) : call.amount;
    tx.take(from, amount, 'convert');
    tx.give(to, amount, 'convert');
  }

  finish(): void {
    // Nothing can be left half-done here: every call stands by itself.
  }

  get nonce(): number {
    return this.#nonce;
  }

  override save(): Json {
    return { quantities: super.save(), nonce: this.#nonce };
  }

  override load(state: Json): void {
    const saved = state as { quantities: number[]; nonce: number };
    super.load(saved.quantities);
    this.#nonce = saved.nonce;
  }
}
