import {
  SECOND_MS,
  cexConfig,
  lotBase,
  type ClientRef,
  type EpochMs,
  type Fill,
  type Found,
  type OrderRequest,
  type Outcome,
  type Posting,
  type RunConfig,
  type VenueEvent,
  type VenueHoldings,
  type VenueId,
  type VenueRequest,
} from '@basis/core-types';
import { roundToStep } from '@basis/maths';
import type { VirtualClock } from '../clock/virtual-clock.js';
import type { Effect, EffectLedger } from './effect-ledger.js';
import type { EventStream } from './event-stream.js';
import { ModelOrder, refusal } from './model-order.js';
import { filtered } from './order-filter.js';
import type { PlayedWorld } from './played-world.js';
import { FaultScript, type SendFault, type VenueRules } from './venue-rules.js';

type Partial = Extract<SendFault, { fault: 'partial' }>;

/** A request that reached a venue, and what the venue made of it, whatever the caller was told. */
export interface ArrivedRequest {
  readonly venue: VenueId;
  readonly timeMs: EpochMs;
  readonly request: VenueRequest;
  readonly outcome: Outcome;
  /** It was taken on, and not a repetition of what was. */
  readonly taken: boolean;
}

export interface VenueDeskOptions {
  readonly id: VenueId;
  readonly config: RunConfig;
  readonly clock: VirtualClock;
  readonly world: PlayedWorld;
  readonly ledger: EffectLedger;
  readonly rules: VenueRules;
  readonly arrived: ArrivedRequest[];
}

/** As much as a clock may be ahead of Binance's. */
const AHEAD_MS = SECOND_MS;

/** Refusals of a size that as a whole order may be fine. */
const SIZE_CODES: readonly string[] = ['VEN-003', 'VEN-004'];

/** What a venue does with what reaches it. */
export class VenueDesk {
  readonly id: VenueId;
  readonly script = new FaultScript(() => {
    this.lastFaultMs = this.#now;
  });
  /** When something of its script last went wrong. */
  lastFaultMs: EpochMs = -Infinity;
  readonly streams = new Set<EventStream>();
  rules: VenueRules;
  readonly #options: VenueDeskOptions;
  #taken = 0;
  /** Of exchanges: orders that are open or still shown as open. */
  #orders: ModelOrder[] = [];
  readonly #byRef = new Map<ClientRef, ModelOrder[]>();
  /** References of what has left and not arrived, with how often. */
  readonly #onTheWay = new Map<ClientRef, number>();

  constructor(options: VenueDeskOptions) {
    this.id = options.id;
    this.rules = options.rules;
    this.#options = options;
  }

