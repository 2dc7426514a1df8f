import { columnOf, type SeriesData } from '../series/series-data.js';
import type { Finding } from './finding.js';
import { Occurrences } from './occurrences.js';
import { rowFinding } from './row-finding.js';

/** A candle's low is its least price and its high the greatest. */
export function checkCandles(series: SeriesData): Finding[] {
  if (series.intervalMs === 0) return [];
  const open = columnOf(series, 'open')!;
  const high = columnOf(series, 'high')!;
  const low = columnOf(series, 'low')!;
  const close = columnOf(series, 'close')!;
  const crossed = new Occurrences();
  const openOutside = new Occurrences();
  const closeOutside = new Occurrences();
  for (let row = 0; row < open.length; row += 1) {
    const top = high[row]!;
    const bottom = low[row]!;
    if (top < bottom) {
      crossed.add(row);
      continue;
    }
    if (open[row]! < bottom || open[row]! > top) openOutside.add(row);
    if (close[row]! < bottom || close[row]! > top) closeOutside.add(row);
  }
  const range = (row: number) => `[low ${low[row]}, high ${high[row]}]`;
  return [
    ...rowFinding(series, crossed, {
      check: 'impossible_value',
      severity: 'error',
      what: `high ${high[crossed.first]} is below low ${low[crossed.first]}`,
      remedy: 'Check the order of the columns.',
    }),
    ...rowFinding(series, openOutside, {
      check: 'impossible_value',
      severity: 'error',
      what: `open ${open[openOutside.first]} is outside ${range(openOutside.first)}`,
      remedy: 'Check the source: low <= open <= high.',
    }),
    ...rowFinding(series, closeOutside, {
      check: 'impossible_value',
      severity: 'error',
      what: `close ${close[closeOutside.first]} is outside ${range(closeOutside.first)}`,
      remedy: 'Check the source: low <= close <= high.',
    }),
  ];
}
