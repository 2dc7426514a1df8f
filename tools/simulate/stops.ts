import type { JournalRecord, VenueEvent } from '@basis/core-types';

/** Why no risk may be added before an operator says so, as the journal alone tells it. */
export class Stops {
  why = '';
  /** Ours: names under which something was sent. Before the first of them nothing is foreign, for it was there before. */
  readonly #sent = new Set<string>();
  readonly #executions = new Set<string>();
  readonly #told = new Set<string>();

  note(record: JournalRecord): void {
    switch (record.kind) {
      case 'operator_command': {
        const { kind } = record.command;
        if (kind === 'halt' || kind === 'reduce_only') this.why = kind;
        else if (kind === 'resume') this.why = '';
        return;
      }
      case 'halted':
        this.why = record.code;
        return;
      case 'venue_event':
        this.#event(record.event);
        return;
      case 'request':
        if (record.request.kind !== 'execute') return;
        this.#sent.add(record.request.request.clientRef);
        this.#executions.add(record.request.id);
        return;
      case 'outcome': {
        const { requestId, answer } = record;
        if (answer.kind === 'history') answer.events.forEach((event) => this.#event(event));
        const isOurs = this.#executions.has(requestId);
        if (isOurs && answer.kind === 'refused' && answer.code === 'VEN-029')
          this.why = answer.code;
      }
    }
  }

  /** Each counts once: whoever resumes has seen it. */
  #event({ id, venue, what, clientRef }: VenueEvent): void {
    if (this.#told.has(`${venue} ${id}`)) return;
    this.#told.add(`${venue} ${id}`);
    const isForeign = what === 'flow' || (what === 'fill' && !this.#sent.has(clientRef ?? ''));
    if (isForeign && this.#sent.size > 0) this.why = `${what} ${id} of somebody else`;
  }
}
