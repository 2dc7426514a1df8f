import type { SeriesKind } from '@basis/core-types';
import { columnOf, type SeriesData } from '../series/series-data.js';
import type { Finding } from './finding.js';
import { Occurrences } from './occurrences.js';
import { rowFinding } from './row-finding.js';

const RISING: Partial<Record<SeriesKind, readonly string[]>> = {
  aave_v3: ['liquidity_index', 'variable_borrow_index'],
  lst: ['exchange_rate'],
};

/** Indexes of lending markets and exchange rates of staking tokens never fall. */
export function checkRising(series: SeriesData): Finding[] {
  return (RISING[series.kind] ?? []).flatMap((name) => {
    const column = columnOf(series, name)!;
    const falls = new Occurrences();
    for (let row = 1; row < column.length; row += 1) {
      if (column[row]! < column[row - 1]!) falls.add(row);
    }
    return rowFinding(series, falls, {
      check: 'impossible_value',
      severity: 'error',
      what: `${name} falls from ${column[falls.first - 1]} to ${column[falls.first]}`,
      remedy: 'An index only grows: check that rows of different tokens or sources are not mixed.',
    });
  });
}
