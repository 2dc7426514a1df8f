import type { DurationMs, SeriesId, SeriesKind, VenueId } from '@basis/core-types';

/** A series in the form the provider and the checks work on. */
export interface SeriesData {
  readonly id: SeriesId;
  readonly kind: SeriesKind;
  readonly venue: VenueId | null;
  readonly symbol: string;
  /** Length of a candle; 0 for what is not a candle. */
  readonly intervalMs: DurationMs;
  readonly timestampsMs: Float64Array;
  /** When each row may be seen first. The same array as `timestampsMs` for what is not a candle. */
  readonly visibleMs: Float64Array;
  /** Names of all columns, text included, in the order of `SERIES_KINDS`. */
  readonly columnNames: readonly string[];
  /** Names of `columns`. */
  readonly numericNames: readonly string[];
  readonly columns: readonly Float64Array[];
  /** The text column of a kind that has one. */
  readonly text: readonly string[] | null;
}

/** A numeric column by name. */
export function columnOf(series: SeriesData, name: string): Float64Array | undefined {
  const at = series.numericNames.indexOf(name);
  return at < 0 ? undefined : series.columns[at];
}
