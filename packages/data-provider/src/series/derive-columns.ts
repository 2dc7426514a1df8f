import { DAY_MS, type DurationMs } from '@basis/core-types';
import { indexFloors } from '@basis/maths';
import { growthApr } from './growth-apr.js';
import { columnOf, type SeriesData } from './series-data.js';

/** What decisions call the rate of now: long enough that a day out of line does not count, short enough to follow. */
export const RATE_WINDOW_MS = 7 * DAY_MS;

/**
 * A column that follows from the series' own, each row from earlier rows alone. It can be read like any other and is
 * nothing else: no part of the data's hash, of its checks, or of a snapshot.
 */
export interface DerivedColumn {
  readonly name: string;
  derive(): Float64Array;
}

/** What can be derived from a series whose rows are in order. Nothing is worked out before it is asked for. */
export function derivedColumns(series: SeriesData): readonly DerivedColumn[] {
  const column = (name: string) => columnOf(series, name)!;
  const growth = (name: string, of: string) => ({
    name,
    derive: () => growthAprs(series.visibleMs, column(of)),
  });
  if (series.kind === 'aave_v3') {
    const floors = (index: string, rate: string, form: 'linear' | 'compounded') => ({
      name: `${index}_floor`,
      derive: () => indexFloors(series.visibleMs, column(index), column(rate), form),
    });
    return [
      floors('liquidity_index', 'supply_apr', 'linear'),
      floors('variable_borrow_index', 'borrow_apr', 'compounded'),
      growth('supply_apr_7d', 'liquidity_index'),
      growth('borrow_apr_7d', 'variable_borrow_index'),
    ];
  }
  if (series.kind === 'lst') return [growth('growth_apr_7d', 'exchange_rate')];
  if (series.kind === 'funding') {
    return [
      {
        name: 'rate_mean_7d',
        derive: () => trailingMeans(series.visibleMs, column('rate'), RATE_WINDOW_MS),
      },
    ];
  }
  if (series.intervalMs > 0 && columnOf(series, 'volume') !== undefined) {
    return [
      {
        name: 'volume_24h',
        derive: () => trailingSums(series.visibleMs, column('volume'), DAY_MS),
      },
    ];
  }
  return [];
}

function growthAprs(timesMs: Float64Array, values: Float64Array): Float64Array {
  return values.map((_, row) => growthApr(timesMs, values, row, RATE_WINDOW_MS));
}

/** By row: the mean of the values that `trailingSums` adds up. */
function trailingMeans(
  timesMs: Float64Array,
  values: Float64Array,
  windowMs: DurationMs,
): Float64Array {
  const counts = trailingSums(
    timesMs,
    values.map(() => 1),
    windowMs,
  );
  return trailingSums(timesMs, values, windowMs).map((sum, row) => sum / counts[row]!);
}

/**
 * By row: the sum of the values of the rows that came in the last `windowMs`, its own included. Values are only ever
 * added, never taken off a running sum, so that nothing of a row that has left the window stays behind; each row is
 * added twice at most.
 */
function trailingSums(
  timesMs: Float64Array,
  values: Float64Array,
  windowMs: DurationMs,
): Float64Array {
  const sums = new Float64Array(values.length);
  /** Sums of the rows from each one up to, not including, `middle`. */
  const upToMiddle = new Float64Array(values.length);
  let first = 0;
  let middle = 0;
  let sinceMiddle = 0;
  for (let row = 0; row < values.length; row += 1) {
    sinceMiddle += values[row]!;
    while (timesMs[first]! <= timesMs[row]! - windowMs) first += 1;
    if (first >= middle) {
      middle = row + 1;
      sinceMiddle = 0;
      let sum = 0;
      for (let one = row; one >= first; one -= 1) {
        sum += values[one]!;
        upToMiddle[one] = sum;
      }
    }
    sums[row] = upToMiddle[first]! + sinceMiddle;
  }
  return sums;
}
