import {
  ComponentError,
  type ClientRef,
  type DurationMs,
  type EpochMs,
  type Found,
  type Outcome,
  type SendOptions,
  type VenueClient,
  type VenueEvent,
  type VenueHoldings,
  type VenueId,
  type VenueRequest,
} from '@basis/core-types';
import type { VirtualClock } from '../clock/virtual-clock.js';
import { EventStream } from './event-stream.js';
import type { VenueDesk } from './venue-desk.js';
import type { ReadFault, Silence } from './venue-rules.js';

/** What a call meets on its way. */
interface Way {
  readonly signal?: AbortSignal | undefined;
  readonly isLost?: boolean;
  /** Instead of the answer. */
  readonly silence?: Silence | undefined;
  readonly laterThereMs?: DurationMs;
  readonly laterBackMs?: DurationMs;
  /** Of a request. */
  readonly clientRef?: ClientRef;
}

/** A venue over a wire. What has left goes its way, whatever becomes of whoever sent it. */
export class ModelClient implements VenueClient {
  readonly clientKind = 'testnet';
  readonly id: VenueId;
  readonly #desk: VenueDesk;
  readonly #clock: VirtualClock;
  #isDead = false;

  constructor(desk: VenueDesk, clock: VirtualClock) {
    this.id = desk.id;
    this.#desk = desk;
    this.#clock = clock;
  }

  /** Its process is gone: it sends nothing and answers nothing any more. */
  kill(): void {
    this.#isDead = true;
  }

  async send(
    request: VenueRequest,
    { signal, validUntilMs = null }: SendOptions = {},
  ): Promise<Outcome> {
    if (this.#isDead) return never();
    if (signal?.aborted === true)
      return { kind: 'not_sent', message: 'aborted before it was sent' };
    if (request.venue !== this.id)
      return { kind: 'not_sent', message: `a request for ${request.venue} given to ${this.id}` };
    if (this.#isDown) throw unreachable(this.id);
    const fault = this.#desk.script.take('send');
    if (fault?.fault === 'not_sent') return { kind: 'not_sent', message: 'no connection' };
    const byMs = fault !== undefined && 'byMs' in fault ? fault.byMs : 0;
    const way: Way = {
      signal,
      clientRef: request.clientRef,
      isLost: fault?.fault === 'request_lost',
      silence: fault !== undefined && 'reply' in fault ? fault.reply : undefined,
      laterThereMs: fault?.fault === 'arrives_late' ? byMs : 0,
      laterBackMs: fault?.fault === 'answer_late' ? byMs : 0,
    };
    return this.#travel(way, () => {
      if (fault?.fault !== 'unknown') return this.#desk.send(request, validUntilMs, fault);
      if (fault.takesEffect) this.#desk.send(request, validUntilMs);
      return { kind: 'unknown', message: `${this.id} does not know what became of it` };
    });
  }

  async cancel(clientRef: ClientRef, signal?: AbortSignal): Promise<void> {
    if (this.#isDead) return never();
    if (this.#isDown) throw unreachable(this.id);
    const fault = this.#desk.script.take('cancel');
    const isLost = fault !== undefined && 'takesEffect' in fault && !fault.takesEffect;
    const silence = fault === undefined || fault.fault === 'fills_first' ? undefined : fault.fault;
    return this.#travel({ signal, isLost, silence }, () => {
      this.#checkAccess();
      this.#desk.cancel(clientRef, fault?.fault === 'fills_first');
    });
  }

  async find(clientRef: ClientRef, signal?: AbortSignal): Promise<Found> {
    return this.#read('find', signal, () => this.#desk.find(clientRef));
  }

  async holdings(signal?: AbortSignal): Promise<VenueHoldings> {
    return this.#read('holdings', signal, () => this.#desk.holdings());
  }

  async history(sinceMs: EpochMs, signal?: AbortSignal): Promise<readonly VenueEvent[]> {
    return this.#read('history', signal, () => this.#desk.history(sinceMs));
  }

  /** From this call on, not from the first reading. */
  events(signal: AbortSignal): AsyncIterable<VenueEvent> {
    const { streams } = this.#desk;
    const stream = new EventStream(() => {
      streams.delete(stream);
      signal.removeEventListener('abort', abort);
    });
    const abort = () => stream.end();
    signal.addEventListener('abort', abort);
    if (signal.aborted) stream.end();
    else if (this.#isDown) stream.end(unreachable(this.id));
    else if (!this.#isDead) streams.add(stream);
    return stream.read();
  }

  async #read<T>(on: ReadFault['on'], signal: AbortSignal | undefined, act: () => T) {
    if (this.#isDead) return never<T>();
    if (this.#isDown) throw unreachable(this.id);
    const silence = this.#desk.script.takeForRead(on)?.fault;
    return this.#travel({ signal, silence }, () => {
      this.#checkAccess();
      return act();
    });
  }

  get #isDown(): boolean {
    return this.#desk.script.isIn('outage', this.#clock.now());
  }

  /** A read has no outcome that could say so. */
  #checkAccess(): void {
    const code = this.#desk.troubleCode();
    if (code !== undefined) throw new ComponentError(code, { context: { venue: this.id } });
  }

  /** There, the act, and back, each of which may be struck by an outage. */
  #travel<T>(way: Way, act: () => T): Promise<T> {
    const { signal, silence } = way;
    return new Promise<T>((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason as Error);
        return;
      }
      const abort = () => {
        if (!this.#isDead) reject(signal!.reason as Error);
      };
      signal?.addEventListener('abort', abort, { once: true });
      const settle = (how: () => void) => {
        signal?.removeEventListener('abort', abort);
        if (!this.#isDead) how();
      };
      if (way.clientRef !== undefined) this.#desk.leaves(way.clientRef);
      const arrive = () => {
        if (way.clientRef !== undefined) this.#desk.arrives(way.clientRef);
        const answer = this.#answer(way, act);
        this.#clock.after(this.#desk.rules.backMs + (way.laterBackMs ?? 0), () => {
          if (silence === 'never') return;
          if (silence === 'throws' || this.#isDown) settle(() => reject(unreachable(this.id)));
          else if ('error' in answer) settle(() => reject(answer.error));
          else settle(() => resolve(answer.value));
        });
      };
      this.#clock.after(this.#desk.rules.toVenueMs + (way.laterThereMs ?? 0), arrive);
    });
  }

  #answer<T>({ isLost }: Way, act: () => T): { readonly value: T } | { readonly error: Error } {
    if (isLost === true || this.#isDown) return { error: unreachable(this.id) };
    try {
      return { value: act() };
    } catch (error) {
      return { error: error as Error };
    }
  }
}

function unreachable(venue: VenueId): Error {
  return new Error(`${venue} cannot be reached`);
}

function never<T>(): Promise<T> {
  return new Promise<T>(() => undefined);
}
