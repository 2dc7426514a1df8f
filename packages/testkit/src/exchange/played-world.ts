import type {
  Account,
  AccountTable,
  AssetSymbol,
  Bucket,
  ClientRef,
  DataProvider,
  EpochMs,
  EventRank,
  Found,
  Outcome,
  Posting,
  PostingSink,
  RunConfig,
  VenueId,
  VenueRequest,
} from '@basis/core-types';
import { SimWorld } from '@basis/venue-sim';
import type { VirtualClock } from '../clock/virtual-clock.js';

/** What a venue did by itself in its turn. */
export type TurnListener = (
  venue: VenueId,
  rank: EventRank,
  at: EpochMs,
  postings: readonly Posting[],
) => void;

export interface PlayedWorldOptions {
  readonly clock: VirtualClock;
  readonly config: RunConfig;
  readonly accounts: AccountTable;
  readonly data: DataProvider;
  readonly onTurn: TurnListener;
}

/** The simulated venues under a virtual clock: whenever they are asked, everything up to now has been played. */
export class PlayedWorld {
  readonly #world: SimWorld;
  readonly #clock: VirtualClock;
  readonly #data: DataProvider;
  readonly #onTurn: TurnListener;
  #playedToMs: EpochMs;
  #marketChangesAt: EpochMs;
  #wakesAt: EpochMs = Infinity;
  #callOff: () => void = () => undefined;

  constructor({ clock, config, accounts, data, onTurn }: PlayedWorldOptions) {
    this.#world = new SimWorld(config, accounts, data);
    this.#clock = clock;
    this.#data = data;
    this.#onTurn = onTurn;
    this.#playedToMs = clock.now();
    this.#marketChangesAt = this.#nextChange();
    this.#setAlarm();
  }

  get venueIds(): readonly VenueId[] {
    return this.#world.venueIds;
  }

  handle(request: VenueRequest): Outcome {
    return this.#act((world, now) => world.handle(request, now));
  }

  /** What an account really holds. */
  held({ venue, index }: Account): number {
    this.catchUp();
    const { quantities } = this.#world.holdings(venue, this.#clock.now());
    return quantities.find(({ account }) => account === index)!.quantity;
  }

  cancel(venue: VenueId, clientRef: ClientRef): void {
    this.#act((world) => world.cancel(venue, clientRef));
  }

  /** What became of an order that waits in the venue's own book. */
  find(venue: VenueId, clientRef: ClientRef): Found {
    return this.#world.find(venue, clientRef, this.#clock.now());
  }

  deposit(venue: VenueId, bucket: Bucket, asset: AssetSymbol, amount: number): readonly Posting[] {
    return this.#flow('deposit', venue, bucket, asset, amount);
  }

  withdraw(venue: VenueId, bucket: Bucket, asset: AssetSymbol, amount: number): readonly Posting[] {
    return this.#flow('withdraw', venue, bucket, asset, amount);
  }

  #flow(
    way: 'deposit' | 'withdraw',
    venue: VenueId,
    bucket: Bucket,
    asset: AssetSymbol,
    amount: number,
  ): readonly Posting[] {
    const out = new Postings();
    this.#act((world, now) => world[way](venue, bucket, asset, amount, now, out));
    return out.postings;
  }

  /** Acts on what is true now; what falls due by it at once is played when the clock is next moved. */
  #act<T>(act: (world: SimWorld, now: EpochMs) => T): T {
    this.catchUp();
    const result = act(this.#world, this.#clock.now());
    this.#setAlarm();
    return result;
  }

  /** Plays every moment up to now at which the market changed or something was due. */
  catchUp(): void {
    const now = this.#clock.now();
    for (let next = this.#nextMoment(); next <= now; next = this.#nextMoment()) this.#play(next);
    this.#setAlarm();
  }

  #play(at: EpochMs): void {
    this.#playedToMs = at;
    for (const { venue, rank } of this.#world.turnsAt(at)) {
      const out = new Postings();
      venue.play(rank, at, out);
      if (out.postings.length > 0 || rank === 'open_fill' || rank === 'fill')
        this.#onTurn(venue.id, rank, at, out.postings);
    }
    this.#marketChangesAt = this.#nextChange();
  }

  #nextMoment(): EpochMs {
    return Math.min(this.#marketChangesAt, this.#world.nextEventAt());
  }

  #nextChange(): EpochMs {
    this.#data.getData(this.#playedToMs);
    return this.#data.nextChangeAt();
  }

  /** What happens by itself happens in time, also when nobody asks. */
  #setAlarm(): void {
    const next = this.#nextMoment();
    if (next === this.#wakesAt) return;
    this.#callOff();
    this.#wakesAt = next;
    if (next === Infinity) return;
    this.#callOff = this.#clock.at(next, () => {
      this.#wakesAt = Infinity;
      this.catchUp();
    });
  }
}

class Postings implements PostingSink {
  readonly postings: Posting[] = [];

  post(timeMs: EpochMs, account: number, cause: Posting['cause'], delta: number): void {
    this.postings.push({ timeMs, account, cause, delta });
  }
}
