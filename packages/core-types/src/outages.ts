import type { CexVenueConfig, Stoppable } from './config/venues/cex-schema.js';
import type { EpochMs } from './units.js';

/** The times at which a venue stops one thing. Few, and asked for at every step: a look through all, without a number made. */
export class Outages {
  readonly #from: Float64Array;
  readonly #until: Float64Array;

  constructor({ outages }: Pick<CexVenueConfig, 'outages'>, what: Stoppable) {
    const own = outages.filter(({ stops }) => stops.includes(what));
    this.#from = Float64Array.from(own, ({ from }) => Date.parse(from));
    this.#until = Float64Array.from(own, ({ until }) => Date.parse(until));
  }

  /** Whether it is stopped at `now`. */
  at(now: EpochMs): boolean {
    for (let i = 0; i < this.#from.length; i++)
      if (this.#from[i]! <= now && now < this.#until[i]!) return true;
    return false;
  }

  /** Whether it is stopped at any time after `from` and before `until`. */
  within(from: EpochMs, until: EpochMs): boolean {
    for (let i = 0; i < this.#from.length; i++)
      if (this.#from[i]! < until && from < this.#until[i]!) return true;
    return false;
  }

  /** The first moment from `t` on at which it is not stopped. */
  overAt(t: EpochMs): EpochMs {
    let over = t;
    // One outage may end inside another that is listed before it.
    for (let i = 0; i < this.#from.length; i++) {
      if (!(this.#from[i]! <= over && over < this.#until[i]!)) continue;
      over = this.#until[i]!;
      i = -1;
    }
    return over;
  }
}
