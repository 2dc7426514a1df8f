import type { DurationMs, EpochMs } from '@basis/core-types';
import type { LiveClock } from '../live/live-clock.js';

interface Sleeper {
  readonly atMs: EpochMs;
  readonly wake: () => void;
}

/** Moves on to the next sleeper's time whenever nothing else is left to do. */
export class VirtualClock implements LiveClock {
  #nowMs: EpochMs;
  #sleepers: Sleeper[] = [];
  #isPlanned = false;

  constructor(startMs: EpochMs) {
    this.#nowMs = startMs;
  }

  now(): EpochMs {
    return this.#nowMs;
  }

  /** The process stood still for so long. */
  jump(ms: DurationMs): void {
    this.#nowMs += ms;
  }

  alarm(ms: DurationMs, ring: () => void): () => void {
    const wake = () => {
      this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
      ring();
    };
    const sleeper = { atMs: this.#nowMs + ms, wake };
    this.#sleepers.push(sleeper);
    this.#plan();
    return wake;
  }

  #plan(): void {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    // By then everything that could go on without time passing has done so.
    setImmediate(() => {
      this.#isPlanned = false;
      const [next] = this.#sleepers.toSorted((a, b) => a.atMs - b.atMs);
      if (next === undefined) return;
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.wake();
      if (this.#sleepers.length > 0) this.#plan();
    });
  }
}
