import { DAY_MS } from '@basis/core-types';
import { exp } from '../maths/exp.js';
import { Random } from '../random/random.js';
import type { Timeline } from './timeline.js';

export type Regime = 'calm' | 'hot' | 'negative';

/** Where the basis, in basis points, is drawn to: calm funding stays at its floor of 1 bp, hot lies well above. */
const LEVEL_BPS: Record<Regime, number> = { calm: -3.0, hot: 10, negative: -6.8 };

/** One year of weeks, so that every year has the same share of each. */
const WEEKS: readonly Regime[] = [
  ...Array<Regime>(41).fill('calm'),
  ...Array<Regime>(7).fill('hot'),
  ...Array<Regime>(4).fill('negative'),
];
/** The first week is the usual kind, so that a short sample is, too. */
const FIRST: Regime = 'calm';
const WEEK_MS = 7 * DAY_MS;
const TURN_HOURS = 10;

/** The level the basis is drawn to in each candle, turning from one regime to the next within a day. */
export function basisLevels(seed: number, timeline: Timeline): Float64Array {
  const random = new Random(seed, 'basis/regimes');
  const regimes: Regime[] = [FIRST];
  const weeks = Math.ceil((timeline.endMs - timeline.firstOpenMs) / WEEK_MS) + 1;
  while (regimes.length < weeks) regimes.push(...random.shuffled(WEEKS));
  const kept = exp(-timeline.stepHours / TURN_HOURS);
  const levels = new Float64Array(timeline.candles);
  let level = LEVEL_BPS[FIRST];
  for (let at = 0; at < timeline.candles; at += 1) {
    const target = LEVEL_BPS[regimes[Math.floor((at * timeline.intervalMs) / WEEK_MS)]!];
    level = target + kept * (level - target);
    levels[at] = level * 1e-4;
  }
  return levels;
}
