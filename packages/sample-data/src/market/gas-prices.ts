import { DAY_MS, HOUR_MS } from '@basis/core-types';
import { exp } from '../maths/exp.js';
import { roundTo } from '../maths/round-to.js';
import { Random } from '../random/random.js';
import { RevertingNoise } from '../random/reverting-noise.js';
import { crashesOf } from './crashes.js';
import { candleClosingAt, stampsOf, type Timeline } from './timeline.js';

export interface GasPrices {
  readonly timestampsMs: Float64Array;
  readonly baseFeeGwei: Float64Array;
  readonly priorityFeeGwei: Float64Array;
}

const MEDIAN_GWEI = 12;
const SLOW = { sd: 0.45, memoryHours: 400, stepHours: 1 };
const FAST = { sd: 0.35, memoryHours: 3, stepHours: 1 };
/** Blocks are fuller while Europe and America are awake. */
const DAY_SWING = 0.25;
const BUSIEST_HOUR = 16;
const CRASH_FACTOR = 6;
const DECIMALS = 2;

/** Hourly; dear in the hours after a crash. */
export function gasPrices(seed: number, timeline: Timeline): GasPrices {
  const slow = new RevertingNoise(new Random(seed, 'gas/slow'), SLOW);
  const fast = new RevertingNoise(new Random(seed, 'gas/fast'), FAST);
  const tips = new Random(seed, 'gas/tips');
  const crashes = crashesOf(seed, timeline);
  const timestampsMs = stampsOf(timeline, HOUR_MS);
  const baseFeeGwei = new Float64Array(timestampsMs.length);
  const priorityFeeGwei = new Float64Array(timestampsMs.length);
  const perHour = HOUR_MS / timeline.intervalMs;
  let rush = 0;
  timestampsMs.forEach((timeMs, at) => {
    const last = candleClosingAt(timeline, timeMs);
    rush *= 0.7;
    for (let candle = last - perHour + 1; candle <= last; candle += 1) {
      if (crashes.has(candle)) rush = 1;
    }
    const hour = (timeMs % DAY_MS) / HOUR_MS;
    const away = Math.min(Math.abs(hour - BUSIEST_HOUR), 24 - Math.abs(hour - BUSIEST_HOUR));
    const swing = DAY_SWING * (1 - away / 6);
    const usual = MEDIAN_GWEI * exp(slow.next() + fast.next() + swing);
    baseFeeGwei[at] = roundTo(usual * (1 + (CRASH_FACTOR - 1) * rush), DECIMALS);
    priorityFeeGwei[at] = roundTo(0.05 + 0.15 * tips.exponential() + 2 * rush, DECIMALS);
  });
  return { timestampsMs, baseFeeGwei, priorityFeeGwei };
}
