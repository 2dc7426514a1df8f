import type { EngineEvent, EventSink, EventType, ResultsSink } from '@basis/core-types';

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

/** The executions of a journal that is read are not written again either; rows are not even made then. */
export function gatedResults(sink: ResultsSink, gate: { readonly isOpen: boolean }): ResultsSink {
  return {
    start: (columns) => sink.start(columns),
    timesteps: (rows, count) => sink.timesteps(rows, count),
    execution: (record) => {
      if (gate.isOpen) sink.execution(record);
    },
  };
}
