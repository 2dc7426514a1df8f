import { describe, expect, it } from 'vitest';
import { termIndex } from './value-nodes.js';
import {
  MARGIN_USDC,
  MARGIN_USDT,
  PAR,
  PERP,
  PERP_USDC,
  PERP_VALUE,
  SPOT_BTC,
  SPOT_USDT,
  T0,
  TRANSIT_USDT,
  TestPortfolio,
  WALLET_ETH,
  WALLET_USDT,
  type Prices,
} from './testing/test-portfolio.js';

function funded(usdt = 100_000, prices: Prices = PAR): TestPortfolio {
  const portfolio = new TestPortfolio();
  portfolio.move(prices);
  portfolio.post(SPOT_USDT, 'deposit', usdt);
  return portfolio;
}

/** Terms that are not nil. */
function attribution(portfolio: TestPortfolio): Record<string, number> {
  portfolio.look();
  const terms = Object.entries(portfolio.pnl.getAttribution());
  return Object.fromEntries(terms.filter(([, amount]) => Math.abs(amount) > 1e-7));
}

const unexplained = expect.objectContaining({ code: 'PNL-001' }) as Error;

describe('attribution of a delta-neutral position', () => {
  const [quantity, spot, perp] = [2, 50_000, 50_150];

  it('is -q x the change of P - S, all of it basis, whatever the price does', () => {
    const portfolio = funded(200_000, { ...PAR, spot, perp });
    portfolio.post(SPOT_BTC, 'fill', quantity);
    portfolio.post(SPOT_USDT, 'fill', -quantity * spot);
    portfolio.trade(PERP, -quantity, perp);
    portfolio.move({ spot: 60_000, perp: 60_400 });
    expect(attribution(portfolio)).toEqual({
      basis: expect.closeTo(-quantity * (400 - 150), 6) as number,
    });
    portfolio.move({ spot: 40_000, perp: 39_900 });
    expect(attribution(portfolio)).toEqual({
      basis: expect.closeTo(-quantity * (-100 - 150), 6) as number,
    });
    expect(portfolio.pnl.equity).toBeCloseTo(200_000 + 500, 6);
  });

  it('shows what is not hedged as price', () => {
    const portfolio = funded();
    portfolio.post(SPOT_BTC, 'deposit', 3);
    portfolio.trade(PERP, -2, 50_000);
    portfolio.move({ spot: 51_000, perp: 51_000 });
    expect(attribution(portfolio)).toEqual({ price_delta: 1_000 });
  });
});

describe('attribution of postings', () => {
  it.each([
    ['fee', 'fees', -12],
    ['funding', 'funding', 30],
    ['gas', 'gas', -4],
    ['transfer_fee', 'transfer_cost', -2],
    ['liquidation', 'liquidation', -60],
  ] as const)('books a %s under %s', (cause, term, amount) => {
    const portfolio = funded();
    portfolio.post(MARGIN_USDT, cause, amount);
    expect(attribution(portfolio)).toEqual({ [term]: amount });
    expect(portfolio.pnl.equity).toBe(100_000 + amount);
  });

  it('values what is paid in another token at the price of its moment', () => {
    const portfolio = funded();
    portfolio.post(WALLET_ETH, 'deposit', 1);
    portfolio.post(WALLET_ETH, 'gas', -0.01);
    portfolio.move({ eth: 3_000 });
    expect(attribution(portfolio)).toEqual({
      gas: -25,
      price_delta: expect.closeTo(0.99 * 500, 9) as number,
    });
  });

  it('finds nothing in money that moves, or in profit that is realised', () => {
    const portfolio = funded();
    portfolio.trade(PERP, -1, 50_000);
    portfolio.post(SPOT_USDT, 'transfer', -5_000);
    portfolio.post(TRANSIT_USDT, 'transfer', 5_000);
    portfolio.post(TRANSIT_USDT, 'transfer', -5_000);
    portfolio.post(WALLET_USDT, 'transfer', 5_000);
    portfolio.post(PERP_VALUE, 'realised', -700);
    portfolio.post(MARGIN_USDT, 'realised', 700);
    expect(attribution(portfolio)).toEqual({});
  });

  it('shows a fill off the mark as slippage, then the way back to the mark nowhere', () => {
    const portfolio = funded();
    portfolio.trade(PERP, -2, 49_950);
    expect(attribution(portfolio)).toEqual({ slippage: -100 });
  });

  it('keeps a change of USDC apart from what the perp settled in it does', () => {
    const portfolio = funded();
    portfolio.post(MARGIN_USDC, 'deposit', 10_000);
    portfolio.move({ usdc: 0.99 });
    expect(attribution(portfolio)).toEqual({ fx: expect.closeTo(-100, 9) as number });
  });

  it('sees a liquidation at a worse price than the mark as loss by liquidation', () => {
    const portfolio = funded();
    portfolio.trade(PERP, -1, 50_000);
    portfolio.post(PERP, 'liquidation', 1);
    portfolio.post(PERP_VALUE, 'liquidation', -52_000);
    expect(attribution(portfolio)).toEqual({ liquidation: -2_000 });
  });
});

