import { describe, expect, it } from 'vitest';
import { didYouMean, nearest } from './nearest.js';

describe('nearest', () => {
  it.each([
    ['hedge_alocation', 'hedge_allocation'],
    ['btc_bais', 'btc_basis'],
    ['BYBIT', 'bybit'],
    ['okxx', 'okx'],
  ])('finds what %s was meant to be', (typed, meant) => {
    expect(
      nearest(typed, ['btc_basis', 'hedge_allocation', 'hedge_leverage', 'bybit', 'okx']),
    ).toBe(meant);
  });

  it('prefers the candidate that differs least', () => {
    expect(nearest('eth_basis', ['btc_basis', 'eth_basic'])).toBe('eth_basic');
  });

  it('says nothing when nothing is near', () => {
    expect(nearest('kraken', ['binance', 'okx'])).toBeUndefined();
    expect(didYouMean('kraken', ['binance', 'okx'])).toBe('');
  });

  it('does not guess at names of one or two letters, nor at texts that are no names', () => {
    expect(nearest('2h', ['1h'])).toBeUndefined();
    expect(nearest('x'.repeat(81), ['x'.repeat(80)])).toBeUndefined();
  });

  it('finishes a sentence', () => {
    expect(didYouMean('okxx', ['okx'])).toBe('; did you mean okx?');
  });
});
