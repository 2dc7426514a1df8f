/**
 * A venue manager as small as one can be: every leg of a decision is one order at the spot venue. It proposes, begins and
 * settles as the real one does, holds what is unknown until it is found, reads holdings once before anything is decided,
 * and books what has a name once.
 */
import {
  ComponentError,
  type Answer,
  type Decision,
  type EpochMs,
  type JsonObject,
  type ManagerRequest,
  type OperatorCommand,
  type OrderRequest,
  type Posting,
  type RequestId,
  type VenueEvent,
} from '@basis/core-types';
import type { LiveManager } from '../live-session/live-manager.js';
import type { EngineComponents } from '../parts/component-factory.js';

export const VENUE = 'binance';
const VALID_MS = 5_000;
const POLL_MS = 1_000;

interface State {
  state: 'active' | 'reduce_only' | 'halted';
  requests: number;
  orders: OrderRequest[];
  begun: ManagerRequest | null;
  /** The first order has been sent, and it is not known what became of it. */
  isUnknown: boolean;
  askedAtMs: EpochMs;
  certainAfterMs: EpochMs;
  hasRead: boolean;
  blocksFailed: number;
  blocksDone: number;
  booked: string[];
  commands: string[];
  looked: number;
}

export class FakeLiveManager implements LiveManager {
  readonly #parts: EngineComponents;
  #s: State = {
    state: 'active',
    requests: 0,
    orders: [],
    begun: null,
    isUnknown: false,
    askedAtMs: 0,
    certainAfterMs: 0,
    hasRead: false,
    blocksFailed: 0,
    blocksDone: 0,
    booked: [],
    commands: [],
    looked: 0,
  };

  constructor(parts: EngineComponents) {
    this.#parts = parts;
  }

  get state() {
    return this.#s.state;
  }
  get mayDecide(): boolean {
    const { begun, orders, hasRead, state } = this.#s;
    return begun === null && orders.length === 0 && hasRead && state !== 'halted';
  }
  get unanswered(): ManagerRequest | undefined {
    return this.#s.begun ?? undefined;
  }

  submit({ legs }: Decision): void {
    if (this.#s.state !== 'active') throw new ComponentError('VM-005');
    this.#s.orders = legs.map((leg, i) => ({
      kind: 'order',
      venue: VENUE,
      clientRef: `o${this.#s.blocksDone + this.#s.blocksFailed}-${i}`,
      market: 'spot',
      symbol: 'BTC-USDT',
      side: leg.does === 'buy' ? 'buy' : 'sell',
      quantityBase: (leg as { amount: number }).amount,
      reduceOnly: false,
    }));
  }

  next(now: EpochMs): ManagerRequest | undefined {
    const s = this.#s;
    if (s.begun !== null) return undefined;
    const id = `r${s.requests + 1}`;
    if (!s.hasRead) return { id, kind: 'read_holdings', venue: VENUE };
    const [order] = s.orders;
    if (order === undefined) return undefined;
    if (s.isUnknown) {
      if (now < s.askedAtMs + POLL_MS) return undefined;
      return { id, kind: 'find', venue: VENUE, clientRef: order.clientRef };
    }
    return { id, kind: 'execute', request: order, validUntilMs: now + VALID_MS };
  }

  begin(request: ManagerRequest, now: EpochMs): void {
    const s = this.#s;
    if (request.id !== `r${s.requests + 1}`)
      throw new ComponentError('VM-001', { message: `${request.id} is not next` });
    s.requests += 1;
    s.begun = request;
    s.askedAtMs = now;
    if (request.kind === 'execute') s.certainAfterMs = request.validUntilMs!;
  }

  settle(id: RequestId, answer: Answer, now: EpochMs): void {
    const s = this.#s;
    const { begun } = s;
    if (begun?.id !== id) throw new ComponentError('VM-001');
    if (begun.kind === 'find' && answer.kind !== 'not_read') this.#found(answer, now);
    else if (begun.kind === 'execute') this.#executed(answer, now);
    else if (begun.kind === 'read_holdings') s.hasRead = answer.kind === 'holdings';
    s.begun = null;
  }

  #found(answer: Answer, now: EpochMs): void {
    if (answer.kind === 'found') this.#executed(answer.outcome, now);
    // It is sent again, under the same reference.
    else if (this.#s.askedAtMs > this.#s.certainAfterMs) this.#s.isUnknown = false;
  }

  #executed(outcome: Answer, now: EpochMs): void {
    const s = this.#s;
    if (outcome.kind === 'done') {
      this.#book(outcome.postings, now);
      s.isUnknown = false;
      s.orders = s.orders.slice(1);
      if (s.orders.length === 0) s.blocksDone += 1;
    } else if (outcome.kind === 'unknown') {
      s.isUnknown = true;
    } else if (outcome.kind !== 'not_sent') {
      s.orders = [];
      s.isUnknown = false;
      s.blocksFailed += 1;
    }
  }

  #book(postings: readonly Posting[], now: EpochMs): void {
    const { booked } = this.#s;
    const known = new Set(booked);
    const effects = new Set(postings.flatMap(({ effect }) => effect ?? []));
    this.#parts.position_update_handler.updateState(
      now,
      postings.filter(({ effect }) => effect === undefined || !known.has(effect)),
    );
    booked.push(...[...effects].filter((one) => !known.has(one)));
  }

  observe({ postings }: VenueEvent, now: EpochMs): void {
    this.#book(postings, now);
  }

  command(command: OperatorCommand): void {
    const s = this.#s;
    if (s.commands.includes(command.id)) return;
    if (command.kind === 'approve' || command.kind === 'reject')
      throw new ComponentError('VM-009', { message: `${command.blockId} does not wait` });
    s.commands.push(command.id);
    if (command.kind === 'halt') s.state = 'halted';
    if (command.kind === 'reduce_only') s.state = 'reduce_only';
    if (command.kind === 'resume') s.state = 'active';
  }

  wakeAt(): EpochMs {
    return this.#s.isUnknown ? this.#s.askedAtMs + POLL_MS : Infinity;
  }
  look(): void {
    this.#s.looked += 1;
  }
  getExecutionStatus(): JsonObject {
    return { blocks_failed: this.#s.blocksFailed };
  }
  save(): JsonObject {
    return JSON.parse(JSON.stringify(this.#s)) as JsonObject;
  }
  load(state: JsonObject): void {
    this.#s = JSON.parse(JSON.stringify(state)) as unknown as State;
  }
}
