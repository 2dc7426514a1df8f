import { describe, expect, it } from 'vitest';
import type { StrategyView } from '@basis/core-types';
import { carriedHedge } from './basis-legs.js';

const target = {
  hedgeBase: 10,
  marginQuote: [4_000, 3_000],
  leastQuote: 100,
  leastDriftQuote: 10,
  leastMarginRatio: 0,
};

function withMargins(...margins: number[]): StrategyView {
  const hedges = margins.map((marginEquityQuote) => ({ marginEquityQuote }));
  return { hedges } as unknown as StrategyView;
}

describe('carriedHedge', () => {
  it('is the whole target where every margin is filled, or lacks less than is worth moving', () => {
    expect(carriedHedge(withMargins(4_000, 3_000), target)).toBe(10);
    expect(carriedHedge(withMargins(9_000, 2_901), target)).toBe(10);
  });

  it('is what the poorest venue carries at the planned leverage', () => {
    expect(carriedHedge(withMargins(4_000, 1_500), target)).toBe(5);
    expect(carriedHedge(withMargins(1_000, 1_500), target)).toBe(2.5);
  });

  it('is nothing without margin, and never less', () => {
    expect(carriedHedge(withMargins(0, 3_000), target)).toBe(0);
    expect(carriedHedge(withMargins(-50, 3_000), target)).toBe(0);
  });
});
