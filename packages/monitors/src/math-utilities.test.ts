import { describe, expect, it } from 'vitest';
import { MathUtilities } from './math-utilities.js';
import { PAR, TestPortfolio } from './testing/test-portfolio.js';

function utilities(shareClass = 'USDT'): MathUtilities {
  const portfolio = new TestPortfolio();
  portfolio.move({ ...PAR, usdt: 0.8, usdc: 1.2 });
  return new MathUtilities(portfolio.values.tree, shareClass);
}

describe('MathUtilities', () => {
  it.each([
    [2, 'BTC', 'USDT', 100_000],
    [100_000, 'USDT', 'BTC', 2],
    [1, 'BTC', 'ETH', 20],
    [3, 'USDC', 'USDT', 4.5],
    [3, 'ETH', 'ETH', 3],
    [0, 'BTC', 'USDC', 0],
  ])('converts %d %s to %s: %d', (amount, from, to, expected) => {
    expect(utilities().convert(amount, from, to)).toBeCloseTo(expected, 9);
  });

  it('counts in the share class, whichever that is', () => {
    expect(utilities('USDT').toShareClass(2, 'ETH')).toBeCloseTo(5_000, 9);
    expect(utilities('ETH').toShareClass(5_000, 'USDT')).toBeCloseTo(2, 9);
  });

  it('tells dollars from the tokens that stand for them', () => {
    expect(utilities().toUsd(10, 'USDT')).toBeCloseTo(8, 12);
    expect(utilities().toUsd(10, 'USDC')).toBeCloseTo(12, 12);
    expect(utilities().marketPriceUsd('BTC')).toBeCloseTo(40_000, 9);
    expect(utilities().marketPriceUsd('USD')).toBe(1);
  });

  it('refuses a token without a price', () => {
    expect(() => utilities().marketPriceUsd('DOGE')).toThrow(/DOGE/);
  });
});