  get #now(): EpochMs {
    return this.#options.clock.now();
  }

  get #shownFrom(): EpochMs {
    return this.#now + this.rules.lagMs;
  }

  send(request: VenueRequest, validUntilMs: EpochMs | null, fault?: SendFault): Outcome {
    this.#options.world.catchUp();
    const refused = this.#refusedUnread(validUntilMs, fault);
    const known = this.#byRef.get(request.clientRef)?.at(-1);
    const repeated = refused ?? this.#repeated(known) ?? this.#filtered(request);
    const part = fault?.fault === 'partial' ? fault : undefined;
    const outcome = repeated ?? this.#take(request, request.clientRef, part);
    const taken = repeated === undefined && outcome.kind !== 'refused';
    const arrived = { venue: this.id, timeMs: this.#now, request, outcome, taken };
    this.#options.arrived.push(arrived);
    return outcome;
  }

  /** What is refused before anybody looks at what it is. */
  #refusedUnread(validUntilMs: EpochMs | null, fault?: SendFault): Outcome | undefined {
    const code = this.troubleCode();
    if (code !== undefined) return refusal(code, this.id);
    if (validUntilMs !== null && this.#now > validUntilMs)
      return refusal('VEN-030', `${this.#now - validUntilMs} ms late at ${this.id}`);
    if (validUntilMs !== null && validUntilMs - this.#now > this.#longestValidityMs)
      return refusal('VEN-030', `signed later than now at ${this.id}`);
    if (fault?.fault === 'refused') return refusal(fault.code, `by the script of ${this.id}`);
    return undefined;
  }

  #filtered(request: VenueRequest): Outcome | undefined {
    if (request.kind !== 'order') return undefined;
    for (const filter of this.rules.filters ?? []) {
      const refused = filtered(filter, request);
      if (refused !== undefined) return refused;
    }
    return undefined;
  }

  /** Whoever signs at a later time than the venue's own is refused, or its requests would be valid for too long. */
  get #longestValidityMs(): number {
    const settings = this.#options.config.venue_configs[this.id];
    if (settings?.venue_type !== 'cex') return Infinity;
    return settings.requests.validity_seconds * SECOND_MS + AHEAD_MS;
  }

  /** What the key and the number of requests are refused for. */
  troubleCode(): 'VEN-028' | 'VEN-029' | undefined {
    if (this.script.isIn('key_revoked', this.#now)) return 'VEN-029';
    return this.script.isIn('rate_limit', this.#now) ? 'VEN-028' : undefined;
  }

  /** A request is on its way here: until it has arrived, or was lost, it may take effect. */
  leaves(clientRef: ClientRef): void {
    this.#onTheWay.set(clientRef, (this.#onTheWay.get(clientRef) ?? 0) + 1);
  }

  arrives(clientRef: ClientRef): void {
    const left = this.#onTheWay.get(clientRef)! - 1;
    if (left > 0) this.#onTheWay.set(clientRef, left);
    else this.#onTheWay.delete(clientRef);
  }

  #repeated(known: ModelOrder | undefined): Outcome | undefined {
    if (known === undefined) return undefined;
    if (this.rules.idRule === 'answered_again') return known.outcome;
    if (this.rules.idRule === 'open_only' && !known.isOpen) return undefined;
    return refusal('VEN-026', known.clientRef!);
  }

  /** An order of somebody else on the same account. */
  takeForeign(request: OrderRequest, part?: Partial): Outcome {
    this.#options.world.catchUp();
    return this.#take(request, null, part);
  }

  #take(request: VenueRequest, clientRef: ClientRef | null, part?: Partial): Outcome {
    if (request.kind === 'order' && part !== undefined && this.#tradesAtOnce(request))
      return this.#takePart(request, clientRef, part);
    const outcome = this.#options.world.handle(request);
    if (outcome.kind === 'refused') return outcome;
    const order = this.#open(request, clientRef, outcome.kind === 'accepted');
    if (outcome.kind === 'accepted' && request.kind === 'order') {
      order.stand(request.quantityBase, this.#shownFrom);
    } else if (outcome.kind === 'done') {
      this.#book(order, outcome.fills, outcome.postings);
      order.stand(0, this.#shownFrom);
    } else if (outcome.kind === 'reverted') {
      const postings = this.#book(order, [], outcome.postings);
      order.stand(0, this.#shownFrom, { ...outcome, ref: order.ref, postings });
    }
    return order.outcome;
  }

  #takePart(request: OrderRequest, clientRef: ClientRef | null, part: Partial): Outcome {
    const quantityBase = roundToStep(
      request.quantityBase * part.share,
      this.#lotOf(request),
      'down',
    );
    const outcome =
      quantityBase > 0 ? this.#options.world.handle({ ...request, quantityBase }) : undefined;
    if (outcome?.kind === 'refused' && !SIZE_CODES.includes(outcome.code)) return outcome;
    const done = outcome?.kind === 'done' ? outcome : undefined;
    if (done === undefined && part.rest === 'cancelled')
      return refusal('VEN-027', `${request.side} of ${request.quantityBase}`);
    const order = this.#open(request, clientRef, false);
    if (done !== undefined) this.#book(order, done.fills, done.postings);
    const traded = done === undefined ? 0 : quantityBase;
    const rest = part.rest === 'cancelled' ? 0 : request.quantityBase - traded;
    order.stand(this.#wholeLots(request, rest), this.#shownFrom);
    if (part.restFillsAfterMs !== undefined)
      this.#options.clock.at(this.#now + part.restFillsAfterMs, () => this.#fill(order, 1));
    return order.outcome;
  }

  #open(request: VenueRequest, clientRef: ClientRef | null, waitsInWorld: boolean): ModelOrder {
    const ref = `${this.id}:o${++this.#taken}`;
    const order = new ModelOrder(request, { clientRef, ref, waitsInWorld });
    if (request.kind === 'order') this.#orders.push(order);
    if (clientRef !== null) {
      const before = this.#byRef.get(clientRef);
      if (before === undefined) this.#byRef.set(clientRef, [order]);
      else before.push(order);
    }
    return order;
  }

  #book(
    order: ModelOrder,
    fills: readonly Fill[],
    postings: readonly Posting[],
  ): readonly Posting[] {
    const { clientRef, request } = order;
    const what = request.kind === 'order' ? 'fill' : request.kind;
    const effect = this.record({ what, clientRef, timeMs: this.#now, postings });
    order.add(fills, effect.postings);
    return effect.postings;
  }

  /** Lets a share of what is left of an open order trade. What cannot be paid or is too small ends the order. */
  fillRest(clientRef: ClientRef, share: number): void {
    this.#options.world.catchUp();
    const order = this.#byRef.get(clientRef)?.at(-1);
    if (order !== undefined) this.#fill(order, share);
  }

  #fill(order: ModelOrder, share: number): void {
    const { request } = order;
    if (!order.isOpen || order.waitsInWorld || request.kind !== 'order') return;
    const quantityBase =
      share >= 1
        ? order.restBase
        : roundToStep(order.restBase * share, this.#lotOf(request), 'down');
    const outcome = this.#options.world.handle({ ...request, quantityBase });
    if (outcome.kind !== 'done') {
      order.stand(0, this.#shownFrom);
      return;
    }
    this.#book(order, outcome.fills, outcome.postings);
    order.stand(this.#wholeLots(request, order.restBase - quantityBase), this.#shownFrom);
  }

  cancel(clientRef: ClientRef, fillsFirst: boolean): void {
    this.#options.world.catchUp();
    const order = this.#byRef.get(clientRef)?.at(-1);
    if (order === undefined || !order.isOpen) return;
    if (order.waitsInWorld) {
      this.#options.world.cancel(this.id, clientRef);
      this.concludeWaiting();
      return;
    }
    if (fillsFirst) this.#fill(order, 1);
    if (order.isOpen) order.stand(0, this.#shownFrom);
  }

  find(clientRef: ClientRef): Found {
    this.#options.world.catchUp();
    if (this.script.isIn('blind', this.#now)) return { kind: 'never_existed' };
    const orders = this.#byRef.get(clientRef) ?? [];
    for (const order of orders.toReversed()) {
      const outcome = order.shownAt(this.#now);
      if (outcome !== undefined) return { kind: 'found', outcome };
    }
    // A chain tells by its nonces what can never be mined any more; what reaches an exchange has an end of validity.
    const isFinal = !this.#isExchange && orders.length === 0 && !this.#onTheWay.has(clientRef);
    return isFinal ? { kind: 'never_existed', isFinal } : { kind: 'never_existed' };
  }

  holdings(): VenueHoldings {
    this.#options.world.catchUp();
    const [venue, asOfMs] = [this.id, this.#now];
    const quantities = this.#options.ledger.shown(venue, asOfMs);
    const holdings = { kind: 'holdings', venue, asOfMs, quantities } as const;
    if (!this.#isExchange) return holdings;
    this.#orders = this.#orders.filter((order) => !order.isOverAt(asOfMs));
    const openOrders = this.#orders.flatMap((order) => order.shownOpenAt(asOfMs) ?? []);
    return { ...holdings, openOrders };
  }

  /** What became of the orders that wait in the world, after it has played. */
  concludeWaiting(): void {
    for (const order of this.#orders) {
      if (!order.isOpen || !order.waitsInWorld) continue;
      const found = this.#options.world.find(this.id, order.request.clientRef);
      if (found.kind !== 'found' || found.outcome.kind === 'accepted') continue;
      const { outcome } = found;
      if (outcome.kind === 'done') this.#book(order, outcome.fills, outcome.postings);
      order.stand(0, this.#shownFrom, outcome.kind === 'done' ? undefined : outcome);
    }
  }

  /** All that it tells of by itself, as far as it is shown by now. */
  history(sinceMs: EpochMs): VenueEvent[] {
    this.#options.world.catchUp();
    const shownUpTo = this.#now - this.rules.lagMs;
    return this.#options.ledger.all
      .filter(({ venue, timeMs }) => venue === this.id && timeMs >= sinceMs && timeMs <= shownUpTo)
      .flatMap((effect) => eventOf(effect) ?? []);
  }

  /** Keeps what happened, and tells it where it is of the things that a venue tells. */
  record(happened: Omit<Effect, 'id' | 'venue'>): Effect {
    const effect = this.#options.ledger.record({ ...happened, venue: this.id }, this.#shownFrom);
    const event = eventOf(effect);
    if (event !== undefined) this.#tell(event);
    return effect;
  }

  #tell(event: VenueEvent): void {
    const delaysMs = this.script.takeForEvent(event.what)?.delaysMs ?? [0];
    const { lagMs, backMs } = this.rules;
    for (const delayMs of delaysMs)
      this.#options.clock.after(lagMs + backMs + delayMs, () => {
        for (const stream of this.streams) stream.tell(event);
      });
  }

  get #isExchange(): boolean {
    return this.#options.config.venue_configs[this.id]?.venue_type === 'cex';
  }

  #tradesAtOnce({ restingPriceQuote }: OrderRequest): boolean {
    const { fill_at } = cexConfig(this.#options.config, this.id);
    return restingPriceQuote === undefined && fill_at.when === 'now';
  }

  #wholeLots(request: OrderRequest, quantityBase: number): number {
    return roundToStep(quantityBase, this.#lotOf(request), 'nearest');
  }

  #lotOf({ market, symbol }: OrderRequest): number {
    const { spot, futures } = cexConfig(this.#options.config, this.id);
    const rules = (market === 'spot' ? spot : futures)?.instruments[symbol];
    if (rules === undefined) throw new Error(`no ${market} market ${symbol} at ${this.id}`);
    return lotBase(rules);
  }
}

/** What a venue tells of by itself; what was asked for is found by its reference. */
function eventOf({ id, venue, timeMs, what, clientRef, postings }: Effect): VenueEvent | undefined {
  if (what === 'opening' || what === 'transfer' || what === 'contract' || what === 'accrual')
    return undefined;
  return { id, venue, timeMs, what, ...(clientRef === null ? {} : { clientRef }), postings };
}
