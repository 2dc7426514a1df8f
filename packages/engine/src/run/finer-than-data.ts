import {
  INTERVALS,
  SERIES_KINDS,
  intervalMs,
  type DataProvider,
  type RunConfig,
  type SeriesId,
  type SeriesInfo,
} from '@basis/core-types';

/**
 * A warning where the steps of a run are finer than the candles it plays: more steps, but no more prices. `undefined`
 * where they are not. Of several it names the longest candles.
 */
export function finerThanData(
  config: RunConfig,
  data: DataProvider,
  required: readonly SeriesId[],
): string | undefined {
  const candles = required
    .flatMap((id) => data.find(id) ?? [])
    .filter(({ kind, rows }) => SERIES_KINDS[kind].candle && rows > 1)
    .sort((a, b) => spacingMs(b) - spacingMs(a) || (a.id < b.id ? -1 : 1));
  const [longest] = candles;
  if (longest === undefined) return undefined;
  const length = INTERVALS.findLast((interval) => intervalMs(interval) <= spacingMs(longest));
  if (length === undefined || intervalMs(config.interval) >= intervalMs(length)) return undefined;
  return `interval ${config.interval} is finer than the data, whose candles are ${length} long (${longest.id}): between them prices stand still`;
}

/** On average; a gap makes it longer, but rarely as long as the next interval. */
function spacingMs({ firstVisibleMs, lastVisibleMs, rows }: SeriesInfo): number {
  return (lastVisibleMs - firstVisibleMs) / (rows - 1);
}
