import { DAY_MS, YEAR_MS, type EpochMs } from '@basis/core-types';
import { exp } from '../maths/exp.js';
import { roundTo } from '../maths/round-to.js';
import { Random } from '../random/random.js';
import type { Candles } from './candles.js';
import type { Timeline } from './timeline.js';

export interface Rewards {
  readonly timestampsMs: Float64Array;
  readonly token: readonly string[];
  readonly amountPerUnit: Float64Array;
}

/** Saturday, 5 October 2024: the first distribution, for the six weeks before. */
const FIRST_MS: EpochMs = 1_728_086_400_000;
const WEEK_MS = 7 * DAY_MS;
const FIRST_AMOUNT = 1.231;
const WEEKLY_AMOUNT = 0.178;
const AMOUNT_DECIMALS = 4;

/** EIGEN per eETH, every week since the programme began. */
export function weeklyRewards(seed: number, timeline: Timeline): Rewards {
  const random = new Random(seed, 'rewards/weETH');
  const weeks = Math.max(Math.floor((timeline.endMs - FIRST_MS) / WEEK_MS) + 1, 0);
  const times: number[] = [];
  const amounts: number[] = [];
  for (let week = 0; week < weeks; week += 1) {
    const amount = WEEKLY_AMOUNT * (1 + 0.04 * random.normal());
    const timeMs = FIRST_MS + week * WEEK_MS;
    if (timeMs < timeline.startMs) continue;
    times.push(timeMs);
    amounts.push(roundTo(week === 0 ? FIRST_AMOUNT : amount, AMOUNT_DECIMALS));
  }
  return {
    timestampsMs: Float64Array.from(times),
    token: times.map(() => 'EIGEN'),
    amountPerUnit: Float64Array.from(amounts),
  };
}

export interface TokenMarket {
  readonly timestampsMs: Float64Array;
  readonly candles: Candles;
  readonly volume: Float64Array;
}

const START_WETH = 0.00148;
const VOLATILITY_YEARLY = 1.1;
const PRICE_DECIMALS = 8;
const WICK = 0.45;
const HOURLY_VOLUME = 250;

/** The reward token's market, from the day of the first distribution on; empty for a sample that ends before. */
export function rewardTokenMarket(seed: number, timeline: Timeline): TokenMarket {
  const random = new Random(seed, 'spot/EIGEN');
  const { intervalMs, stepHours } = timeline;
  const openMs = Math.max(FIRST_MS, timeline.startMs) - intervalMs;
  const rows = Math.max((timeline.endMs - openMs) / intervalMs, 0);
  const sd = VOLATILITY_YEARLY * Math.sqrt(intervalMs / YEAR_MS);
  const column = () => new Float64Array(rows);
  const candles = { open: column(), high: column(), low: column(), close: column() };
  const volume = column();
  let price = START_WETH;
  for (let at = 0; at < rows; at += 1) {
    const open = price;
    const close = roundTo(open * exp(sd * random.normal()), PRICE_DECIMALS);
    const top = Math.max(open, close) * (1 + WICK * sd * random.exponential());
    const bottom = Math.min(open, close) * (1 - WICK * sd * random.exponential());
    candles.open[at] = open;
    candles.close[at] = close;
    candles.high[at] = Math.max(open, close, roundTo(top, PRICE_DECIMALS));
    candles.low[at] = Math.min(open, close, roundTo(bottom, PRICE_DECIMALS));
    volume[at] = roundTo(HOURLY_VOLUME * stepHours * exp(0.6 * random.normal()), 1);
    price = close;
  }
  const timestampsMs = Float64Array.from({ length: rows }, (_, at) => openMs + at * intervalMs);
  return { timestampsMs, candles, volume };
}
