import type { SeriesData } from '../series/series-data.js';
import type { Finding } from './finding.js';
import { Occurrences } from './occurrences.js';
import { rowFinding } from './row-finding.js';

/**
 * Candles of all venues open at the same moments: each on its own grid of interval steps, and all grids on each other.
 * Different lengths side by side are possible but worth a warning.
 */
export function checkGrid(all: readonly SeriesData[]): Finding[] {
  const candles = all.filter((series) => series.intervalMs > 0);
  const reference = candles[0];
  if (reference === undefined) return [];
  return candles.flatMap((series) => [
    ...checkOwnGrid(series),
    ...(series === reference ? [] : checkAgainst(series, reference)),
  ]);
}

function checkOwnGrid(series: SeriesData): Finding[] {
  const times = series.timestampsMs;
  const off = new Occurrences();
  for (let row = 1; row < times.length; row += 1) {
    if ((times[row]! - times[0]!) % series.intervalMs !== 0) off.add(row);
  }
  return rowFinding(series, off, {
    check: 'grid',
    severity: 'error',
    what: `the candle does not open on the grid of ${series.intervalMs} ms that begins with the first row`,
    remedy: 'Put every candle on its opening time.',
  });
}

function checkAgainst(series: SeriesData, reference: SeriesData): Finding[] {
  const first = new Occurrences();
  first.add(0);
  if (series.intervalMs !== reference.intervalMs) {
    return rowFinding(series, first, {
      check: 'grid',
      severity: 'warning',
      what: `candles of ${series.intervalMs} ms beside ${reference.intervalMs} ms of ${reference.id}`,
      remedy: 'Use one length for all venues, so that prices are compared at the same moments.',
    });
  }
  const shift = Math.abs(series.timestampsMs[0]! - reference.timestampsMs[0]!) % series.intervalMs;
  if (shift === 0) return [];
  return rowFinding(series, first, {
    check: 'grid',
    severity: 'error',
    what: `candles open ${shift} ms off those of ${reference.id}`,
    remedy: 'Put the candles of all venues on the same opening times.',
  });
}
