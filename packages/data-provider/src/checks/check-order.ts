import type { SeriesData } from '../series/series-data.js';
import type { Finding } from './finding.js';
import { Occurrences } from './occurrences.js';
import { rowFinding } from './row-finding.js';

/** Timestamps are whole milliseconds and strictly increase. */
export function checkOrder(series: SeriesData): Finding[] {
  const times = series.timestampsMs;
  const broken = new Occurrences();
  const repeated = new Occurrences();
  const backwards = new Occurrences();
  for (let row = 0; row < times.length; row += 1) {
    const time = times[row]!;
    if (!Number.isSafeInteger(time)) broken.add(row);
    else if (row > 0 && time === times[row - 1]!) repeated.add(row);
    else if (row > 0 && time < times[row - 1]!) backwards.add(row);
  }
  return [
    ...rowFinding(series, broken, {
      check: 'order',
      severity: 'error',
      what: 'the timestamp is not a whole number of milliseconds',
      remedy: 'Give UTC epoch milliseconds.',
    }),
    ...rowFinding(series, repeated, {
      check: 'duplicate',
      severity: 'error',
      what: 'the timestamp repeats the one before',
      remedy: 'Keep one row for each timestamp.',
    }),
    ...rowFinding(series, backwards, {
      check: 'order',
      severity: 'error',
      what: 'the timestamp lies before the one above it',
      remedy: 'Sort the rows by timestamp.',
    }),
  ];
}
