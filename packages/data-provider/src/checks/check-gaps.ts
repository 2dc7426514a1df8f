import { HOUR_MS, isoTime, type DurationMs, type SeriesKind } from '@basis/core-types';
import { smallestSpacing } from '../series/smallest-spacing.js';
import type { SeriesData } from '../series/series-data.js';
import { counted, type Finding } from './finding.js';

export const DEFAULT_MAX_GAP_MS: DurationMs = 6 * HOUR_MS;

/** Rewards come when they come. */
const IRREGULAR: ReadonlySet<SeriesKind> = new Set<SeriesKind>(['rewards']);
/** Stamps may jitter; only a row that is really left out counts. */
const MISSING_FROM = 1.5;

/**
 * Rows that are left out. Candles missing for longer than `maxGapMs` are an error: the run would trade on a price of
 * long ago. Elsewhere the last value stands, or a funding is not paid, which is worth a warning.
 */
export function checkGaps(series: SeriesData, maxGapMs: DurationMs): Finding[] {
  if (IRREGULAR.has(series.kind)) return [];
  const isCandle = series.intervalMs > 0;
  const times = series.timestampsMs;
  const cadence = isCandle ? series.intervalMs : smallestSpacing(times);
  if (cadence === 0) return [];
  let missing = 0;
  let gaps = 0;
  let first = -1;
  let longestMs = 0;
  for (let row = 1; row < times.length; row += 1) {
    const spacing = times[row]! - times[row - 1]!;
    if (!(spacing > MISSING_FROM * cadence)) continue;
    if (gaps === 0) first = row;
    gaps += 1;
    missing += Math.round(spacing / cadence) - 1;
    longestMs = Math.max(longestMs, spacing - cadence);
  }
  if (gaps === 0) return [];
  const noun = isCandle ? 'candle' : 'row';
  const isTooLong = isCandle && longestMs > maxGapMs;
  const time = isoTime(times[first - 1]! + cadence);
  return [
    {
      check: 'gap',
      series: series.id,
      severity: isTooLong ? 'error' : 'warning',
      time,
      row: first,
      count: missing,
      message:
        `${series.id}: ${counted(missing, noun)} missing in ${counted(gaps, 'gap')}, ` +
        `the first from ${time} to ${isoTime(times[first]!)}, the longest ${longestMs / HOUR_MS} h`,
      remedy: isTooLong
        ? `Add the missing candles; up to ${maxGapMs / HOUR_MS} h are let pass (maxGapMs).`
        : 'Add the missing rows if the source has them; the last value stands meanwhile.',
    },
  ];
}
