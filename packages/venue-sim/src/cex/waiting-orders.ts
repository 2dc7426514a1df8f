import {
  SECOND_MS,
  perpSeries,
  spotSeries,
  type CexVenueConfig,
  type ClientRef,
  type DataProvider,
  type EpochMs,
  type FieldIndex,
  type Found,
  type Json,
  type OrderRequest,
  type Outages,
  type Outcome,
  type PostingSink,
  type SeriesIndex,
  type VenueId,
} from '@basis/core-types';
import { refuse } from '../refuse.js';
import type { Liquidity } from './order-rules.js';

/** How an order waits: for the open of the next candle, for its turn after a delay, or in the book at its price. */
type Wait = 'next_open' | 'delay' | 'resting';

interface WaitingOrder {
  readonly request: OrderRequest;
  readonly wait: Wait;
  /** Infinity where a candle is waited for. */
  readonly dueMs: EpochMs;
  /**
   * When the candle began that the order waits for; NaN before. The one that an order was placed in is not it: what that
   * opened at, and what it went through before, was over.
   */
  candleFromMs: EpochMs;
}

interface Candles {
  readonly series: SeriesIndex;
  readonly open: FieldIndex;
  readonly high: FieldIndex;
  readonly low: FieldIndex;
  readonly close: FieldIndex;
}

/** Fills an order at a reference price. */
export type Filler = (
  request: OrderRequest,
  referencePrice: number,
  now: EpochMs,
  liquidity: Liquidity,
) => Outcome;

/**
 * Orders that a venue has accepted and carries out later. What became of one is kept until whoever sent it asks.
 *
 * The open and the range of a candle are known when it has closed, so what happened inside it is told then: an order
 * that rests or waits for the next open is filled at the end of that candle, at the price it had inside. It is filled
 * before the margin is checked at the candle's worst price, which is the careful side.
 *
 * An exchange that halts keeps the orders it has taken and matches them when it trades again, so none expires of an
 * outage: a delayed one is filled at its end, one for the next open at the first open after it, and one that rests counts
 * only candles that traded from end to end, because when within a candle its price was reached is not known.
 */
export class WaitingOrders {
  readonly #venue: VenueId;
  readonly #data: DataProvider;
  readonly #outages: Outages;
  readonly #fill: Filler;
  readonly #candles = new Map<string, Candles>();
  #waiting: WaitingOrder[] = [];
  readonly #concluded = new Map<ClientRef, Outcome>();
  #nextDueMs: EpochMs = Infinity;

  constructor(venue: VenueId, data: DataProvider, outages: Outages, fill: Filler) {
    this.#venue = venue;
    this.#data = data;
    this.#outages = outages;
    this.#fill = fill;
  }

  /** Which way this order has to wait; undefined where it is filled at once. */
  static waitOf(request: OrderRequest, fillAt: CexVenueConfig['fill_at']): Wait | undefined {
    if (request.restingPriceQuote !== undefined) return 'resting';
    return fillAt.when === 'now' ? undefined : fillAt.when;
  }

  accept(
    request: OrderRequest,
    wait: Wait,
    fillAt: CexVenueConfig['fill_at'],
    now: EpochMs,
  ): Outcome {
    // Sent again, it is the same order: a venue takes a client's reference once.
    if (this.#waits(request.clientRef)) return { kind: 'accepted', ref: request.clientRef };
    const dueMs =
      wait === 'delay' && fillAt.when === 'delay'
        ? this.#outages.overAt(now + fillAt.seconds * SECOND_MS)
        : Infinity;
    const { series, close } = this.#candlesOf(request);
    const view = this.#data.getData(now);
    if (wait === 'resting' && !rests(request, view.value(close))) {
      return refuse('VEN-023', `${request.side} at ${request.restingPriceQuote}`);
    }
    const candleFromMs = view.visibleSince(series) === now ? now : NaN;
    this.#waiting.push({ request, wait, dueMs, candleFromMs });
    this.#nextDueMs = Math.min(this.#nextDueMs, dueMs);
    return { kind: 'accepted', ref: request.clientRef };
  }

  nextEventAt(): EpochMs {
    return this.#nextDueMs;
  }

  /** Takes an order off the list before anything of it has traded. */
  cancel(clientRef: ClientRef): void {
    if (!this.#waits(clientRef)) return;
    this.#waiting = this.#waiting.filter(({ request }) => request.clientRef !== clientRef);
    this.#concluded.set(clientRef, refuse('VEN-022', 'cancelled'));
    this.#nextDueMs = this.#earliestDue();
  }

  /** Fills what the candle that has just closed filled at its open or at the price it rested at. */
  playCandle(at: EpochMs, out: PostingSink): void {
    if (this.#waiting.length === 0) return;
    const view = this.#data.getData(at);
    this.#conclude(out, (order) => {
      if (order.wait === 'delay') return undefined;
      const candles = this.#candlesOf(order.request);
      if (view.visibleSince(candles.series) !== at || order.candleFromMs === at) return undefined;
      if (Number.isNaN(order.candleFromMs) || this.#missed(order, at)) {
        order.candleFromMs = at;
        return undefined;
      }
      return order.wait === 'next_open'
        ? this.#fillAtOpen(order, view.value(candles.open), at)
        : this.#fillAtRest(order, view.value(candles.low), view.value(candles.high), at);
    });
  }

  /** Whether the candle that has closed could not fill the order, because nothing was traded. */
  #missed({ wait, candleFromMs }: WaitingOrder, at: EpochMs): boolean {
    return wait === 'next_open'
      ? this.#outages.at(candleFromMs)
      : this.#outages.within(candleFromMs, at);
  }

