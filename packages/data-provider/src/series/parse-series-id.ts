import { SERIES_KINDS, type SeriesId, type SeriesKind, type VenueId } from '@basis/core-types';

/** A series id taken apart: `venue` only where the kind has one, `symbol` the rest (`BTC-USDT`, `weETH`, `ethereum`). */
export interface SeriesName {
  readonly kind: SeriesKind;
  readonly venue: VenueId | null;
  readonly symbol: string;
}

const VENUE_KINDS: ReadonlySet<string> = new Set<SeriesKind>(['spot', 'perp', 'funding']);
const PAIR_KINDS: ReadonlySet<string> = new Set<SeriesKind>(['spot', 'perp', 'funding', 'fx']);

// No separators, no leading dot: an id is also a path inside a dataset and must never lead out of it.
const PART = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;
const PAIR = /^[^-]+-[^-]+$/;

function isKind(text: string): text is SeriesKind {
  return Object.hasOwn(SERIES_KINDS, text);
}

/** `undefined` for anything that is not a series id. */
export function parseSeriesId(id: SeriesId): SeriesName | undefined {
  const parts = id.split('/');
  const [kind, second, third] = parts;
  if (kind === undefined || second === undefined || !isKind(kind)) return undefined;
  if (!parts.every((part) => PART.test(part))) return undefined;
  const hasVenue = VENUE_KINDS.has(kind);
  if (parts.length !== (hasVenue ? 3 : 2)) return undefined;
  const symbol = hasVenue ? third! : second;
  if (PAIR_KINDS.has(kind) && !PAIR.test(symbol)) return undefined;
  return { kind, venue: hasVenue ? second : null, symbol };
}
