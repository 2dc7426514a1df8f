import {
  balanceId,
  type Account,
  type AccountTable,
  type AssetSymbol,
  type Bucket,
  type Cause,
  type ClientRef,
  type EpochMs,
  type EventRank,
  type Found,
  type Json,
  type Outcome,
  type PostingSink,
  type SimVenue,
  type VenueHoldings,
  type VenueId,
  type VenueRequest,
} from '@basis/core-types';
import { Ledger } from './ledger.js';
import type { Receiver, TransferNetwork } from './transfer-network.js';

/** What every venue with balances shares: its ledger, taking money in and paying it out, saying what it holds, being saved. */
export abstract class AccountVenue implements SimVenue, Receiver {
  readonly id: VenueId;
  protected readonly ledger: Ledger;
  protected readonly network: TransferNetwork;
  readonly #accounts: AccountTable;

  constructor(id: VenueId, accounts: AccountTable, network: TransferNetwork) {
    this.id = id;
    this.#accounts = accounts;
    this.ledger = new Ledger(accounts, id);
    this.network = network;
    network.connect(id, this);
  }

  abstract readonly ranks: readonly EventRank[];
  abstract play(rank: EventRank, at: EpochMs, out: PostingSink): void;
  abstract handle(request: VenueRequest, now: EpochMs): Outcome;

  /** Nothing of its own is ever due: what a venue does by itself follows from market data. */
  nextEventAt(): EpochMs {
    return Infinity;
  }

  /** Everything is carried out at once unless a venue says otherwise: nothing is waiting to be asked for. */
  find(_clientRef: ClientRef, _now: EpochMs): Found {
    return { kind: 'never_existed' };
  }

  /** No more of an order that waits shall trade. */
  cancel(_clientRef: ClientRef): void {
    return undefined;
  }

  /** The account of a balance; positions are no balances, whatever a request calls them. */
  protected balance(bucket: Bucket, asset: AssetSymbol): Account | undefined {
    const account = this.#accounts.find(balanceId(this.id, bucket, asset));
    return account?.kind === 'balance' ? account : undefined;
  }

  accepts(bucket: Bucket, asset: AssetSymbol): boolean {
    return this.balance(bucket, asset) !== undefined;
  }

  receive(at: EpochMs, bucket: Bucket, asset: AssetSymbol, amount: number, out: PostingSink): void {
    this.#change(at, bucket, asset, 'transfer', amount, out);
  }

  /** Money of investors that comes in. */
  deposit(at: EpochMs, bucket: Bucket, asset: AssetSymbol, amount: number, out: PostingSink): void {
    this.#change(at, bucket, asset, 'deposit', amount, out);
  }

  /** Money that is paid out to investors. */
  pay(at: EpochMs, bucket: Bucket, asset: AssetSymbol, amount: number, out: PostingSink): void {
    this.#change(at, bucket, asset, 'payment', -amount, out);
  }

  #change(
    at: EpochMs,
    bucket: Bucket,
    asset: AssetSymbol,
    cause: Cause,
    amount: number,
    out: PostingSink,
  ): void {
    const account = this.balance(bucket, asset);
    if (account === undefined) throw new Error(`no account ${balanceId(this.id, bucket, asset)}`);
    const held = this.ledger.get(account.index);
    if (amount < 0 && held + amount < 0) {
      throw new Error(`${account.id} holds ${held}, from which ${-amount} cannot be paid`);
    }
    this.ledger.move(at, account.index, cause, amount, out);
  }

  holdings(now: EpochMs): VenueHoldings {
    return { kind: 'holdings', venue: this.id, asOfMs: now, quantities: this.ledger.holdings() };
  }

  save(): Json {
    return this.ledger.save();
  }

  load(state: Json): void {
    this.ledger.load(state as number[]);
  }
}
