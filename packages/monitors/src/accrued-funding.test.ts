import { HOUR_MS } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { PAR, PERP, PERP_USDC, T0, TestPortfolio, type Prices } from './testing/test-portfolio.js';

/** A short of two coins at `account`, seen some hours after the stamps at T0. */
function estimate(account: string, hours: number, prices: Prices = {}): number {
  const portfolio = new TestPortfolio();
  portfolio.move({ ...PAR, funding: 1e-4, fundingUsdc: 1e-5, ...prices });
  portfolio.trade(account, -2, 50_000);
  const out = new Float64Array(3);
  portfolio.accrued.estimate(T0 + hours * HOUR_MS, out, 1);
  expect([out[0], out[2]]).toEqual([0, 0]);
  return out[1]!;
}

describe('AccruedFunding', () => {
  it('grows from the stamp on, -position x mark x rate over one interval', () => {
    expect(estimate(PERP, 0)).toBeCloseTo(0, 12);
    expect(estimate(PERP, 2)).toBeCloseTo((2 * 50_000 * 1e-4 * 2) / 8, 12);
    expect(estimate(PERP, 8)).toBeCloseTo(10, 12);
  });

  it('never counts more than one interval, where the next stamp is late', () => {
    expect(estimate(PERP, 30)).toBeCloseTo(10, 12);
  });

  it('is paid by a short where the rate is negative', () => {
    expect(estimate(PERP, 4, { funding: -2e-4 })).toBeCloseTo(-10, 12);
  });

  it('goes by the interval and the currency of each venue', () => {
    expect(estimate(PERP_USDC, 0.5, { usdc: 0.9 })).toBeCloseTo(0.9 * 2 * 50_000 * 1e-5 * 0.5, 12);
  });

  it('sums over venues', () => {
    const portfolio = new TestPortfolio();
    portfolio.move({ ...PAR, funding: 1e-4, fundingUsdc: 1e-5 });
    portfolio.trade(PERP, -1, 50_000);
    portfolio.trade(PERP_USDC, 1, 50_000);
    const out = new Float64Array(1);
    portfolio.accrued.estimate(T0 + HOUR_MS, out, 0);
    expect(out[0]).toBeCloseTo(5 / 8 - 0.5, 12);
  });

  it('is nothing before the first stamp, whose rate nobody knows', () => {
    const portfolio = new TestPortfolio();
    portfolio.move({ spot: 50_000, perp: 50_000, perpUsdc: 50_000 });
    portfolio.trade(PERP, -2, 50_000);
    const out = Float64Array.of(7);
    portfolio.accrued.estimate(T0, out, 0);
    expect(out[0]).toBe(0);
  });

  it('stays out of equity', () => {
    const portfolio = new TestPortfolio();
    portfolio.move({ ...PAR, funding: 1e-4 });
    portfolio.trade(PERP, -2, 50_000);
    portfolio.look(T0 + 8 * HOUR_MS);
    expect(portfolio.pnl.accruedFunding).toBeCloseTo(10, 12);
    expect(portfolio.pnl.equity).toBe(0);
    expect(portfolio.pnl.getAttribution().funding).toBe(0);
  });
});
