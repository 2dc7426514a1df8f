import type { DurationMs, EpochMs } from '@basis/core-types';

interface Timer {
  readonly atMs: EpochMs;
  /** Timers of one moment fire in the order in which they were set. */
  readonly order: number;
  /** Undefined once it was called off. */
  fire: (() => void) | undefined;
}

/** A clock that stands still until it is moved. What waits for it does so in no real time at all. */
export class VirtualClock {
  #nowMs: EpochMs;
  #set = 0;
  /** A binary heap, the earliest first. */
  readonly #timers: Timer[] = [];

  constructor(startMs: EpochMs) {
    this.#nowMs = startMs;
  }

  /** An arrow, so that it can be handed on as it is. */
  readonly now = (): EpochMs => this.#nowMs;

  /** When the next timer fires; Infinity where none is set. */
  get nextAt(): EpochMs {
    while (this.#timers.length > 0 && this.#timers[0]!.fire === undefined) this.#takeFirst();
    return this.#timers[0]?.atMs ?? Infinity;
  }

  /** Rejects with the reason of the signal when that is aborted first. */
  sleep(ms: DurationMs, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason as Error);
        return;
      }
      const abort = () => {
        callOff();
        reject(signal!.reason as Error);
      };
      const callOff = this.at(this.#nowMs + ms, () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      });
      signal?.addEventListener('abort', abort, { once: true });
    });
  }

  /** Calls `fire` at a moment, or as soon as the clock is moved where that has passed. Returns what calls it off. */
  at(ms: EpochMs, fire: () => void): () => void {
    const timer: Timer = { atMs: Math.max(ms, this.#nowMs), order: this.#set++, fire };
    this.#push(timer);
    return () => {
      timer.fire = undefined;
    };
  }

  /** Calls `ring` once, later: after so long, or as soon as what is returned is called. What a live runner waits by. */
  alarm(ms: DurationMs, ring: () => void): () => void {
    const callOff = this.at(this.#nowMs + ms, ring);
    return () => {
      callOff();
      ring();
    };
  }

  /** Calls `act` after a while, at once where there is none to wait. */
  after(ms: DurationMs, act: () => void): void {
    if (ms > 0) this.at(this.#nowMs + ms, act);
    else act();
  }

  /** Moves to the earliest timer and fires it alone; false where none is set. */
  advance(): boolean {
    if (this.nextAt === Infinity) return false;
    const { atMs, fire } = this.#takeFirst();
    this.#nowMs = atMs;
    fire!();
    return true;
  }

  #push(timer: Timer): void {
    const heap = this.#timers;
    let place = heap.push(timer) - 1;
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (!isBefore(timer, heap[above]!)) break;
      heap[place] = heap[above]!;
      place = above;
    }
    heap[place] = timer;
  }

  #takeFirst(): Timer {
    const heap = this.#timers;
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return first;
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && isBefore(heap[below + 1]!, heap[below]!)) below++;
      if (!isBefore(heap[below]!, last)) break;
      heap[place] = heap[below]!;
      place = below;
    }
    heap[place] = last;
    return first;
  }
}

function isBefore(one: Timer, other: Timer): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}
