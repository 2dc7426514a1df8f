import { HOUR_MS } from '@basis/core-types';
import { roundTo } from '../maths/round-to.js';
import type { PerpVenue } from './perp-venues.js';
import { candleClosingAt, stampsOf, type Timeline } from './timeline.js';

export interface FundingRates {
  readonly timestampsMs: Float64Array;
  readonly rates: Float64Array;
}

const INTEREST = 1e-4;
const CLAMP = 5e-4;
const EIGHT_HOURS_MS = 8 * HOUR_MS;
const DECIMALS = 8;

/**
 * Funding as exchanges compute it: the mean premium P since the last stamp plus clamp(interest − P, ±5 bp), capped, and
 * of that the part of eight hours that passed.
 */
export function fundingRates(
  timeline: Timeline,
  venue: PerpVenue,
  premium: Float64Array,
): FundingRates {
  const timestampsMs = stampsOf(timeline, venue.fundingEveryMs);
  const perStamp = venue.fundingEveryMs / EIGHT_HOURS_MS;
  const width = venue.fundingEveryMs / timeline.intervalMs;
  const rates = timestampsMs.map((timeMs) => {
    const last = candleClosingAt(timeline, timeMs);
    let sum = 0;
    for (let at = last - width + 1; at <= last; at += 1) sum += premium[at]!;
    const mean = sum / width;
    const eightHours = mean + clamp(INTEREST - mean, CLAMP);
    return roundTo(clamp(eightHours, venue.fundingCap) * perStamp, DECIMALS);
  });
  return { timestampsMs, rates };
}

function clamp(x: number, limit: number): number {
  return Math.min(Math.max(x, -limit), limit);
}
