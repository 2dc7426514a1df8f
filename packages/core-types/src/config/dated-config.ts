import type { EpochMs } from '../units.js';
import { isMapping } from './plain-json.js';
import type { VenueConfig } from './venues/venue-schema.js';
import { venueSchema } from './venues/venue-schema.js';

/** A mapping with another laid over it: mappings key by key, anything else whole. */
export function layOver(below: unknown, above: unknown): unknown {
  if (!isMapping(below) || !isMapping(above)) return above;
  const laid: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    laid[key] = Object.hasOwn(below, key) ? layOver(below[key], value) : value;
  }
  return laid;
}

/** The documents of a venue from its own date on, before they are checked: what stands, then every change on top. */
export function editions(
  venue: Pick<VenueConfig, 'changes'>,
): { readonly fromMs: EpochMs; readonly document: unknown }[] {
  const { changes, ...base } = venue;
  const made: { fromMs: EpochMs; document: unknown }[] = [{ fromMs: -Infinity, document: base }];
  for (const { from, set } of changes) {
    made.push({ fromMs: Date.parse(from), document: layOver(made.at(-1)!.document, set) });
  }
  return made;
}

/** A venue's parameters by date. Asking costs a comparison while the same edition holds. */
export class DatedConfig<T extends VenueConfig> {
  readonly #from: Float64Array;
  readonly #editions: readonly T[];
  #current = 0;

  constructor(venue: T) {
    const all = editions(venue);
    this.#from = Float64Array.from(all, ({ fromMs }) => fromMs);
    // The first is the configuration itself, so that what compares by identity finds it unchanged.
    this.#editions = all.map(({ document }, i) =>
      i === 0 ? venue : (venueSchema.parse(document) as T),
    );
  }

  /** The parameters that hold at `now`. */
  at(now: EpochMs): T {
    const from = this.#from;
    let current = this.#current;
    while (current > 0 && now < from[current]!) current--;
    while (current + 1 < from.length && now >= from[current + 1]!) current++;
    this.#current = current;
    return this.#editions[current]!;
  }
}