describe('equity', () => {
  it('after leaving is less by fee and slippage on every position, short or long', () => {
    const portfolio = funded();
    portfolio.post(SPOT_BTC, 'deposit', 1);
    portfolio.trade(PERP, -1, 50_000);
    portfolio.trade(PERP_USDC, 0.5, 50_000);
    portfolio.look();
    // 5 bp of fee and 1 bp of slippage on 50,000, 50,000 and 25,000.
    expect(portfolio.pnl.equity).toBe(150_000);
    expect(portfolio.pnl.equityLiquidation).toBeCloseTo(150_000 - 125_000 * 6e-4, 9);
  });

  it('is known while markets in which nothing is held have no price yet', () => {
    const portfolio = funded(100_000, { spot: NaN, perp: NaN, usdt: 1, usdc: 1 });
    portfolio.look();
    expect(portfolio.pnl.equity).toBe(100_000);
    expect(portfolio.pnl.equityLiquidation).toBe(100_000);
  });

  it('keeps the low bits of small amounts beside large ones', () => {
    const portfolio = funded(2 ** 53);
    portfolio.post(MARGIN_USDT, 'deposit', 1);
    portfolio.post(WALLET_USDT, 'deposit', 1);
    portfolio.look();
    expect(portfolio.pnl.equity).toBe(2 ** 53 + 2);
  });
});

describe('an unexplained equity', () => {
  it('is an error when a balance changed behind the back of the postings', () => {
    const portfolio = funded();
    portfolio.look();
    portfolio.positions.apply(portfolio.accounts.index(SPOT_USDT), 1);
    expect(() => portfolio.look()).toThrow(unexplained);
    expect(portfolio.pnl.term(termIndex('residual'))).toBeCloseTo(1, 9);
    expect(portfolio.pnl.health.status).toBe('unhealthy');
  });

  it('may be a billionth of the capital, for rounding, and no more', () => {
    const portfolio = funded(1e6);
    const account = portfolio.accounts.index(SPOT_USDT);
    portfolio.positions.apply(account, -0.0009);
    portfolio.look();
    portfolio.positions.apply(account, -0.0002);
    expect(() => portfolio.look()).toThrow(unexplained);
  });

  it('is measured against the capital also after most of it was lost', () => {
    const portfolio = funded(1e6);
    portfolio.post(SPOT_USDT, 'fee', -999_000);
    portfolio.positions.apply(portfolio.accounts.index(SPOT_USDT), -0.0009);
    portfolio.look();
    expect(portfolio.pnl.equity).toBeCloseTo(1_000, 2);
  });

  it.each(['spot', 'perp', 'usdc'] as const)('is an error where the price %s is none', (name) => {
    const portfolio = funded();
    portfolio.post(SPOT_BTC, 'deposit', 1);
    portfolio.post(MARGIN_USDC, 'deposit', 1);
    portfolio.trade(PERP, -1, 50_000);
    portfolio.move({ [name]: NaN });
    expect(() => portfolio.look()).toThrow(unexplained);
  });

  it('tells when, and what every term was', () => {
    const portfolio = funded();
    portfolio.positions.apply(portfolio.accounts.index(SPOT_USDT), 2);
    expect(() => portfolio.look(T0)).toThrow(
      expect.objectContaining({
        context: {
          timestamp: '2024-01-01T00:00:00Z',
          equity: 100_002,
          residual: 2,
          attribution: expect.objectContaining({ residual: 2, fees: 0 }) as object,
        },
      }) as Error,
    );
  });
});

