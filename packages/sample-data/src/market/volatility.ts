import { Random } from '../random/random.js';
import type { Timeline } from './timeline.js';

/** Quiet, usual and wild times; their squares average to about 1 over the time spent in each. */
const LEVELS = [0.72, 1, 1.7];
/** Chances to come out in each, which are also the shares of time. */
const SHARES = [0.48, 0.37, 0.15];
const MEAN_STAY_HOURS = 60;

/** A factor on the usual volatility for each candle: markets are calm for days, then wild for days. */
export function volatilityFactors(seed: number, timeline: Timeline): Float64Array {
  const random = new Random(seed, 'volatility');
  const factors = new Float64Array(timeline.candles);
  const leave = timeline.stepHours / MEAN_STAY_HOURS;
  let level = 1;
  for (let at = 0; at < timeline.candles; at += 1) {
    if (random.uniform() < leave) level = draw(random.uniform());
    factors[at] = LEVELS[level]!;
  }
  return factors;
}

function draw(uniform: number): number {
  if (uniform < SHARES[0]!) return 0;
  return uniform < SHARES[0]! + SHARES[1]! ? 1 : 2;
}
