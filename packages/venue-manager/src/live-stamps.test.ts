import type { Posting } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { liveBench } from './testing/live-bench.js';

type Live = ReturnType<typeof liveBench>;

const MINUTE = 60_000;
const codes = (one: Live) => one.events.map(({ data }) => data['error_code']);
const usdt = (one: Live) => one.positions.quantity('binance:spot:USDT');

function told(one: Live, timeMs: number, now = one.now): void {
  const account = one.accounts.index('binance:spot:USDT');
  const posting: Posting = { timeMs, account, cause: 'funding', delta: 5, effect: 'f1' };
  one.manager.observe(one.event('f1', [posting], { what: 'funding', timeMs }), now);
}

describe('what a venue tells', () => {
  it('is taken where this clock has leapt ahead by weeks', () => {
    const one = liveBench();
    told(one, one.now, one.now + 20 * 24 * 60 * MINUTE);
    expect(usdt(one)).toBe(1_000_005);
  });
});

describe('a value that cannot be told', () => {
  it.each([NaN, Infinity])('is told once, and no risk is added while it is %d', (value) => {
    const one = liveBench();
    one.manager.look(1, one.now);
    one.manager.look(value, one.now);
    one.manager.look(value, one.now);
    expect(codes(one).filter((code) => code !== undefined)).toEqual(['VM-011']);
    expect(one.manager.tradingState(one.now)).toBe('reduce_only');
    one.manager.look(0.999, one.now);
    expect(one.manager.tradingState(one.now)).toBe('active');
  });

  it('makes good no loss of the day', () => {
    const one = liveBench();
    one.manager.look(1, one.now);
    one.manager.look(NaN, one.now);
    one.manager.look(0.9, one.now);
    expect(codes(one)).toContain('VM-008');
    expect(one.manager.tradingState(one.now)).toBe('reduce_only');
  });
});
