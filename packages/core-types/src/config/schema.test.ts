import { expect, it } from 'vitest';
import { INTERVALS, intervalMs } from './schema.js';

it('knows how long every interval is', () => {
  expect(INTERVALS.map((interval) => intervalMs(interval) / 60_000)).toEqual([
    1, 5, 15, 30, 60, 240, 480, 1440,
  ]);
});