describe('units', () => {
  it('are minted one for one at first, and priced by what they earned later', () => {
    const portfolio = funded(1_000);
    portfolio.post(MARGIN_USDT, 'funding', 100);
    portfolio.post(SPOT_USDT, 'deposit', 550);
    portfolio.look();
    expect(portfolio.pnl.units).toBeCloseTo(1_500, 9);
    expect(portfolio.pnl.unitValue).toBeCloseTo(1.1, 12);
    expect(portfolio.pnl.netFlows).toBe(1_550);
  });

  it('are burned by a withdrawal, the value of the others unchanged', () => {
    const portfolio = funded(1_000);
    portfolio.post(MARGIN_USDT, 'funding', -200);
    portfolio.post(SPOT_USDT, 'withdrawal', -400);
    portfolio.look();
    expect(portfolio.pnl.units).toBeCloseTo(500, 9);
    expect(portfolio.pnl.unitValue).toBeCloseTo(0.8, 12);
    expect(portfolio.pnl.netFlows).toBe(600);
  });

  it('are issued at one to begin with', () => {
    const portfolio = new TestPortfolio();
    portfolio.move(PAR);
    portfolio.look();
    expect(portfolio.pnl.units).toBe(0);
    expect(portfolio.pnl.unitValue).toBe(1);
  });

  it('are none after a withdrawal of everything, whatever rounding leaves, and keep their last value', () => {
    const portfolio = funded(1_000 / 3);
    portfolio.post(SPOT_USDT, 'funding', 100 / 7);
    portfolio.look();
    const { equity, unitValue } = portfolio.pnl;
    portfolio.post(SPOT_USDT, 'withdrawal', -equity * (1 - 1e-15));
    portfolio.post(SPOT_USDT, 'fee', -5);
    portfolio.look();
    expect(portfolio.pnl.units).toBe(0);
    expect(portfolio.pnl.unitValue).toBeCloseTo(unitValue, 12);
  });

  it('go on at their last value, and whoever comes takes what the unwinding left', () => {
    const portfolio = funded(1_000);
    portfolio.post(SPOT_USDT, 'funding', 250);
    portfolio.post(SPOT_USDT, 'withdrawal', -1_250);
    portfolio.post(SPOT_USDT, 'fee', -10);
    portfolio.post(SPOT_USDT, 'deposit', 1_010);
    portfolio.look();
    expect(portfolio.pnl.equity).toBe(1_000);
    expect(portfolio.pnl.units).toBe(1_000 / 1.25);
    expect(portfolio.pnl.unitValue).toBe(1.25);
  });

  it('are none where a deposit does not cover what is missing', () => {
    const portfolio = funded(1_000);
    portfolio.post(SPOT_USDT, 'withdrawal', -1_000);
    portfolio.post(SPOT_USDT, 'fee', -10);
    portfolio.post(SPOT_USDT, 'deposit', 7);
    portfolio.look();
    expect([portfolio.pnl.units, portfolio.pnl.unitValue]).toEqual([0, 1]);
  });

  it('are issued at the value that returns are counted in', () => {
    const portfolio = new TestPortfolio({
      change: (config) => {
        config.headline_equity = 'liquidation';
      },
    });
    portfolio.move(PAR);
    portfolio.post(SPOT_BTC, 'deposit', 1);
    // Selling 50,000 costs 5 bps of fee and 1 of slippage: 30.
    portfolio.look();
    const before = portfolio.pnl.unitValue;
    portfolio.post(SPOT_USDT, 'deposit', 50_000);
    portfolio.look();
    expect(portfolio.pnl.equityLiquidation).toBeCloseTo(99_970, 9);
    expect(portfolio.pnl.unitValue).toBeCloseTo(before, 12);
  });
});

describe('getLatestPnl', () => {
  it('is a plain document whose total is what was earned on the money that came in', () => {
    const portfolio = funded(1_000);
    portfolio.post(SPOT_USDT, 'fee', -3);
    portfolio.look();
    expect(portfolio.pnl.getLatestPnl()).toEqual({
      equity: 997,
      equity_liquidation: 997,
      units: 1_000,
      net_flows: 1_000,
      total: -3,
      attribution: { ...portfolio.pnl.getAttribution(), fees: -3 },
    });
  });
});
