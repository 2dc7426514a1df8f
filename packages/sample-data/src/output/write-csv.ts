import { SERIES_KINDS } from '@basis/core-types';
import { parseSeriesId, type SeriesInput } from '@basis/data-provider';

/**
 * A series as a CSV text, columns in the order of its kind; every number reads back as the very same. Times are epoch
 * milliseconds, a third shorter than ISO-8601, because the sample is committed.
 */
export function writeCsv(series: SeriesInput): string {
  const { kind } = parseSeriesId(series.id)!;
  const names = SERIES_KINDS[kind].columns.filter((name) => Object.hasOwn(series.columns, name));
  const columns = names.map((name) => series.columns[name]!);
  const lines = [`timestamp,${names.join(',')}`];
  for (let row = 0; row < series.timestampsMs.length; row += 1) {
    let line = String(series.timestampsMs[row]);
    for (const column of columns) line += `,${column[row]}`;
    lines.push(line);
  }
  return `${lines.join('\n')}\n`;
}
