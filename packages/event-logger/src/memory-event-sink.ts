import {
  isWanted,
  type EngineEvent,
  type EventDetail,
  type EventSink,
  type EventType,
} from '@basis/core-types';

export interface MemoryEventSinkOptions {
  readonly detail?: EventDetail | undefined;
  /** The most events kept; the oldest go first. */
  readonly limit?: number | undefined;
}

/** Keeps the latest events in memory: for tests, and for library users who want no files. */
export class MemoryEventSink implements EventSink {
  readonly #detail: EventDetail;
  readonly #limit: number;
  #kept: EngineEvent[] = [];
  #taken = 0;

  constructor({ detail = 'full', limit = 10_000 }: MemoryEventSinkOptions = {}) {
    this.#detail = detail;
    this.#limit = limit;
  }

  /** In the order in which they came. */
  get events(): readonly EngineEvent[] {
    return this.#kept.slice(Math.max(0, this.#kept.length - this.#limit));
  }

  /** How many came and are not kept any more. */
  get dropped(): number {
    return Math.max(0, this.#taken - this.#limit);
  }

  wants(type: EventType): boolean {
    return isWanted(this.#detail, type);
  }

  emit(event: EngineEvent): void {
    if (!this.wants(event.type)) return;
    this.#taken += 1;
    this.#kept.push(event);
    // Cut at twice the limit: each event is moved once at most.
    if (this.#kept.length >= 2 * this.#limit) {
      this.#kept = this.#kept.slice(this.#kept.length - this.#limit);
    }
  }
}
