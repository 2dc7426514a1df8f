import type { EngineEvent, EventSink, EventType } from '@basis/core-types';

/** Lets nothing through while a journal is read: what it tells of was told when it happened. */
export class EventGate implements EventSink {
  isOpen = true;
  readonly #sink: EventSink;

  constructor(sink: EventSink) {
    this.#sink = sink;
  }

  wants(type: EventType): boolean {
    return this.isOpen && this.#sink.wants(type);
  }

  emit(event: EngineEvent): void {
    if (this.isOpen) this.#sink.emit(event);
  }
}
