import {
  DAY_MS,
  type DurationMs,
  type EffectId,
  type EpochMs,
  type Posting,
  type VenueId,
} from '@basis/core-types';

/** After its booking; longer than any venue tells what happened again, after whatever break. */
const KEEP_MS: DurationMs = 7 * DAY_MS;

/** Whether an effect is to be booked: only a new one is. */
export type Taken = 'new' | 'known' | 'too_old';

/** Venues number what happens each for itself: the same number elsewhere is something else. */
export function nameOf(venue: VenueId, effect: EffectId): EffectId {
  return `${venue}/${effect}`;
}

interface Booked {
  readonly bookedMs: EpochMs;
  readonly happenedMs: EpochMs;
}

interface Saved {
  readonly horizon_ms: EpochMs | null;
  readonly booked: readonly (readonly [EffectId, Booked])[];
}

/**
 * What venues have told and was booked, by its name, so that nothing is booked twice. Names are forgotten after a while,
 * by the time of their records alone: no stamp of a venue keeps them. What happened no later than something that is forgotten
 * cannot be told from it any more, and is never booked by its name again.
 */
export class BookedEffects {
  /** In the order of booking. */
  readonly #booked = new Map<EffectId, Booked>();
  /** When the latest of what is forgotten happened. */
  #horizonMs: EpochMs = -Infinity;
  readonly #keepMs: DurationMs;

  constructor(keepMs: DurationMs = KEEP_MS) {
    this.#keepMs = keepMs;
  }

  /** Of an effect that happened at `timeMs`. Said to be new, it counts as booked. */
  take(id: EffectId, timeMs: EpochMs, now: EpochMs): Taken {
    this.#forget(now);
    if (this.#booked.has(id)) return 'known';
    if (timeMs <= this.#horizonMs) return 'too_old';
    this.#booked.set(id, { bookedMs: now, happenedMs: Math.min(timeMs, now) });
    return 'new';
  }

  knows(id: EffectId): boolean {
    return this.#booked.has(id);
  }

  /** Those of an outcome at a venue that are to be booked: all of a new effect, and what belongs to none. */
  unbooked(venue: VenueId, postings: readonly Posting[], now: EpochMs): readonly Posting[] {
    const taken = new Map<EffectId, Taken>();
    return postings.filter(({ effect, timeMs }) => {
      if (effect === undefined) return true;
      const before = taken.get(effect) ?? this.take(nameOf(venue, effect), timeMs, now);
      taken.set(effect, before);
      return before === 'new';
    });
  }

  #forget(now: EpochMs): void {
    for (const [id, { bookedMs, happenedMs }] of this.#booked) {
      if (bookedMs >= now - this.#keepMs) return;
      this.#horizonMs = Math.max(this.#horizonMs, happenedMs);
      this.#booked.delete(id);
    }
  }

  save(): Saved {
    const horizonMs = this.#horizonMs === -Infinity ? null : this.#horizonMs;
    return { horizon_ms: horizonMs, booked: [...this.#booked] };
  }

  load({ horizon_ms, booked }: Saved): void {
    this.#horizonMs = horizon_ms ?? -Infinity;
    this.#booked.clear();
    for (const [id, one] of booked) this.#booked.set(id, one);
  }
}
