import type { Json } from './json.js';
import type { PostingSink } from './posting.js';
import type {
  ClientRef,
  Found,
  Outcome,
  VenueEvent,
  VenueHoldings,
  VenueRequest,
} from './request.js';
import type { EpochMs, VenueId } from './units.js';

/**
 * The order in which things that fall on one moment are played, over all venues: accrual of indexes and rates; orders
 * filled at the open of the candle that closes; margin at its worst price; funding to what was held before; margin at the
 * close; orders filled now; arrivals.
 */
export const EVENT_RANKS = [
  'accrual',
  'open_fill',
  'margin_worst',
  'funding',
  'margin_close',
  'fill',
  'arrival',
] as const;
export type EventRank = (typeof EVENT_RANKS)[number];

/** A simulated venue: a true account with its own rules that says by postings what it did. */
export interface SimVenue {
  readonly id: VenueId;
  /** When something of its own is due next (an arrival, a release); Infinity if nothing is. Market data are no event. */
  nextEventAt(): EpochMs;
  /** The ranks under which this venue may have something to play; it is asked for no other. */
  readonly ranks: readonly EventRank[];
  /** Plays what is due at `at` under this rank. Called for every moment at which the market changed or something is due. */
  play(rank: EventRank, at: EpochMs, out: PostingSink): void;
  handle(request: VenueRequest, now: EpochMs): Outcome;
  /**
   * What became of a request that was accepted to be carried out later. Its postings went to the sink of `play` when it
   * happened, so that they stand between the others of that moment; once told as done or refused it is forgotten.
   */
  find(clientRef: ClientRef, now: EpochMs): Found;
  holdings(now: EpochMs): VenueHoldings;
  save(): Json;
  load(state: Json): void;
}

/** A venue reached over a wire, or a simulated one behind the same port. */
export interface VenueClient {
  readonly id: VenueId;
  readonly clientKind: 'simulation' | 'testnet' | 'live';
  /**
   * Sends once, and never by itself again. What is thrown or not answered in time counts as an unknown outcome.
   */
  send(request: VenueRequest, options?: SendOptions): Promise<Outcome>;
  /** Asks that no more of an order trades; what became of it is asked for with `find`. */
  cancel(clientRef: ClientRef, signal?: AbortSignal): Promise<void>;
  /**
   * What became of what was sent under a reference, now or by a process before. A transaction that no node knows may
   * still be mined. A client of a chain answers `never_existed` with `isFinal` only where it has kept the nonce under
   * which the reference was signed, another transaction of the same wallet has used that nonce, and the block with that
   * one is final; or where it knows that it has never signed anything under the reference.
   */
  find(clientRef: ClientRef, signal?: AbortSignal): Promise<Found>;
  holdings(signal?: AbortSignal): Promise<VenueHoldings>;
  /** Everything that happened to our accounts there since, with the ids under which `events` tells it. */
  history(sinceMs: EpochMs, signal?: AbortSignal): Promise<readonly VenueEvent[]>;
  /** What happens at the venue, from now until aborted. What is missed stands in its history. */
  events(signal: AbortSignal): AsyncIterable<VenueEvent>;
}

export interface SendOptions {
  readonly signal?: AbortSignal;
  /** The venue is told to refuse what arrives later. */
  readonly validUntilMs?: EpochMs | null;
}
