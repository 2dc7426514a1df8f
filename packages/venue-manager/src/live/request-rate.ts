import { MINUTE_MS, type EpochMs } from '@basis/core-types';

/** How many requests were sent within the last minute. It remembers no more than may be sent in one. */
export class RequestRate {
  readonly #mostPerMinute: number;
  /** The times of those sent last, in a ring; the one at `#next` is the oldest. */
  readonly #sentAtMs: Float64Array;
  #next = 0;

  constructor(mostPerMinute: number) {
    this.#mostPerMinute = mostPerMinute;
    this.#sentAtMs = new Float64Array(mostPerMinute).fill(-Infinity);
  }

  sent(now: EpochMs): void {
    this.#sentAtMs[this.#next] = now;
    this.#next = (this.#next + 1) % this.#mostPerMinute;
  }

  /** No more than the bound is counted. A time later than `now`, of a clock that was set back, counts. */
  withinLastMinute(now: EpochMs): number {
    let count = 0;
    for (const sentAtMs of this.#sentAtMs) if (sentAtMs > now - MINUTE_MS) count++;
    return count;
  }

  /** When another one may be sent; in the past where it may be at once. */
  freeFrom(): EpochMs {
    return this.#sentAtMs[this.#next]! + MINUTE_MS;
  }

  /** The oldest first. */
  save(): number[] {
    const { length } = this.#sentAtMs;
    const inOrder = Array.from(
      this.#sentAtMs,
      (_, i) => this.#sentAtMs[(this.#next + i) % length]!,
    );
    return inOrder.filter(Number.isFinite);
  }

  /** What was saved under a higher bound is kept as far as there is room, the newest of it. */
  load(sentAtMs: readonly number[]): void {
    this.#sentAtMs.fill(-Infinity);
    this.#next = 0;
    for (const one of sentAtMs) this.sent(one);
  }
}
