import type { SeriesData } from '../series/series-data.js';
import { counted, showTime, type CheckName, type Finding, type Severity } from './finding.js';
import type { Occurrences } from './occurrences.js';

export interface RowFault {
  readonly check: CheckName;
  readonly severity: Severity;
  /** Said of the first row: `close is -1`. */
  readonly what: string;
  readonly remedy: string;
}

/** One finding for all rows of a series that share a fault; none where there are no such rows. */
export function rowFinding(series: SeriesData, found: Occurrences, fault: RowFault): Finding[] {
  if (found.count === 0) return [];
  const time = showTime(series.timestampsMs[found.first]!);
  const more = found.count > 1 ? ` (${counted(found.count, 'row')} like this)` : '';
  return [
    {
      check: fault.check,
      series: series.id,
      severity: fault.severity,
      time,
      row: found.first,
      count: found.count,
      message: `${series.id} at ${time}: ${fault.what}${more}`,
      remedy: fault.remedy,
    },
  ];
}
