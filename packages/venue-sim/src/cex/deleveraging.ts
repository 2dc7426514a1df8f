import type { EpochMs } from '@basis/core-types';
import type { FuturesTerms } from './perp-instrument.js';

/** Forced closes that configuration lays down, in order of time, and which of them have passed. */
export class Deleveraging {
  readonly #events: FuturesTerms['deleveraging'];
  readonly #at: Float64Array;
  #next = 0;

  constructor(events: FuturesTerms['deleveraging']) {
    this.#events = events.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
    this.#at = Float64Array.from(this.#events, ({ at }) => Date.parse(at));
  }

  /** Asked at every step, so it answers without making a number. */
  get isOver(): boolean {
    return this.#next === this.#at.length;
  }

  /** Infinity after the last. */
  get nextAt(): EpochMs {
    return this.#next < this.#at.length ? this.#at[this.#next]! : Infinity;
  }

  /** The next event if it is due at this very moment; those before it have missed theirs and are passed over. */
  take(now: EpochMs): FuturesTerms['deleveraging'][number] | undefined {
    while (this.nextAt < now) this.#next++;
    return this.nextAt === now ? this.#events[this.#next++] : undefined;
  }

  get passed(): number {
    return this.#next;
  }
  set passed(events: number) {
    this.#next = events;
  }
}
