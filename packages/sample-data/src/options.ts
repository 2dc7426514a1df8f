import { DAY_MS, HOUR_MS, type DurationMs, type EpochMs } from '@basis/core-types';

export interface SampleOptions {
  readonly seed: number;
  /** The first moment at which everything is visible; midnight UTC. */
  readonly startMs: EpochMs;
  readonly days: number;
  /** Length of the candles: an hour or a whole part of it. */
  readonly intervalMs: DurationMs;
}

/** What `data/sample` was generated with. */
export const SAMPLE_OPTIONS: SampleOptions = {
  seed: 20_240_101,
  startMs: 1_704_067_200_000,
  days: 366,
  intervalMs: HOUR_MS,
};

const LARGEST_SEED = 4_294_967_295;
const MOST_CANDLES = 2_000_000;

/** Throws a `RangeError` naming the option and what is allowed. */
export function checkOptions({ seed, startMs, days, intervalMs }: SampleOptions): void {
  if (!Number.isInteger(seed) || seed < 0 || seed > LARGEST_SEED) {
    throw new RangeError(`seed is ${seed}; allowed is a whole number from 0 to ${LARGEST_SEED}`);
  }
  if (!Number.isInteger(startMs / DAY_MS) || startMs < 0) {
    throw new RangeError(`startMs is ${startMs}; allowed is a midnight (UTC) from 1970 on`);
  }
  if (!Number.isInteger(HOUR_MS / intervalMs)) {
    throw new RangeError(`intervalMs is ${intervalMs}; allowed is 3600000 or a whole part of it`);
  }
  if (!Number.isInteger(days) || days < 1 || (days * DAY_MS) / intervalMs > MOST_CANDLES) {
    throw new RangeError(`days is ${days}; allowed is 1 or more, up to ${MOST_CANDLES} candles`);
  }
}
