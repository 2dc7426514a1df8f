import type { DurationMs, SeriesId } from '@basis/core-types';

export type NumericColumn = Float64Array | readonly number[];

/**
 * One series as a caller hands it over, columns named as in `SERIES_KINDS`. A `Float64Array` is used as it is, without
 * a copy: leave it alone afterwards.
 */
export interface SeriesInput {
  readonly id: SeriesId;
  readonly timestampsMs: NumericColumn;
  /** All columns are numeric but those of `TEXT_COLUMNS`. */
  readonly columns: Readonly<Record<string, NumericColumn | readonly string[]>>;
  /** Length of a candle; the smallest spacing of the timestamps where it is not given. */
  readonly intervalMs?: DurationMs;
}
