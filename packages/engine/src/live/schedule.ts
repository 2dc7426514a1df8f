import type { DurationMs, EpochMs } from '@basis/core-types';

/** How often and after how long a decision that came to nothing is made again. */
export interface Retries {
  readonly attempts: number;
  readonly delayMs: DurationMs;
}

/**
 * When to look at the market and when to decide: at every multiple of the interval; after a block that came to nothing
 * soon again, each time after twice as long, and then not before the next step. What is due first is due at once.
 */
export class Schedule {
  lookAtMs: EpochMs = -Infinity;
  decideAtMs: EpochMs = -Infinity;
  /** Market data could not be read: no look before. */
  lookNotBeforeMs: EpochMs = -Infinity;
  readonly #intervalMs: DurationMs;
  readonly #retries: Retries;
  #failedLooks = 0;
  #failedDecisions = 0;

  constructor(intervalMs: DurationMs, retries: Retries) {
    this.#intervalMs = intervalMs;
    this.#retries = retries;
  }

  #stepAfter(now: EpochMs): EpochMs {
    return (Math.floor(now / this.#intervalMs) + 1) * this.#intervalMs;
  }

  isLookDue(now: EpochMs): boolean {
    return now >= this.lookAtMs && now >= this.lookNotBeforeMs;
  }

  looked(now: EpochMs): void {
    this.lookAtMs = this.#stepAfter(now);
    this.#failedLooks = 0;
  }

  lookFailed(now: EpochMs): void {
    // At least a second: whoever gives market data is not helped by being asked all the time.
    const firstMs = Math.max(1_000, this.#retries.delayMs);
    const waitMs = Math.min(firstMs * 2 ** Math.min(this.#failedLooks, 16), this.#intervalMs);
    this.#failedLooks += 1;
    this.lookNotBeforeMs = now + waitMs;
  }

  decided(now: EpochMs): void {
    this.decideAtMs = this.#stepAfter(now);
  }

  /** Something has happened that does not wait for the next step. */
  surprised(now: EpochMs): void {
    this.decideAtMs = Math.min(this.decideAtMs, now);
  }

  cameToGood(): void {
    this.#failedDecisions = 0;
  }

  cameToNothing(now: EpochMs): void {
    const step = this.#stepAfter(now);
    const { attempts, delayMs } = this.#retries;
    if (this.#failedDecisions >= attempts) {
      this.#failedDecisions = 0;
      this.decideAtMs = step;
      return;
    }
    this.decideAtMs = Math.min(now + delayMs * 2 ** this.#failedDecisions, step);
    this.#failedDecisions += 1;
  }
}
