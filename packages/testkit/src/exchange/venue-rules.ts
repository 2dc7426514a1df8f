import type { DurationMs, EpochMs, ErrorCode, VenueEvent } from '@basis/core-types';
import type { OrderFilter } from './order-filter.js';

/**
 * What a venue makes of a client reference that it has seen before. `open_only`: it may be used again once the earlier
 * order is closed, and takes effect again; `always`: never again (VEN-026); `answered_again`: it is the same request, as a
 * signed transaction is, and gets the same answer. What was refused has used up no reference.
 */
export type IdRule = 'open_only' | 'always' | 'answered_again';

/** How a venue and the way to it behave. All plain data, so that it can be set from anywhere. */
export interface VenueRules {
  readonly idRule: IdRule;
  /** The way there and the way back. */
  readonly toVenueMs: DurationMs;
  readonly backMs: DurationMs;
  /** For so long after an effect the venue's own `find`, holdings and events know nothing of it. */
  readonly lagMs: DurationMs;
  /** Of orders, beside what configuration says; without it none. */
  readonly filters?: readonly OrderFilter[];
}

export const PLAIN_RULES: VenueRules = { idRule: 'always', toVenueMs: 0, backMs: 0, lagMs: 0 };

/** What the caller meets instead of an answer: an error, or nothing at all. */
export type Silence = 'throws' | 'never';

/**
 * One thing that goes wrong, once. Each kind of call takes the first entry of its kind from the venue's script; without one
 * nothing goes wrong.
 */
export type Fault = SendFault | ReadFault | CancelFault | EventFault;

export type SendFault = { readonly on: 'send' } & (
  | { readonly fault: 'not_sent' }
  /** It never arrives. */
  | { readonly fault: 'request_lost'; readonly reply: Silence }
  /** It takes effect as if nothing were wrong. */
  | { readonly fault: 'answer_lost'; readonly reply: Silence }
  | { readonly fault: 'arrives_late' | 'answer_late'; readonly byMs: DurationMs }
  | { readonly fault: 'unknown'; readonly takesEffect: boolean }
  | { readonly fault: 'refused'; readonly code: ErrorCode }
  /**
   * Of an order that would trade at once a share does, in whole lots, down. The rest is cancelled, or stays open until it is
   * cancelled, filled by `fillRest`, or so long after.
   */
  | {
      readonly fault: 'partial';
      readonly share: number;
      readonly rest: 'cancelled' | 'resting';
      readonly restFillsAfterMs?: DurationMs;
    }
);

export interface ReadFault {
  readonly on: 'find' | 'holdings' | 'history';
  readonly fault: Silence;
}

export type CancelFault =
  /** It may have been done or not. */
  | { readonly on: 'cancel'; readonly fault: Silence; readonly takesEffect: boolean }
  /** What is left trades just before the cancel arrives. */
  | { readonly on: 'cancel'; readonly fault: 'fills_first' };

/** Instead of once: told after each of these, none at all, or several times. Later than others is out of order. */
export interface EventFault {
  readonly on: 'event';
  /** The next of this kind; without it the next of any. */
  readonly what?: VenueEvent['what'];
  readonly delaysMs: readonly DurationMs[];
}

/**
 * `outage`: nothing gets through, every call throws and streams of events break; `rate_limit`: VEN-028; `key_revoked`:
 * VEN-029; `blind`: `find` does not know what the venue has, however long ago that was. From its begin up to, not
 * including, its end.
 */
export interface Trouble {
  readonly kind: 'outage' | 'rate_limit' | 'key_revoked' | 'blind';
  readonly fromMs: EpochMs;
  readonly untilMs: EpochMs;
}

/** What is still to go wrong at one venue. */
export class FaultScript {
  readonly #onFault: () => void;
  readonly #faults: Fault[] = [];
  readonly #troubles: Trouble[] = [];

  /** Is told whenever something of it goes wrong. */
  constructor(onFault: () => void = () => undefined) {
    this.#onFault = onFault;
  }

  add(faults: readonly Fault[]): void {
    this.#faults.push(...faults);
  }

  addTrouble(trouble: Trouble): void {
    this.#troubles.push(trouble);
  }

  /** Nothing goes wrong any more. */
  clear(): void {
    this.#faults.length = 0;
    this.#troubles.length = 0;
  }

  take<On extends Fault['on']>(on: On): Extract<Fault, { on: On }> | undefined {
    return this.#takeWhere((fault): fault is Extract<Fault, { on: On }> => fault.on === on);
  }

  takeForEvent(what: VenueEvent['what']): EventFault | undefined {
    return this.#takeWhere(
      (fault): fault is EventFault =>
        fault.on === 'event' && (fault.what === undefined || fault.what === what),
    );
  }

  takeForRead(on: ReadFault['on']): ReadFault | undefined {
    return this.#takeWhere((fault): fault is ReadFault => fault.on === on);
  }

  isIn(kind: Trouble['kind'], now: EpochMs): boolean {
    return this.#troubles.some(
      (trouble) => trouble.kind === kind && trouble.fromMs <= now && now < trouble.untilMs,
    );
  }

  #takeWhere<F extends Fault>(isWanted: (fault: Fault) => fault is F): F | undefined {
    const place = this.#faults.findIndex(isWanted);
    if (place < 0) return undefined;
    this.#onFault();
    return this.#faults.splice(place, 1)[0] as F;
  }
}
