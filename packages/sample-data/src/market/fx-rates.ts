import { DAY_MS, type EpochMs } from '@basis/core-types';
import { roundTo } from '../maths/round-to.js';
import { Random } from '../random/random.js';
import { RevertingNoise } from '../random/reverting-noise.js';
import { stampsOf, type Timeline } from './timeline.js';

export const STABLE_COINS = ['USDT', 'USDC'] as const;
export type StableCoin = (typeof STABLE_COINS)[number];

const MEAN: Record<StableCoin, number> = { USDT: 0.9998, USDC: 1 };
const SD: Record<StableCoin, number> = { USDT: 0.0004, USDC: 0.0001 };
const DECIMALS = 5;

export interface FxRates {
  readonly timestampsMs: Float64Array;
  readonly rates: Record<StableCoin, Float64Array>;
  /** The rate of the day of `timeMs`. */
  at(coin: StableCoin, timeMs: EpochMs): number;
}

/** Dollars per stable coin, one a day. */
export function fxRates(seed: number, timeline: Timeline): FxRates {
  const timestampsMs = stampsOf(timeline, DAY_MS);
  const rates = { USDT: path('USDT'), USDC: path('USDC') };
  return {
    timestampsMs,
    rates,
    at: (coin, timeMs) => {
      const day = Math.floor((timeMs - timeline.startMs) / DAY_MS);
      return rates[coin][Math.max(day, 0)]!;
    },
  };

  function path(coin: StableCoin): Float64Array {
    const noise = new RevertingNoise(new Random(seed, `fx/${coin}`), {
      sd: SD[coin],
      memoryHours: 240,
      stepHours: 24,
    });
    return timestampsMs.map(() => roundTo(MEAN[coin] + noise.next(), DECIMALS));
  }
}
