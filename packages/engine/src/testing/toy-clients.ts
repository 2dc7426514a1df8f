import type {
  ClientRef,
  EpochMs,
  Outcome,
  SendOptions,
  VenueClient,
  VenueEvent,
  VenueId,
  VenueRequest,
} from '@basis/core-types';
import type { ToyVenues } from './toy-venues.js';

/** What becomes of what is sent: `lost` before it arrives, or its answer afterwards; `silent` never answers. */
export type Line = 'good' | 'lost' | 'answer_lost' | 'silent';

/** The toy venues over a wire that can be cut. */
export class ToyClients {
  readonly venues: ToyVenues;
  readonly now: () => EpochMs;
  readonly sent: VenueRequest[] = [];
  readonly asked: string[] = [];
  line: (request: VenueRequest, attempt: number) => Line = () => 'good';
  /** Called when something is sent, before it arrives. */
  onSend: (request: VenueRequest) => void = () => undefined;
  /** May throw, as a question does that is not answered. */
  onFind: (clientRef: ClientRef) => void = () => undefined;
  #tell: ((event: VenueEvent) => void) | undefined;

  constructor(venues: ToyVenues, now: () => EpochMs) {
    this.venues = venues;
    this.now = now;
  }

  /** As the stream of the exchange does. */
  tell(event: VenueEvent): void {
    this.#tell?.(event);
  }

  byVenue(ids: readonly VenueId[]): Map<VenueId, VenueClient> {
    return new Map(ids.map((id) => [id, this.#client(id)]));
  }

  #client(id: VenueId): VenueClient {
    return {
      id,
      clientKind: 'simulation',
      send: (request, options) => this.#send(request, options),
      cancel: async () => undefined,
      find: async (clientRef) => {
        this.asked.push(`find ${clientRef}`);
        this.onFind(clientRef);
        return this.venues.find(clientRef);
      },
      holdings: async () => {
        this.asked.push(`holdings ${id}`);
        return this.venues.holdings(id, this.now());
      },
      history: async (sinceMs) => this.venues.history(id, sinceMs),
      events: (signal) => (id === 'binance' ? this.#events(signal) : nothing()),
    };
  }

  async #send(request: VenueRequest, options: SendOptions = {}): Promise<Outcome> {
    this.sent.push(request);
    this.onSend(request);
    const line = this.line(request, this.sent.length);
    if (line === 'lost') throw new Error('the connection broke');
    if (line === 'silent') return new Promise(() => undefined);
    const late = this.now() > (options.validUntilMs ?? Infinity);
    const outcome: Outcome = late
      ? { kind: 'refused', code: 'VEN-030', message: 'too late' }
      : this.venues.handle(request, this.now());
    if (line === 'answer_lost') throw new Error('the connection broke');
    return outcome;
  }

  async *#events(signal: AbortSignal): AsyncGenerator<VenueEvent> {
    const waiting: VenueEvent[] = [];
    let wake: () => void = () => undefined;
    this.#tell = (event) => {
      waiting.push(event);
      wake();
    };
    signal.addEventListener('abort', () => wake());
    while (!signal.aborted) {
      yield* waiting.splice(0);
      if (signal.aborted) return;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  }
}

async function* nothing(): AsyncGenerator<VenueEvent> {}
