import { YEAR_MS } from '@basis/core-types';
import { exp } from '../maths/exp.js';
import { roundTo } from '../maths/round-to.js';
import { Random } from '../random/random.js';
import { emptyCandles, type Candles } from './candles.js';
import { crashesOf } from './crashes.js';
import type { Timeline } from './timeline.js';
import { volatilityFactors } from './volatility.js';

export const COINS = ['BTC', 'ETH'] as const;
export type Coin = (typeof COINS)[number];

export interface SpotMarket {
  readonly candles: Candles;
  readonly volume: Float64Array;
}

interface CoinModel {
  readonly startPrice: number;
  readonly volatilityYearly: number;
  /** Log growth of a year. */
  readonly drift: number;
  /** How much deeper than in the crash table this coin falls. */
  readonly crashFactor: number;
  readonly volumeHourly: number;
}

const MODELS: Record<Coin, CoinModel> = {
  BTC: {
    startPrice: 42_300,
    volatilityYearly: 0.49,
    drift: 0.45,
    crashFactor: 1,
    volumeHourly: 1_200,
  },
  ETH: {
    startPrice: 2_290,
    volatilityYearly: 0.68,
    drift: 0.25,
    crashFactor: 1.45,
    volumeHourly: 13_000,
  },
};

/** Of hourly returns of BTC and ETH. */
const CORRELATION = 0.83;
/** How far a wick reaches past open and close, in standard deviations of the candle's return. */
const WICK = 0.45;
const TICK_DECIMALS = 2;

/** Spot candles of both coins: one volatility for the whole market, correlated returns, common crashes. */
export function spotMarkets(seed: number, timeline: Timeline): Record<Coin, SpotMarket> {
  const factors = volatilityFactors(seed, timeline);
  const common = normals(seed, 'spot/common', timeline.candles);
  const own = normals(seed, 'spot/own', timeline.candles);
  const independent = Math.sqrt(1 - CORRELATION * CORRELATION);
  const mixed = common.map((z, at) => CORRELATION * z + independent * own[at]!);
  return {
    BTC: market(seed, timeline, 'BTC', factors, common),
    ETH: market(seed, timeline, 'ETH', factors, mixed),
  };
}

function market(
  seed: number,
  timeline: Timeline,
  coin: Coin,
  factors: Float64Array,
  deviates: Float64Array,
): SpotMarket {
  const model = MODELS[coin];
  const random = new Random(seed, `spot/${coin}`);
  const crashes = crashesOf(seed, timeline);
  const share = timeline.intervalMs / YEAR_MS;
  const sd = model.volatilityYearly * Math.sqrt(share);
  const drift = model.drift * share;
  const candles = emptyCandles(timeline);
  const volume = new Float64Array(timeline.candles);
  let price = model.startPrice;
  for (let at = 0; at < timeline.candles; at += 1) {
    const spread = sd * factors[at]!;
    const crash = crashes.get(at);
    const fall = (crash?.fall ?? 0) * model.crashFactor;
    const dip = (crash?.dip ?? 0) * model.crashFactor;
    const open = price;
    const move = drift + spread * deviates[at]!;
    const close = roundTo(open * exp(move) * (1 - fall), TICK_DECIMALS);
    const top = Math.max(open, close) * (1 + WICK * spread * random.exponential());
    const bottom = Math.min(open, close) * (1 - WICK * spread * random.exponential());
    const low = crash === undefined ? bottom : Math.min(bottom, open * (1 - dip));
    candles.open[at] = open;
    candles.close[at] = close;
    candles.high[at] = roundTo(Math.max(top, open, close), TICK_DECIMALS);
    candles.low[at] = roundTo(Math.min(low, open, close), TICK_DECIMALS);
    const bustle = factors[at]! * (0.4 + 0.6 * Math.abs(deviates[at]!)) + 60 * dip;
    volume[at] = roundTo(
      model.volumeHourly * timeline.stepHours * bustle * exp(0.3 * random.normal()),
      timeline.stepHours === 1 ? 0 : 2,
    );
    price = close;
  }
  return { candles, volume };
}

function normals(seed: number, stream: string, count: number): Float64Array {
  const random = new Random(seed, stream);
  return Float64Array.from({ length: count }, () => random.normal());
}
