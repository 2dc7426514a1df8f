import { YEAR_MS, type DurationMs } from '@basis/core-types';
import { upperBound } from '../provider/upper-bound.js';

/**
 * What a number that grows has grown by up to a row, as a simple yearly rate: from the row that stood `windowMs` ago, or
 * the first one. NaN on the first row. Over a hole in the data it is the rate of a longer time.
 */
export function growthApr(
  timesMs: Float64Array,
  values: Float64Array,
  row: number,
  windowMs: DurationMs,
): number {
  const from = Math.max(0, upperBound(timesMs, timesMs[row]! - windowMs) - 1);
  const elapsedMs = timesMs[row]! - timesMs[from]!;
  return elapsedMs > 0 ? (values[row]! / values[from]! - 1) * (YEAR_MS / elapsedMs) : NaN;
}
