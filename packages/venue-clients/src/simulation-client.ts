import {
  type ClientRef,
  type EpochMs,
  type Found,
  type Outcome,
  type SendOptions,
  type SimVenue,
  type VenueClient,
  type VenueEvent,
  type VenueHoldings,
  type VenueId,
  type VenueRequest,
} from '@basis/core-types';

/**
 * A simulated venue behind the port of a real one. It answers at once; whoever owns the simulated world plays its
 * events. A request has one effect however often it is sent: what a client reference has brought about is remembered.
 */
export class SimulationClient implements VenueClient {
  readonly clientKind = 'simulation';
  readonly id: VenueId;
  readonly #venue: SimVenue;
  readonly #now: () => EpochMs;
  readonly #carriedOut = new Map<ClientRef, Outcome>();

  constructor(venue: SimVenue, now: () => EpochMs) {
    this.id = venue.id;
    this.#venue = venue;
    this.#now = now;
  }

  async send(request: VenueRequest, { signal }: SendOptions = {}): Promise<Outcome> {
    if (signal?.aborted === true)
      return { kind: 'not_sent', message: 'aborted before it was sent' };
    if (request.venue !== this.id)
      return { kind: 'not_sent', message: `a request for ${request.venue} given to ${this.id}` };
    const earlier = this.#carriedOut.get(request.clientRef);
    if (earlier !== undefined) return earlier;
    const outcome = this.#venue.handle(request, this.#now());
    // A refusal had no effect: the same reference may be tried again, as at an exchange. What was undone on a chain had
    // one: its gas is gone.
    if (outcome.kind !== 'refused') this.#carriedOut.set(request.clientRef, outcome);
    return outcome;
  }

  /** What rests here ends by itself with the candle: there is nothing to take back sooner. */
  async cancel(_clientRef: ClientRef): Promise<void> {
    return undefined;
  }

  async find(clientRef: ClientRef): Promise<Found> {
    const known = this.#carriedOut.get(clientRef);
    // It answers at once, so nothing can still be on its way.
    if (known === undefined) return { kind: 'never_existed', isFinal: true };
    if (known.kind !== 'accepted') return { kind: 'found', outcome: known };
    // What waits at the venue may have been carried out since; the venue tells it once, so it is remembered here.
    const found = this.#venue.find(clientRef, this.#now());
    if (found.kind === 'found') this.#carriedOut.set(clientRef, found.outcome);
    return found;
  }

  async holdings(): Promise<VenueHoldings> {
    return this.#venue.holdings(this.#now());
  }

  async history(): Promise<readonly VenueEvent[]> {
    return [];
  }

  /** None: whoever owns the simulated world plays its events and books them. */
  async *events(_signal: AbortSignal): AsyncGenerator<VenueEvent> {}
}
