import {
  EVENT_RANKS,
  type AccountTable,
  type AssetSymbol,
  type Bucket,
  type ClientRef,
  type DataProvider,
  type EpochMs,
  type EventRank,
  type Found,
  type Json,
  type JsonObject,
  type Outcome,
  type PostingSink,
  type RunConfig,
  type SimVenue,
  type VenueHoldings,
  type VenueId,
  type VenueRequest,
} from '@basis/core-types';
import type { AccountVenue } from './account-venue.js';
import { makeVenues } from './make-venues.js';
import { refuse } from './refuse.js';
import { TransferNetwork } from './transfer-network.js';

/** Beside the venues in what is saved; no venue has such a name. */
const PLAYED_AT = '#played_at_ms';

/** A venue's part in a moment. */
export interface Turn {
  readonly venue: SimVenue;
  readonly rank: EventRank;
}

/**
 * All simulated venues of a run and the money between them: the truth that the engine's expectation is held against.
 *
 * The engine moves it: `play` for every moment at which the market changed or something is due, `handle` for requests.
 * Events of one moment are played by rank, then venue, so their order depends on configuration alone.
 */
export class SimWorld {
  readonly #venues: readonly SimVenue[];
  readonly #byId: ReadonlyMap<VenueId, SimVenue>;
  /** Who plays when: by rank, then venue. */
  readonly #turns: readonly Turn[];
  /** Those that play when a moment is played again. */
  readonly #turnsAgain: readonly Turn[];
  readonly #holders: ReadonlyMap<VenueId, AccountVenue>;
  /** The last moment that was played; in an array, because a number written to a field costs an object. */
  readonly #playedAt = Float64Array.of(-Infinity);

  constructor(config: RunConfig, accounts: AccountTable, data: DataProvider) {
    const network = new TransferNetwork(accounts);
    const made = makeVenues({ config, accounts, data, network });
    this.#holders = made.holders;
    this.#venues = [...made.venues, network];
    this.#turns = EVENT_RANKS.flatMap((rank) =>
      this.#venues.filter((venue) => venue.ranks.includes(rank)).map((venue) => ({ venue, rank })),
    );
    this.#turnsAgain = this.#turns.filter(({ rank }) => rank === 'fill' || rank === 'arrival');
    this.#byId = new Map(this.#venues.map((venue) => [venue.id, venue]));
  }

  get venueIds(): readonly VenueId[] {
    return this.#venues.map((venue) => venue.id);
  }

  venue(id: VenueId): SimVenue | undefined {
    return this.#byId.get(id);
  }

  /** Whether some venue has something due before `t`. Asked at every step, so it answers without making a number. */
  isDueBefore(t: EpochMs): boolean {
    for (let i = 0; i < this.#venues.length; i++)
      if (this.#venues[i]!.nextEventAt() < t) return true;
    return false;
  }

  nextEventAt(): EpochMs {
    let next = Infinity;
    for (let i = 0; i < this.#venues.length; i++)
      next = Math.min(next, this.#venues[i]!.nextEventAt());
    return next;
  }

  /** Plays a moment. */
  play(at: EpochMs, out: PostingSink): void {
    const turns = this.turnsAt(at);
    for (let i = 0; i < turns.length; i++) turns[i]!.venue.play(turns[i]!.rank, at, out);
  }

  /**
   * Begins a moment and says who plays in it, in order, for those who want to know what each one did. Played again, because
   * something was sent at it that is due at once, only what is due happens: funding is paid once, and a candle is no matter
   * of what was opened after it.
   */
  turnsAt(at: EpochMs): readonly Turn[] {
    const isAgain = at === this.#playedAt[0];
    this.#playedAt[0] = at;
    return isAgain ? this.#turnsAgain : this.#turns;
  }

  handle(request: VenueRequest, now: EpochMs): Outcome {
    return this.#byId.get(request.venue)?.handle(request, now) ?? refuse('VEN-006', request.venue);
  }

  /** What became of a request that its venue accepted for later. */
  find(venue: VenueId, clientRef: ClientRef, now: EpochMs): Found {
    return this.#byId.get(venue)?.find(clientRef, now) ?? { kind: 'never_existed' };
  }

  /** Takes back an order that its venue accepted for later; what became of it is asked for with `find`. */
  cancel(venue: VenueId, clientRef: ClientRef): void {
    this.#holders.get(venue)?.cancel(clientRef);
  }

  holdings(venue: VenueId, now: EpochMs): VenueHoldings {
    return (
      this.#byId.get(venue)?.holdings(now) ?? {
        kind: 'holdings',
        venue,
        asOfMs: now,
        quantities: [],
      }
    );
  }

  deposit(
    venue: VenueId,
    bucket: Bucket,
    asset: AssetSymbol,
    amount: number,
    at: EpochMs,
    out: PostingSink,
  ): void {
    this.#holder(venue).deposit(at, bucket, asset, amount, out);
  }

  /** Pays investors from what lies there, which must be enough. */
  withdraw(
    venue: VenueId,
    bucket: Bucket,
    asset: AssetSymbol,
    amount: number,
    at: EpochMs,
    out: PostingSink,
  ): void {
    this.#holder(venue).pay(at, bucket, asset, amount, out);
  }

  #holder(venue: VenueId): AccountVenue {
    const holder = this.#holders.get(venue);
    if (holder === undefined) throw new Error(`no venue ${venue} that holds money`);
    return holder;
  }

  save(): JsonObject {
    const playedAtMs = this.#playedAt[0]!;
    return {
      ...Object.fromEntries(this.#venues.map((venue) => [venue.id, venue.save()])),
      // A number that JSON does not have stands as null.
      [PLAYED_AT]: Number.isFinite(playedAtMs) ? playedAtMs : null,
    };
  }

  load(state: JsonObject): void {
    for (const venue of this.#venues) venue.load(state[venue.id] as Json);
    this.#playedAt[0] = (state[PLAYED_AT] as EpochMs | null) ?? -Infinity;
  }
}
