import { HOUR_MS } from '@basis/core-types';
import type { SeriesInput } from '../series/series-input.js';

export const START_MS = Date.UTC(2024, 0, 1);

type Columns = Record<string, number[]>;

function times(rows: number, stepMs = HOUR_MS): number[] {
  return Array.from({ length: rows }, (_, row) => START_MS + row * stepMs);
}

/** Correct series, small enough to spoil by hand in a test. */
export function candles(id: string, rows = 4, price = 100): SeriesInput & { columns: Columns } {
  const fill = (value: number) => Array<number>(rows).fill(value);
  const last = id.startsWith('perp') ? { index: fill(price) } : { volume: fill(1) };
  const columns: Columns = {
    open: fill(price),
    high: fill(price + 1),
    low: fill(price - 1),
    close: fill(price),
    ...last,
  };
  return { id, timestampsMs: times(rows), columns };
}

export function rows(
  id: string,
  columns: Columns,
  stepMs = HOUR_MS,
): SeriesInput & { columns: Columns } {
  return { id, timestampsMs: times(Object.values(columns)[0]!.length, stepMs), columns };
}

export function reserve(id = 'aave_v3/USDT'): SeriesInput & { columns: Columns } {
  return rows(id, {
    liquidity_index: [1, 1.1, 1.2],
    variable_borrow_index: [1, 1.1, 1.2],
    supply_apr: [0.04, 0.05, 0.06],
    borrow_apr: [0.06, 0.07, 0.08],
    oracle_price_usd: [1, 0.999, 1.001],
  });
}
