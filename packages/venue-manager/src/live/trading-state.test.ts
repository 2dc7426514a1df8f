import { MINUTE_MS } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { TradingState } from './trading-state.js';

describe('a brake', () => {
  it('is news when it is put on, and again when it is put on for another time', () => {
    const trading = new TradingState();
    const pausedUntil = (untilMs: number) =>
      trading.brake('failures', 'reduce_only', 'why', untilMs);
    expect(pausedUntil(MINUTE_MS)).toBe(true);
    expect(pausedUntil(MINUTE_MS)).toBe(false);
    expect(trading.at(MINUTE_MS)).toBe('active');
    expect(pausedUntil(3 * MINUTE_MS)).toBe(true);
    expect(trading.at(2 * MINUTE_MS)).toBe('reduce_only');
  });
});
