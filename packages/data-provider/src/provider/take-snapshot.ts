import {
  DAY_MS,
  YEAR_MS,
  splitSymbol,
  type AssetSymbol,
  type EpochMs,
  type MarketSnapshot,
} from '@basis/core-types';
import { showTime } from '../checks/finding.js';
import { columnOf, type SeriesData } from '../series/series-data.js';
import { upperBound } from './upper-bound.js';

/** A series and its visible row; -1 before the first. */
export interface VisibleRow {
  readonly series: SeriesData;
  readonly row: number;
}

type Nested<Value> = Record<string, Record<string, Value>>;

const STAKING_WINDOW_MS = 7 * DAY_MS;

/**
 * The market as a document. Prices are in USD: quotes are converted through the visible `fx` and ETH prices, a stable
 * coin without an `fx` series counting as 1. What is not visible yet is left out.
 */
export function takeSnapshot(timestampMs: EpochMs, rows: readonly VisibleRow[]): MarketSnapshot {
  const visible = rows.filter((one) => one.row >= 0);
  const of = (kind: SeriesData['kind']) => visible.filter((one) => one.series.kind === kind);
  return {
    timestamp: showTime(timestampMs),
    market_data: {
      prices: pricesUsd(of('spot'), of('fx')),
      rates: {
        funding: byVenue(of('funding'), 'rate'),
        lending: byToken(of('aave_v3'), (one) => ({
          supply_apr: read(one, 'supply_apr'),
          borrow_apr: read(one, 'borrow_apr'),
        })),
      },
    },
    protocol_data: {
      aave_indexes: byToken(of('aave_v3'), (one) => ({
        liquidity_index: read(one, 'liquidity_index'),
        variable_borrow_index: read(one, 'variable_borrow_index'),
      })),
      oracle_prices: byToken(of('aave_v3'), (one) => read(one, 'oracle_price_usd')),
      perp_prices: byVenue(of('perp'), 'close'),
    },
    staking_data: {
      rewards: byToken(of('rewards'), (one) => ({
        token: one.series.text![one.row]!,
        amount_per_unit: read(one, 'amount_per_unit'),
      })),
      apr: stakingAprs(of('lst')),
    },
    execution_data: { gas_price_gwei: gasPriceGwei(of('gas')) },
  };
}

function read({ series, row }: VisibleRow, column: string): number {
  return columnOf(series, column)![row]!;
}

function byToken<Value>(
  rows: readonly VisibleRow[],
  valueOf: (row: VisibleRow) => Value,
): Record<AssetSymbol, Value> {
  return Object.fromEntries(rows.map((one) => [one.series.symbol, valueOf(one)]));
}

function byVenue(rows: readonly VisibleRow[], column: string): Nested<number> {
  const venues: Nested<number> = {};
  for (const one of rows) {
    (venues[one.series.venue!] ??= {})[one.series.symbol] = read(one, column);
  }
  return venues;
}

const STABLE: readonly AssetSymbol[] = ['USD', 'USDT', 'USDC'];

/** The first venue in the order of ids counts where several quote the same asset. */
function pricesUsd(
  spot: readonly VisibleRow[],
  fx: readonly VisibleRow[],
): Record<AssetSymbol, number> {
  const prices: Record<AssetSymbol, number> = {};
  for (const one of fx) {
    const { base, quote } = splitSymbol(one.series.symbol);
    if (quote === 'USD') prices[base] = read(one, 'rate');
  }
  const quotedIn = (
    assets: readonly AssetSymbol[],
    usdOf: (quote: AssetSymbol) => number | undefined,
  ) => {
    for (const one of spot) {
      const { base, quote } = splitSymbol(one.series.symbol);
      const usd = assets.includes(quote) ? usdOf(quote) : undefined;
      if (usd !== undefined) prices[base] ??= read(one, 'close') * usd;
    }
  };
  quotedIn(STABLE, (quote) => prices[quote] ?? 1);
  quotedIn(['WETH', 'ETH'], () => prices['ETH']);
  return prices;
}

function stakingAprs(rows: readonly VisibleRow[]): Record<AssetSymbol, number> {
  const aprs: Record<AssetSymbol, number> = {};
  for (const { series, row } of rows) {
    const rates = columnOf(series, 'exchange_rate')!;
    const times = series.visibleMs;
    const from = Math.max(0, upperBound(times, times[row]! - STAKING_WINDOW_MS) - 1);
    const elapsedMs = times[row]! - times[from]!;
    if (elapsedMs > 0) {
      aprs[series.symbol] = (rates[row]! / rates[from]! - 1) * (YEAR_MS / elapsedMs);
    }
  }
  return aprs;
}

function gasPriceGwei(rows: readonly VisibleRow[]): number | null {
  const gas = rows[0];
  return gas === undefined ? null : read(gas, 'base_fee_gwei') + read(gas, 'priority_fee_gwei');
}
