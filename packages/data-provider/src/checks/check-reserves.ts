import { columnOf, type SeriesData } from '../series/series-data.js';
import type { Finding, Severity } from './finding.js';
import { Occurrences } from './occurrences.js';
import { rowFinding } from './row-finding.js';

interface Order {
  readonly smaller: string;
  readonly larger: string;
  readonly severity: Severity;
  readonly remedy: string;
}

const ORDERS: readonly Order[] = [
  {
    smaller: 'ltv',
    larger: 'liquidation_threshold',
    severity: 'error',
    remedy: 'A loan could be liquidated as soon as it is taken: check the order of the columns.',
  },
  // A protocol that has lost money owes more than it has lent, and so may be right by a little.
  {
    smaller: 'total_borrowed',
    larger: 'total_supplied',
    severity: 'warning',
    remedy: 'Only what was supplied can be lent: check that both are in tokens.',
  },
];

/** The terms of a lending reserve fit each other, where the data have them. */
export function checkReserves(series: SeriesData): Finding[] {
  if (series.kind !== 'aave_v3') return [];
  return ORDERS.flatMap(({ smaller, larger, severity, remedy }) => {
    const below = columnOf(series, smaller);
    const above = columnOf(series, larger);
    if (below === undefined || above === undefined) return [];
    const crossed = new Occurrences();
    for (let row = 0; row < below.length; row += 1) {
      if (below[row]! > above[row]!) crossed.add(row);
    }
    return rowFinding(series, crossed, {
      check: 'impossible_value',
      severity,
      what: `${smaller} ${below[crossed.first]} is above ${larger} ${above[crossed.first]}`,
      remedy,
    });
  });
}
