import { describe, expect, it } from 'vitest';
import { backoffMs } from './backoff.js';

describe('the wait after a failed attempt', () => {
  it.each([
    [1, 100],
    [2, 200],
    [3, 400],
    [4, 800],
    [5, 1_000],
    [6, 1_000],
    [1e9, 1_000],
  ])('after attempt %i is %i ms', (attempt, expected) => {
    expect(backoffMs(attempt, 100, 1_000)).toBe(expected);
  });

  it('is never more than the bound, and may be nothing', () => {
    expect(backoffMs(1, 5_000, 1_000)).toBe(1_000);
    expect(backoffMs(1_000, 0, 1_000)).toBe(0);
  });
});
