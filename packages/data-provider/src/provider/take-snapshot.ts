import {
  priceSource,
  splitSymbol,
  type AssetSymbol,
  type EpochMs,
  type MarketSnapshot,
} from '@basis/core-types';
import { ValueTree, type ValueNodeSpec } from '@basis/maths';
import { showTime } from '../checks/finding.js';
import { RATE_WINDOW_MS } from '../series/derive-columns.js';
import { growthApr } from '../series/growth-apr.js';
import { columnOf, type SeriesData } from '../series/series-data.js';

/** A series and its visible row; -1 before the first. */
export interface VisibleRow {
  readonly series: SeriesData;
  readonly row: number;
}

type Nested<Value> = Record<string, Record<string, Value>>;

/**
 * The market as a document. Prices are in USD, found and converted as those of a portfolio are (`priceSource`). What is
 * not visible yet is left out.
 */
export function takeSnapshot(timestampMs: EpochMs, rows: readonly VisibleRow[]): MarketSnapshot {
  const visible = rows.filter((one) => one.row >= 0);
  const of = (kind: SeriesData['kind']) => visible.filter((one) => one.series.kind === kind);
  return {
    timestamp: showTime(timestampMs),
    market_data: {
      prices: pricesUsd(visible),
      rates: {
        funding: byVenue(of('funding'), 'rate'),
        lending: byToken(of('aave_v3'), (one) => ({
          supply_apr: valueOf(one, 'supply_apr'),
          borrow_apr: valueOf(one, 'borrow_apr'),
        })),
      },
    },
    protocol_data: {
      aave_indexes: byToken(of('aave_v3'), (one) => ({
        liquidity_index: valueOf(one, 'liquidity_index'),
        variable_borrow_index: valueOf(one, 'variable_borrow_index'),
      })),
      oracle_prices: byToken(of('aave_v3'), (one) => valueOf(one, 'oracle_price_usd')),
      perp_prices: byVenue(of('perp'), 'close'),
    },
    staking_data: {
      rewards: byToken(of('rewards'), (one) => ({
        token: one.series.text![one.row]!,
        amount_per_unit: valueOf(one, 'amount_per_unit'),
      })),
      apr: stakingAprs(of('lst')),
    },
    execution_data: { gas_price_gwei: gasPriceGwei(of('gas')) },
  };
}

function valueOf({ series, row }: VisibleRow, column: string): number {
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
    (venues[one.series.venue!] ??= {})[one.series.symbol] = valueOf(one, column);
  }
  return venues;
}

/** In dollars, of everything that has a spot market or a currency of its own. */
function pricesUsd(visible: readonly VisibleRow[]): Record<AssetSymbol, number> {
  const specs: ValueNodeSpec[] = [{ id: 'USD', kind: 'root' }];
  const read: { readonly row: VisibleRow; readonly column: string }[] = [];
  const series = visible.map((one) => one.series);
  const isPriced = (asset: AssetSymbol): boolean => {
    if (specs.some(({ id }) => id === asset)) return true;
    const source = priceSource(asset, series);
    if (source === undefined || !isPriced(source.per)) return false;
    const spec = { id: asset, kind: 'ratio', parent: source.per } as const;
    if (source.column === undefined) specs.push(spec);
    else {
      const { series: id, name } = source.column;
      const row = visible.find((one) => one.series.id === id)!;
      specs.push({ ...spec, field: read.push({ row, column: name }) - 1 });
    }
    return true;
  };
  const assets = series
    .filter(({ kind }) => kind === 'spot' || kind === 'fx')
    .map(({ symbol }) => splitSymbol(symbol).base)
    .filter(isPriced);
  const tree = new ValueTree(specs);
  tree.refresh({
    value: (field) => valueOf(read[field]!.row, read[field]!.column),
    timestampMs: NaN,
    visibleSince: () => NaN,
  });
  return Object.fromEntries(assets.map((asset) => [asset, tree.value(tree.node(asset))]));
}

function stakingAprs(rows: readonly VisibleRow[]): Record<AssetSymbol, number> {
  const aprs: Record<AssetSymbol, number> = {};
  for (const { series, row } of rows) {
    const rates = columnOf(series, 'exchange_rate')!;
    const apr = growthApr(series.visibleMs, rates, row, RATE_WINDOW_MS);
    if (!Number.isNaN(apr)) aprs[series.symbol] = apr;
  }
  return aprs;
}

function gasPriceGwei(rows: readonly VisibleRow[]): number | null {
  const gas = rows[0];
  return gas === undefined
    ? null
    : valueOf(gas, 'base_fee_gwei') + valueOf(gas, 'priority_fee_gwei');
}
