import type { SeriesKind } from '@basis/core-types';
import { columnOf, type SeriesData } from '../series/series-data.js';
import type { Finding, Severity } from './finding.js';
import { Occurrences } from './occurrences.js';
import { rowFinding } from './row-finding.js';

interface Rising {
  readonly columns: readonly string[];
  readonly severity: Severity;
  readonly remedy: string;
}

const RISING: Partial<Record<SeriesKind, Rising>> = {
  aave_v3: {
    columns: ['liquidity_index', 'variable_borrow_index'],
    severity: 'error',
    remedy: 'An index only grows: check that rows of different tokens or sources are not mixed.',
  },
  lst: {
    columns: ['exchange_rate'],
    severity: 'warning',
    remedy: 'Only slashing lowers a rate: check that rows of different tokens are not mixed.',
  },
};

/** Indexes of lending markets never fall; the rate of a staking token may, but hardly ever did. */
export function checkRising(series: SeriesData): Finding[] {
  const rising = RISING[series.kind];
  if (rising === undefined) return [];
  return rising.columns.flatMap((name) => {
    const column = columnOf(series, name)!;
    const falls = new Occurrences();
    for (let row = 1; row < column.length; row += 1) {
      if (column[row]! < column[row - 1]!) falls.add(row);
    }
    return rowFinding(series, falls, {
      check: 'impossible_value',
      severity: rising.severity,
      what: `${name} falls from ${column[falls.first - 1]} to ${column[falls.first]}`,
      remedy: rising.remedy,
    });
  });
}
