import type {
  ClientRef,
  EpochMs,
  Fill,
  OpenOrder,
  Outcome,
  Posting,
  VenueRef,
  VenueRequest,
} from '@basis/core-types';
import { ERROR_REGISTRY } from '@basis/core-types';

/** What was to be seen of it from a moment on. */
interface State {
  readonly fromMs: EpochMs;
  readonly outcome: Outcome;
  readonly restBase: number;
}

/** A request that a venue has taken on, with what has become of it so far. */
export class ModelOrder {
  readonly request: VenueRequest;
  readonly clientRef: ClientRef | null;
  readonly ref: VenueRef;
  /** It waits in the book of the simulated venue itself, which fills or expires it. */
  readonly waitsInWorld: boolean;
  /** Still to be traded; 0 once it is closed. */
  restBase = 0;
  readonly #fills: Fill[] = [];
  readonly #postings: Posting[] = [];
  readonly #states: State[] = [];

  constructor(
    request: VenueRequest,
    of: { clientRef: ClientRef | null; ref: VenueRef; waitsInWorld: boolean },
  ) {
    this.request = request;
    this.clientRef = of.clientRef;
    this.ref = of.ref;
    this.waitsInWorld = of.waitsInWorld;
  }

  get isOpen(): boolean {
    return this.restBase > 0;
  }

  /** Closed, and shown to be. */
  isOverAt(now: EpochMs): boolean {
    return !this.isOpen && this.#states.at(-1)!.fromMs <= now;
  }

  /** What is true, whoever can see it. */
  get outcome(): Outcome {
    return this.#states.at(-1)!.outcome;
  }

  add(fills: readonly Fill[], postings: readonly Posting[]): void {
    this.#fills.push(...fills);
    this.#postings.push(...postings);
  }

  /** Open as long as there is a rest; then done with what has traded, or refused where nothing has. */
  stand(restBase: number, shownFromMs: EpochMs, instead?: Outcome): void {
    this.restBase = restBase;
    const fromMs = Math.max(shownFromMs, this.#states.at(-1)?.fromMs ?? -Infinity);
    this.#states.push({ fromMs, outcome: instead ?? this.#told(), restBase });
  }

  #told(): Outcome {
    const { ref } = this;
    if (this.isOpen) return { kind: 'accepted', ref };
    if (this.request.kind === 'order' && this.#fills.length === 0)
      return refusal('VEN-022', 'cancelled');
    return { kind: 'done', ref, fills: [...this.#fills], postings: [...this.#postings] };
  }

  /** What the venue says of it; undefined as long as it does not know it. */
  shownAt(now: EpochMs): Outcome | undefined {
    return this.#stateAt(now)?.outcome;
  }

  shownOpenAt(now: EpochMs): OpenOrder | undefined {
    const state = this.#stateAt(now);
    if (this.request.kind !== 'order' || state === undefined || !(state.restBase > 0))
      return undefined;
    const { symbol, side } = this.request;
    return { ref: this.ref, clientRef: this.clientRef, symbol, side, restBase: state.restBase };
  }

  #stateAt(now: EpochMs): State | undefined {
    return this.#states.findLast(({ fromMs }) => fromMs <= now);
  }
}

export function refusal(code: keyof typeof ERROR_REGISTRY, detail: string): Outcome {
  return { kind: 'refused', code, message: `${ERROR_REGISTRY[code].message}: ${detail}` };
}
