import type { DurationMs } from '@basis/core-types';

/** How long to wait after a failed attempt, the first being 1: twice as long each time, up to a bound. */
export function backoffMs(attempt: number, firstMs: DurationMs, mostMs: DurationMs): DurationMs {
  let waitMs = firstMs;
  for (let made = 1; made < attempt && waitMs < mostMs; made++) waitMs *= 2;
  return Math.min(waitMs, mostMs);
}
