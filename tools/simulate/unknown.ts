import type { JournalRecord, ManagerRequest, VenueRequest } from '@basis/core-types';

/** What may have taken effect and is not certain, as the journal alone tells it. */
export class Unknown {
  /** By reference: from when on a venue that does not know it never will. */
  readonly #places = new Map<string, string>();
  readonly #certainAfterMs = new Map<string, number>();
  readonly #asked = new Map<string, { readonly clientRef: string; readonly atMs: number }>();
  readonly #sent = new Map<string, { readonly clientRef: string; readonly untilMs: number }>();

  /** Another one at the same market, or from the same balance. */
  at(request: VenueRequest): string | undefined {
    const place = placeOf(request);
    return this.others(request.clientRef).find((other) => this.#places.get(other) === place);
  }

  others(clientRef: string): string[] {
    return [...this.#certainAfterMs.keys()].filter((other) => other !== clientRef);
  }

  note(record: JournalRecord): void {
    if (record.kind === 'request') this.#request(record.request, record.timeMs);
    else if (record.kind === 'outcome') this.#outcome(record);
  }

  #request(request: ManagerRequest, atMs: number): void {
    if (request.kind === 'find') this.#asked.set(request.id, { ...request, atMs });
    if (request.kind !== 'execute') return;
    const { clientRef } = request.request;
    this.#places.set(clientRef, placeOf(request.request));
    this.#sent.set(request.id, { clientRef, untilMs: request.validUntilMs ?? Infinity });
  }

  #outcome({ requestId, answer }: Extract<JournalRecord, { kind: 'outcome' }>): void {
    const sent = this.#sent.get(requestId);
    if (sent !== undefined) {
      const isKnownThere = answer.kind === 'refused' && answer.code === 'VEN-026';
      if (answer.kind === 'unknown' || isKnownThere)
        this.#certainAfterMs.set(sent.clientRef, sent.untilMs + LAG_MS);
      return;
    }
    const asked = this.#asked.get(requestId);
    if (asked === undefined) return;
    const isThere = answer.kind === 'found' && answer.outcome.kind !== 'unknown';
    const isLate = asked.atMs > (this.#certainAfterMs.get(asked.clientRef) ?? Infinity);
    if (isThere || (answer.kind === 'never_existed' && (isLate || answer.isFinal === true)))
      this.#certainAfterMs.delete(asked.clientRef);
  }
}

/** As long as the configuration allows venues to be behind. */
export const LAG_MS = 5_000;

function placeOf(request: VenueRequest): string {
  switch (request.kind) {
    case 'order':
      return `${request.venue}:${request.market}:${request.symbol}`;
    case 'transfer':
      return `${request.venue}:${request.fromBucket}:${request.asset}`;
    case 'contract':
      return request.venue;
  }
}