  #fillAtOpen({ request, candleFromMs }: WaitingOrder, open: number, at: EpochMs): Outcome {
    const outcome = this.#fill(request, open, at, 'taker');
    if (outcome.kind !== 'done') return outcome;
    const fills = outcome.fills.map((fill) => ({ ...fill, timeMs: candleFromMs }));
    return { ...outcome, fills };
  }

  /** Where the market only touches the price, others may have stood before us. */
  #fillAtRest({ request }: WaitingOrder, low: number, high: number, at: EpochMs): Outcome {
    const price = request.restingPriceQuote!;
    const traded = request.side === 'buy' ? low < price : high > price;
    return traded
      ? this.#fill(request, price, at, 'maker')
      : refuse('VEN-022', `${request.side} at ${price}`);
  }

  /** Fills what is due now, at the last price. */
  playDue(at: EpochMs, out: PostingSink): void {
    if (at < this.#nextDueMs) return;
    const view = this.#data.getData(at);
    this.#conclude(out, (order) =>
      order.dueMs <= at
        ? this.#fill(order.request, view.value(this.#candlesOf(order.request).close), at, 'taker')
        : undefined,
    );
  }

  /** Takes every order off the list that `outcomeOf` has something to tell of, in the order in which they came. */
  #conclude(out: PostingSink, outcomeOf: (order: WaitingOrder) => Outcome | undefined): void {
    this.#waiting = this.#waiting.filter((order) => {
      const outcome = outcomeOf(order);
      if (outcome === undefined) return true;
      const done = outcome.kind === 'done';
      if (done) {
        for (const { timeMs, account, cause, delta } of outcome.postings)
          out.post(timeMs, account, cause, delta);
      }
      this.#concluded.set(order.request.clientRef, done ? { ...outcome, booked: true } : outcome);
      return false;
    });
    this.#nextDueMs = this.#earliestDue();
  }

  #earliestDue(): EpochMs {
    return this.#waiting.reduce((next, { dueMs }) => Math.min(next, dueMs), Infinity);
  }

  #candlesOf({ market, symbol }: OrderRequest): Candles {
    const id =
      market === 'spot' ? spotSeries(this.#venue, symbol) : perpSeries(this.#venue, symbol);
    let candles = this.#candles.get(id);
    if (candles === undefined) {
      const field = (column: string) => this.#data.field(id, column);
      candles = {
        series: this.#data.find(id)!.index,
        open: field('open'),
        high: field('high'),
        low: field('low'),
        close: field('close'),
      };
      this.#candles.set(id, candles);
    }
    return candles;
  }

  #waits(clientRef: ClientRef): boolean {
    return this.#waiting.some(({ request }) => request.clientRef === clientRef);
  }

  /** What became of an order; once told it is forgotten. */
  find(clientRef: ClientRef): Found {
    const outcome = this.#concluded.get(clientRef);
    if (outcome !== undefined) {
      this.#concluded.delete(clientRef);
      return { kind: 'found', outcome };
    }
    return this.#waits(clientRef)
      ? { kind: 'found', outcome: { kind: 'accepted', ref: clientRef } }
      : { kind: 'never_existed' };
  }

  save(): Json {
    return {
      // A number that JSON does not have stands as null.
      waiting: this.#waiting.map(({ request, wait, dueMs, candleFromMs }) => ({
        request: { ...request },
        wait,
        due_ms: dueMs === Infinity ? null : dueMs,
        candle_from_ms: Number.isNaN(candleFromMs) ? null : candleFromMs,
      })),
      concluded: [...this.#concluded].map(([ref, outcome]) => ({
        client_ref: ref,
        outcome: outcome as unknown as Json,
      })),
    };
  }

  load(state: Json): void {
    const saved = state as unknown as {
      waiting: {
        request: OrderRequest;
        wait: Wait;
        due_ms: EpochMs | null;
        candle_from_ms: EpochMs | null;
      }[];
      concluded: { client_ref: ClientRef; outcome: Outcome }[];
    };
    this.#waiting = saved.waiting.map(({ request, wait, due_ms, candle_from_ms }) => ({
      request,
      wait,
      dueMs: due_ms ?? Infinity,
      candleFromMs: candle_from_ms ?? NaN,
    }));
    this.#concluded.clear();
    for (const { client_ref, outcome } of saved.concluded) this.#concluded.set(client_ref, outcome);
    this.#nextDueMs = this.#earliestDue();
  }
}

/** An order in the book does not cross the market. */
function rests({ side, restingPriceQuote: price }: OrderRequest, market: number): boolean {
  if (price === undefined || !(price > 0) || !Number.isFinite(price)) return false;
  return side === 'buy' ? price <= market : price >= market;
}
