import { DAY_MS } from '@basis/core-types';
import { roundTo } from '../maths/round-to.js';
import { Random } from '../random/random.js';
import { RevertingNoise } from '../random/reverting-noise.js';
import { crashesOf } from './crashes.js';
import { candleClosingAt, stampsOf, type Timeline } from './timeline.js';

export const STAKING_TOKENS = ['wstETH', 'weETH'] as const;
export type StakingToken = (typeof STAKING_TOKENS)[number];

export interface StakingRates {
  readonly timestampsMs: Float64Array;
  readonly exchangeRate: Float64Array;
  readonly marketPriceEth: Float64Array;
}

interface TokenModel {
  readonly startRate: number;
  readonly apr: number;
  readonly discount: number;
  readonly discountSd: number;
  /** Discount after a crash, as a share of how deep the market dipped. */
  readonly crashShare: number;
}

const MODELS: Record<StakingToken, TokenModel> = {
  wstETH: { startRate: 1.1538, apr: 0.0305, discount: 5e-4, discountSd: 4e-4, crashShare: 0.04 },
  weETH: { startRate: 1.0279, apr: 0.0285, discount: 4e-4, discountSd: 5e-4, crashShare: 0.09 },
};

const DECIMALS = 10;

/** Exchange rates that only grow, and market prices a little below, further after a crash; one row a day. */
export function stakingRates(seed: number, timeline: Timeline, token: StakingToken): StakingRates {
  const model = MODELS[token];
  const random = new Random(seed, `lst/${token}`);
  const noise = new RevertingNoise(random, {
    sd: model.discountSd,
    memoryHours: 96,
    stepHours: 24,
  });
  const crashes = crashesOf(seed, timeline);
  const timestampsMs = stampsOf(timeline, DAY_MS);
  const exchangeRate = new Float64Array(timestampsMs.length);
  const marketPriceEth = new Float64Array(timestampsMs.length);
  let rate = model.startRate;
  let stress = 0;
  timestampsMs.forEach((timeMs, day) => {
    if (day > 0) rate *= 1 + (model.apr / 365) * Math.max(0.2, 1 + 0.15 * random.normal());
    stress = 0.5 * stress + model.crashShare * deepestDip(timeMs);
    const discount = Math.max(model.discount + noise.next(), -3e-4) + stress;
    exchangeRate[day] = roundTo(rate, DECIMALS);
    marketPriceEth[day] = roundTo(rate * (1 - discount), DECIMALS);
  });
  return { timestampsMs, exchangeRate, marketPriceEth };

  /** Of the day that ends at `timeMs`. */
  function deepestDip(timeMs: number): number {
    const last = candleClosingAt(timeline, timeMs);
    let deepest = 0;
    for (const [at, crash] of crashes) {
      if (at <= last && at > last - DAY_MS / timeline.intervalMs)
        deepest = Math.max(deepest, crash.dip);
    }
    return deepest;
  }
}
