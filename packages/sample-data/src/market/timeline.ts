import { DAY_MS, HOUR_MS, type DurationMs, type EpochMs } from '@basis/core-types';
import type { SampleOptions } from '../options.js';

/**
 * The candles of a sample. They begin `WARM_UP_MS` before the start, so that the first funding has hours to average;
 * of these early ones only the last is shown, for a price to be visible at the start.
 */
export interface Timeline {
  readonly startMs: EpochMs;
  readonly endMs: EpochMs;
  readonly intervalMs: DurationMs;
  readonly stepHours: number;
  readonly firstOpenMs: EpochMs;
  readonly candles: number;
  /** Number of the first candle that is shown. */
  readonly firstShown: number;
}

const WARM_UP_MS = 8 * HOUR_MS;

export function timelineOf({ startMs, days, intervalMs }: SampleOptions): Timeline {
  const endMs = startMs + days * DAY_MS;
  const firstOpenMs = startMs - WARM_UP_MS;
  return {
    startMs,
    endMs,
    intervalMs,
    stepHours: intervalMs / HOUR_MS,
    firstOpenMs,
    candles: (endMs - firstOpenMs) / intervalMs,
    firstShown: WARM_UP_MS / intervalMs - 1,
  };
}

/** Number of the candle that closes at `timeMs`. */
export function candleClosingAt(timeline: Timeline, timeMs: EpochMs): number {
  return (timeMs - timeline.firstOpenMs) / timeline.intervalMs - 1;
}

/** Every `stepMs` from the start to the end, both included. */
export function stampsOf(timeline: Timeline, stepMs: DurationMs): Float64Array {
  const count = Math.floor((timeline.endMs - timeline.startMs) / stepMs) + 1;
  return Float64Array.from({ length: count }, (_, at) => timeline.startMs + at * stepMs);
}
