/** One market for every mode: BTC and ETH at three exchanges, Aave, Lido, a pool and gas, from plain functions of the hour. */
import { YEAR_MS } from '@basis/core-types';
import { createDataProvider, type SeriesInput } from '@basis/data-provider';
import { SHAPED_START_MS, shapedBasisSeries } from '@basis/sample-data';

export const HOUR_MS = 3_600_000;
export const START_MS = SHAPED_START_MS;
/** ETH per wstETH in the first hour. */
export const RATE = 1.25;
const HOUR_YEARS = HOUR_MS / YEAR_MS;
const BTC_IN_ETH = 20;

type ByHour = (hour: number) => number;

/** What is left out is nil; the price of ETH then stands at 2,000. Rates are of the hour that begins. */
export interface YieldShape {
  readonly hours: number;
  readonly price?: ByHour;
  readonly stakingApr?: ByHour;
  readonly borrowApr?: ByHour;
  /** Earned on the pledged staking token. */
  readonly pledgeApr?: ByHour;
  readonly usdtApr?: ByHour;
  readonly funding?: (stamp: number, venue: string) => number;
  readonly basis?: (hour: number, venue: string) => number;
  /** How much less than its rate the pool pays for the staking token. */
  readonly discount?: ByHour;
  readonly gwei?: ByHour;
  /** EIGEN a week per staking token, worth 0.001 ETH each. */
  readonly rewards?: (week: number) => number;
}

const nil: ByHour = () => 0;

export function yieldMarket(shape: YieldShape) {
  return marketOf(yieldSeries(shape));
}

/** The last hour: rows that are no candles would be valid beyond it. */
export function endMs({ hours }: YieldShape): number {
  return START_MS + (hours - 1) * HOUR_MS;
}

export function marketOf(series: readonly SeriesInput[]) {
  return createDataProvider({ name: 'test market', synthetic: true, series: [...series] });
}

/** ETH per wstETH at every hour. */
export function stakingRates({ hours, stakingApr = nil }: YieldShape): Float64Array {
  return path(hours, RATE, (hour) => 1 + stakingApr(hour) * HOUR_YEARS);
}

/** As the protocol accrues it: a polynomial of the rate, not its exponential. */
export function debtIndexes({ hours, borrowApr = nil }: YieldShape): Float64Array {
  return path(hours, 1, (hour) => {
    const x = borrowApr(hour) * HOUR_YEARS;
    return 1 + x + x ** 2 / 2 + x ** 3 / 6;
  });
}

export function supplyIndexes(hours: number, apr: ByHour): Float64Array {
  return path(hours, 1, (hour) => 1 + apr(hour) * HOUR_YEARS);
}

function path(hours: number, first: number, growth: ByHour): Float64Array {
  const values = Float64Array.of(first, ...Array.from({ length: hours - 1 }, () => 0));
  for (let hour = 1; hour < hours; hour++) values[hour] = values[hour - 1]! * growth(hour - 1);
  return values;
}

export function yieldSeries(shape: YieldShape): SeriesInput[] {
  const { hours, price = () => 2_000, funding = nil, basis = nil } = shape;
  const at = (asset: string, spot: ByHour) =>
    shapedBasisSeries({ steps: hours, spot, funding, basis })
      .filter(({ id }) => id !== 'gas/ethereum')
      .map((series) => ({ ...series, id: series.id.replace('BTC', asset) }));
  return [
    ...at('ETH', price),
    ...at('BTC', (hour) => price(hour) * BTC_IN_ETH),
    ...chainSeries(shape, price),
  ];
}

/** What is not told by the hour but by the stamp or the week. */
const HOURS_EACH: Readonly<Record<string, number>> = { funding: 8, rewards: 168 };

/** The same up to `hour`, and another market from then on: everything is halved, or up to half as much again. */
export function otherwiseAfter(shape: YieldShape, hour: number, seed: number): YieldShape {
  const factor = (at: number) => (at <= hour ? 1 : 0.5 + Math.abs(Math.sin(at * 12.9898 + seed)));
  const changed = Object.entries(shape).map(([name, value]) => {
    if (typeof value === 'number') return [name, value];
    const told = value as (at: number, venue: string) => number;
    const each = HOURS_EACH[name] ?? 1;
    return [name, (at: number, venue: string) => told(at, venue) * factor(at * each)];
  });
  return Object.fromEntries(changed) as YieldShape;
}

function chainSeries(shape: YieldShape, price: ByHour): SeriesInput[] {
  const { hours, borrowApr = nil, pledgeApr = nil, usdtApr = nil } = shape;
  const { discount = nil, gwei = nil, rewards } = shape;
  const each = (value: ByHour) => Float64Array.from({ length: hours }, (_, hour) => value(hour));
  const timestampsMs = each((hour) => START_MS + hour * HOUR_MS);
  const rates = stakingRates(shape);
  const still = each(() => 1);
  const reserve = (token: string, oracle: ByHour, supplyApr: ByHour, debt?: Float64Array) => ({
    id: `aave_v3/${token}`,
    timestampsMs,
    columns: {
      liquidity_index: supplyIndexes(hours, supplyApr),
      variable_borrow_index: debt ?? still,
      supply_apr: each(supplyApr),
      borrow_apr: each(debt ? borrowApr : nil),
      oracle_price_usd: each(oracle),
    },
  });
  const eigen = each(() => 0.001);
  return [
    reserve('USDT', () => 1, usdtApr),
    reserve('WETH', price, nil, debtIndexes(shape)),
    reserve('wstETH', (hour) => price(hour) * rates[hour]!, pledgeApr),
    {
      id: 'lst/wstETH',
      timestampsMs,
      columns: {
        exchange_rate: rates,
        market_price_eth: each((hour) => rates[hour]! * (1 - discount(hour))),
      },
    },
    {
      id: 'gas/ethereum',
      timestampsMs,
      columns: { base_fee_gwei: each(gwei), priority_fee_gwei: each(nil) },
    },
    {
      id: 'spot/uniswap/EIGEN-WETH',
      timestampsMs: timestampsMs.map((time) => time - HOUR_MS),
      intervalMs: HOUR_MS,
      columns: { open: eigen, high: eigen, low: eigen, close: eigen, volume: still },
    },
    ...(rewards === undefined ? [] : [rewardSeries(hours, rewards)]),
  ];
}

function rewardSeries(hours: number, amount: (week: number) => number): SeriesInput {
  const weeks = Array.from({ length: Math.floor((hours - 1) / 168) }, (_, week) => week + 1);
  return {
    id: 'rewards/wstETH',
    timestampsMs: weeks.map((week) => START_MS + week * 168 * HOUR_MS),
    columns: { token: weeks.map(() => 'EIGEN'), amount_per_unit: weeks.map(amount) },
  };
}
