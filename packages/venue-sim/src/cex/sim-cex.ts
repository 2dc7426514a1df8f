import {
  DatedConfig,
  Outages,
  SECOND_MS,
  type Account,
  type AccountIndex,
  type AccountTable,
  type AssetSymbol,
  type Bucket,
  type CexVenueConfig,
  type ClientRef,
  type EpochMs,
  type EventRank,
  type Found,
  type Json,
  type OrderRequest,
  type Outcome,
  type PostingSink,
  type TransferRequest,
  type VenueRequest,
} from '@basis/core-types';
import { AccountVenue } from '../account-venue.js';
import { PostingList } from '../ledger.js';
import { refuse } from '../refuse.js';
import type { VenueContext } from '../venue-context.js';
import { PerpMarket } from './perp-market.js';
import { SpotMarket } from './spot-market.js';
import { WaitingOrders } from './waiting-orders.js';

export interface SimCexOptions extends VenueContext {
  readonly venue: CexVenueConfig;
  /** Which markets this run uses. */
  readonly spot: boolean;
  readonly futures: boolean;
}

/** A simulated exchange: its ledger, the markets it runs on it, and transfers in and out. */
export class SimCex extends AccountVenue {
  readonly ranks: readonly EventRank[];
  readonly #dated: DatedConfig<CexVenueConfig>;
  readonly #accounts: AccountTable;
  readonly #spot: SpotMarket | undefined;
  readonly #perp: PerpMarket | undefined;
  readonly #waiting: WaitingOrders;
  readonly #noOrders: Outages;
  readonly #noWithdrawals: Outages;

  constructor(options: SimCexOptions) {
    const { venue: config, accounts, data, network } = options;
    super(config.venue, accounts, network);
    this.ranks = options.futures
      ? ['open_fill', 'margin_worst', 'funding', 'margin_close', 'fill']
      : ['open_fill', 'fill'];
    this.#dated = new DatedConfig(config);
    this.#accounts = accounts;
    this.#perp = options.futures ? new PerpMarket(config, accounts, this.ledger, data) : undefined;
    this.#spot = options.spot
      ? new SpotMarket(config, accounts, this.ledger, data, (account, now) =>
          this.#free(account, now),
        )
      : undefined;
    this.#noOrders = new Outages(config, 'orders');
    this.#noWithdrawals = new Outages(config, 'withdrawals');
    this.#waiting = new WaitingOrders(
      config.venue,
      data,
      this.#noOrders,
      (request, price, now, liquidity) =>
        this.#marketOf(request)!.fillAt(request, price, now, liquidity),
    );
  }

  play(rank: EventRank, at: EpochMs, out: PostingSink): void {
    if (rank === 'open_fill') this.#waiting.playCandle(at, out);
    else if (rank === 'fill') this.#waiting.playDue(at, out);
    if (this.#perp === undefined) return;
    if (rank === 'margin_worst') this.#perp.checkMargin(at, 'worst', out);
    else if (rank === 'funding') this.#perp.payFunding(at, out);
    else if (rank === 'margin_close') {
      this.#perp.checkMargin(at, 'close', out);
      this.#perp.deleverage(at, out);
    }
  }

  override nextEventAt(): EpochMs {
    return Math.min(this.#perp?.nextEventAt() ?? Infinity, this.#waiting.nextEventAt());
  }

  override find(clientRef: ClientRef): Found {
    return this.#waiting.find(clientRef);
  }

  override cancel(clientRef: ClientRef): void {
    this.#waiting.cancel(clientRef);
  }

  override save(): Json {
    return {
      quantities: super.save(),
      futures: this.#perp?.save() ?? null,
      orders: this.#waiting.save(),
    };
  }

  override load(state: Json): void {
    const { quantities, futures, orders } = state as { readonly [part: string]: Json };
    super.load(quantities!);
    this.#perp?.load(futures!);
    this.#waiting.load(orders!);
  }

  handle(request: VenueRequest, now: EpochMs): Outcome {
    if (request.kind === 'order') return this.#order(request, now);
    if (request.kind === 'transfer') return this.#transfer(request, now);
    return refuse('VEN-009', `${request.kind} at ${this.id}`);
  }

  /** Margin may be added to a position that has its own, and taken from it. */
  protected override balance(bucket: Bucket, asset: AssetSymbol): Account | undefined {
    if (bucket !== 'isolated') return super.balance(bucket, asset);
    const own = this.#perp?.isolatedMargin;
    const account = own === undefined ? undefined : this.#accounts.accounts[own];
    return account?.asset === asset ? account : undefined;
  }

  #order(request: OrderRequest, now: EpochMs): Outcome {
    const market = this.#marketOf(request);
    if (market === undefined) return refuse('VEN-009', `${request.market} orders at ${this.id}`);
    if (this.#noOrders.at(now)) return refuse('VEN-024', this.id);
    const { fill_at } = this.#dated.at(now);
    const wait = WaitingOrders.waitOf(request, fill_at);
    if (wait === undefined) return market.order(request, now);
    return market.check(request, now) ?? this.#waiting.accept(request, wait, fill_at, now);
  }

  #marketOf({ market }: OrderRequest): SpotMarket | PerpMarket | undefined {
    return market === 'spot' ? this.#spot : this.#perp;
  }

  #transfer(request: TransferRequest, now: EpochMs): Outcome {
    const source = this.balance(request.fromBucket, request.asset);
    if (source === undefined)
      return refuse('VEN-006', `${request.fromBucket} ${request.asset} at ${this.id}`);
    const internal = request.toVenue === this.id;
    if (!internal && this.#noWithdrawals.at(now)) return refuse('VEN-025', this.id);
    const terms = this.#dated.at(now).withdrawals[request.asset];
    if (!internal && terms === undefined)
      return refuse('VEN-009', `withdrawal of ${request.asset} from ${this.id}`);
    const reachable = internal
      ? this.accepts(request.toBucket, request.asset)
      : this.network.canDeliver(request.toVenue, request.toBucket, request.asset);
    if (!reachable) return refuse('VEN-006', `${request.toVenue} does not take ${request.asset}`);

    const fee = internal ? 0 : terms!.fee;
    if (!(request.amount > fee) || (!internal && request.amount < terms!.min_amount)) {
      return refuse('VEN-007', `${request.amount} ${request.asset} with a fee of ${fee}`);
    }
    const available = this.#free(source.index, now);
    if (request.amount > available) {
      return refuse('VEN-001', `${request.amount} ${request.asset} to move, ${available} free`);
    }

    const out = new PostingList();
    const amount = request.amount - fee;
    // The fee first: then moving everything leaves exactly nothing, whatever the binary fractions.
    this.ledger.move(now, source.index, 'transfer_fee', -fee, out);
    this.ledger.move(now, source.index, 'transfer', -amount, out);
    if (internal) this.receive(now, request.toBucket, request.asset, amount, out);
    else {
      const arrivesAtMs = now + terms!.delay_seconds * SECOND_MS;
      const { toVenue, toBucket, asset } = request;
      this.network.depart({ toVenue, toBucket, asset, amount, arrivesAtMs }, now, out);
    }
    return { kind: 'done', ref: request.clientRef, fills: [], postings: out.postings };
  }

  /** What may leave an account now: margin that positions need stays, whether it would be withdrawn or spent. */
  #free(account: AccountIndex, now: EpochMs): number {
    return this.#perp?.withdrawable(account, now) ?? this.ledger.get(account);
  }
}
