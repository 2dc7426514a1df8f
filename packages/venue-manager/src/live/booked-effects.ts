import {
  DAY_MS,
  type DurationMs,
  type EffectId,
  type EpochMs,
  type Posting,
  type VenueId,
} from '@basis/core-types';

/** Longer than any venue tells what happened again, after whatever break. */
const KEEP_MS: DurationMs = 7 * DAY_MS;

/** Whether an effect is to be booked: only a new one is. */
export type Taken = 'new' | 'known' | 'too_old';

/** Venues number what happens each for itself: the same number elsewhere is something else. */
export function nameOf(venue: VenueId, effect: EffectId): EffectId {
  return `${venue}/${effect}`;
}

interface Saved {
  readonly horizon_ms: EpochMs | null;
  readonly booked: readonly (readonly [EffectId, EpochMs])[];
}

/**
 * What venues have told and was booked, by its name, so that nothing is booked twice. Names are forgotten after a while;
 * what happened before that cannot be told from what is known any more, and is never booked by its name again.
 */
export class BookedEffects {
  /** In the order of booking, with the time until which each may have happened at its venue. */
  readonly #bookedAtMs = new Map<EffectId, EpochMs>();
  /** Moves forward only, also where the clock does not. */
  #horizonMs: EpochMs = -Infinity;

  /** Of an effect that happened at `timeMs`. Said to be new, it counts as booked. */
  take(id: EffectId, timeMs: EpochMs, now: EpochMs): Taken {
    this.#forget(now);
    if (this.#bookedAtMs.has(id)) return 'known';
    if (timeMs < this.#horizonMs) return 'too_old';
    this.#bookedAtMs.set(id, Math.max(timeMs, now));
    return 'new';
  }

  knows(id: EffectId): boolean {
    return this.#bookedAtMs.has(id);
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
    this.#horizonMs = Math.max(this.#horizonMs, now - KEEP_MS);
    for (const [id, timeMs] of this.#bookedAtMs) {
      if (timeMs >= this.#horizonMs) return;
      this.#bookedAtMs.delete(id);
    }
  }

  save(): Saved {
    const horizonMs = this.#horizonMs === -Infinity ? null : this.#horizonMs;
    return { horizon_ms: horizonMs, booked: [...this.#bookedAtMs] };
  }

  load({ horizon_ms, booked }: Saved): void {
    this.#horizonMs = horizon_ms ?? -Infinity;
    this.#bookedAtMs.clear();
    for (const [id, timeMs] of booked) this.#bookedAtMs.set(id, timeMs);
  }
}
