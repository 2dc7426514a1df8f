import type { Finding } from '../checks/finding.js';
import { prepareSeries } from './prepare-series.js';
import type { SeriesData } from './series-data.js';
import type { SeriesInput } from './series-input.js';

export interface PreparedAll {
  readonly data: readonly SeriesData[];
  readonly findings: readonly Finding[];
}

/** Brings all series into the provider's form; those with a wrong shape or a name used twice are left out and reported. */
export function prepareAll(inputs: readonly SeriesInput[]): PreparedAll {
  const data: SeriesData[] = [];
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const input of inputs) {
    if (seen.has(input.id)) {
      findings.push({
        check: 'shape',
        series: input.id,
        severity: 'error',
        time: null,
        row: null,
        count: 1,
        message: `${input.id}: given more than once`,
        remedy: 'Give every series once.',
      });
      continue;
    }
    seen.add(input.id);
    const prepared = prepareSeries(input);
    findings.push(...prepared.findings);
    if (prepared.data !== undefined) data.push(prepared.data);
  }
  return { data, findings };
}
