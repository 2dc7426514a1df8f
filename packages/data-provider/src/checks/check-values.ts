import type { SeriesKind } from '@basis/core-types';
import type { SeriesData } from '../series/series-data.js';
import type { Finding } from './finding.js';
import { Occurrences } from './occurrences.js';
import { rowFinding } from './row-finding.js';

interface Limits {
  readonly low: number;
  readonly high: number;
  readonly allowed: string;
}

const ABOVE_ZERO: Limits = { low: Number.MIN_VALUE, high: Infinity, allowed: 'more than 0' };
const NOT_NEGATIVE: Limits = { low: 0, high: Infinity, allowed: '0 or more' };
const SHARE: Limits = { low: 0, high: 1, allowed: 'from 0 to 1' };
const INDEX: Limits = { low: 1, high: Infinity, allowed: '1 or more' };
/** The widest cap of any venue known: 4 % an hour. */
const FUNDING: Limits = { low: -0.04, high: 0.04, allowed: 'from -0.04 to 0.04 (4 %)' };

const CANDLE = { open: ABOVE_ZERO, high: ABOVE_ZERO, low: ABOVE_ZERO, close: ABOVE_ZERO };

const LIMITS: Record<SeriesKind, Readonly<Record<string, Limits>>> = {
  spot: { ...CANDLE, volume: NOT_NEGATIVE },
  perp: { ...CANDLE, index: ABOVE_ZERO, volume: NOT_NEGATIVE },
  funding: { rate: FUNDING },
  aave_v3: {
    liquidity_index: INDEX,
    variable_borrow_index: INDEX,
    supply_apr: NOT_NEGATIVE,
    borrow_apr: NOT_NEGATIVE,
    oracle_price_usd: ABOVE_ZERO,
    total_supplied: NOT_NEGATIVE,
    total_borrowed: NOT_NEGATIVE,
    supply_cap: NOT_NEGATIVE,
    borrow_cap: NOT_NEGATIVE,
    ltv: SHARE,
    liquidation_threshold: SHARE,
  },
  lst: { exchange_rate: INDEX, market_price_eth: ABOVE_ZERO },
  rewards: { amount_per_unit: NOT_NEGATIVE },
  fx: { rate: ABOVE_ZERO },
  gas: { base_fee_gwei: NOT_NEGATIVE, priority_fee_gwei: NOT_NEGATIVE },
};

/** Every value is finite and within what its column can be. */
export function checkValues(series: SeriesData): Finding[] {
  return series.columns.flatMap((column, at) => {
    const name = series.numericNames[at]!;
    return checkColumn(series, name, column, LIMITS[series.kind][name]!);
  });
}

function checkColumn(
  series: SeriesData,
  name: string,
  column: Float64Array,
  limits: Limits,
): Finding[] {
  const { low, high, allowed } = limits;
  const unusable = new Occurrences();
  const outside = new Occurrences();
  for (let row = 0; row < column.length; row += 1) {
    const value = column[row]!;
    if (!Number.isFinite(value)) unusable.add(row);
    else if (value < low || value > high) outside.add(row);
  }
  return [
    ...rowFinding(series, unusable, {
      check: 'non_finite',
      severity: 'error',
      what: `${name} is ${column[unusable.first]}`,
      remedy: 'Remove the row or give the value; a missing value is never written as NaN.',
    }),
    ...rowFinding(series, outside, {
      check: 'impossible_value',
      severity: 'error',
      what: `${name} is ${column[outside.first]}`,
      remedy: `Allowed is ${allowed}; check the unit of the source.`,
    }),
  ];
}
