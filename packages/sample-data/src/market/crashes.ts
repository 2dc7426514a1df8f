import { DAY_MS } from '@basis/core-types';
import { Random } from '../random/random.js';
import type { Timeline } from './timeline.js';

/** A candle in which the market falls through its bids: `dip` is how far its low lies below, `fall` how far its close. */
export interface Crash {
  readonly fall: number;
  readonly dip: number;
}

const DAYS_BETWEEN = 61;
const FALL = { least: 0.01, mean: 0.01 };
const DIP = { least: 0.03, spread: 0.04 };

/** Crashes by number of the candle; one in about two months, at a random time. */
export function crashesOf(seed: number, timeline: Timeline): ReadonlyMap<number, Crash> {
  const random = new Random(seed, 'crashes');
  const crashes = new Map<number, Crash>();
  const stretch = (DAYS_BETWEEN * DAY_MS) / timeline.intervalMs;
  for (let from = 0; from < timeline.candles; from += stretch) {
    const at = Math.floor(from + random.uniform() * stretch);
    const fall = FALL.least + FALL.mean * random.exponential();
    const dip = fall + DIP.least + DIP.spread * random.uniform();
    // Never on the very first candles: there is no price before to fall from.
    if (at > timeline.firstShown && at < timeline.candles) crashes.set(at, { fall, dip });
  }
  return crashes;
}
