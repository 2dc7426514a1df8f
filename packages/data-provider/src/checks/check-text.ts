import type { SeriesData } from '../series/series-data.js';
import { textColumnOf } from '../series/text-columns.js';
import type { Finding } from './finding.js';
import { Occurrences } from './occurrences.js';
import { rowFinding } from './row-finding.js';

/** No text is empty. */
export function checkText(series: SeriesData): Finding[] {
  if (series.text === null) return [];
  const empty = new Occurrences();
  series.text.forEach((text, row) => {
    if (text === '') empty.add(row);
  });
  return rowFinding(series, empty, {
    check: 'impossible_value',
    severity: 'error',
    what: `${textColumnOf(series.kind)} is empty`,
    remedy: 'Name the token.',
  });
}
