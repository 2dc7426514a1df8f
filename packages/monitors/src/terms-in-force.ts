import { DatedConfig, type EpochMs, type VenueConfig } from '@basis/core-types';

const SINCE = 0;
const UNTIL = 1;

/**
 * Parameters of venues as they change by date. Whoever follows a venue is told its parameters at once, and again of every
 * edition that comes into force; between two changes `update` costs two comparisons, however many are followed.
 */
export class TermsInForce {
  readonly #followed: { adopt(now: EpochMs): void }[] = [];
  readonly #changesMs: number[] = [];
  /** No change falls between the two. In an array, because a number written to a field costs an object. */
  readonly #standing = Float64Array.of(-Infinity, Infinity);

  follow<T extends VenueConfig>(venue: T, adopt: (terms: T) => void): void {
    adopt(venue);
    if (venue.changes.length === 0) return;
    const dated = new DatedConfig(venue);
    let adopted = venue;
    this.#followed.push({
      adopt: (now) => {
        const terms = dated.at(now);
        if (terms !== adopted) adopt((adopted = terms));
      },
    });
    this.#changesMs.push(...venue.changes.map(({ from }) => Date.parse(from)));
    this.#standing[UNTIL] = Math.min(...this.#changesMs);
  }

  update(now: EpochMs): void {
    if (now >= this.#standing[SINCE]! && now < this.#standing[UNTIL]!) return;
    for (const one of this.#followed) one.adopt(now);
    this.#standing[SINCE] = Math.max(-Infinity, ...this.#changesMs.filter((at) => at <= now));
    this.#standing[UNTIL] = Math.min(Infinity, ...this.#changesMs.filter((at) => at > now));
  }
}
