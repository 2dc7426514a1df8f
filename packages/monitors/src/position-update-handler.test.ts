import type { Posting } from '@basis/core-types';
import { describe, expect, it, vi } from 'vitest';
import {
  MARGIN_USDT,
  PAR,
  PERP,
  PERP_USDC,
  PERP_VALUE,
  SPOT_BTC,
  SPOT_USDT,
  T0,
  TestPortfolio,
  WALLET_ETH,
} from './testing/test-portfolio.js';

function funded(): TestPortfolio {
  const portfolio = new TestPortfolio();
  portfolio.move(PAR);
  portfolio.post(SPOT_USDT, 'deposit', 100_000);
  return portfolio;
}

describe('post', () => {
  it('books a posting at the price of its moment and lets the position take it', () => {
    const portfolio = funded();
    portfolio.post(SPOT_BTC, 'fill', 1);
    portfolio.post(SPOT_USDT, 'fill', -50_100);
    expect(portfolio.positions.quantity(SPOT_BTC)).toBe(1);
    expect(portfolio.positions.quantity(SPOT_USDT)).toBe(49_900);
    expect(portfolio.pnl.getAttribution().slippage).toBe(-100);
  });

  it('refuses an asset without a price, and nothing has happened', () => {
    const portfolio = new TestPortfolio({ without: ['eth'] });
    portfolio.move(PAR);
    expect(() => portfolio.post(WALLET_ETH, 'deposit', 2)).toThrow(
      expect.objectContaining({
        code: 'DATA-001',
        message: expect.stringContaining('no series of the dataset gives a price of ETH') as string,
        context: { account: WALLET_ETH, delta: 2 },
      }) as Error,
    );
    expect(portfolio.positions.quantity(WALLET_ETH)).toBe(0);
    portfolio.look();
    expect(portfolio.pnl.netFlows).toBe(0);
  });

  it('counts positions that a venue has closed, not the money that went with them', () => {
    const portfolio = funded();
    portfolio.trade(PERP, -1, 50_000);
    portfolio.trade(PERP_USDC, -1, 50_000);
    expect(portfolio.updates.liquidations).toBe(0);
    portfolio.post(PERP, 'liquidation', 1);
    portfolio.post(PERP_VALUE, 'liquidation', -55_000);
    portfolio.post(MARGIN_USDT, 'liquidation', -100);
    expect(portfolio.updates.liquidations).toBe(1);
    portfolio.post(PERP_USDC, 'liquidation', 1);
    expect(portfolio.updates.liquidations).toBe(2);
  });
});

describe('moveTo', () => {
  it('explains the move on what was held through it, not on what comes after', () => {
    const portfolio = funded();
    portfolio.post(SPOT_BTC, 'deposit', 1);
    portfolio.move({ spot: 51_000 });
    portfolio.post(SPOT_BTC, 'deposit', 10);
    portfolio.look();
    expect(portfolio.pnl.getAttribution().price_delta).toBe(1_000);
  });

  it('twice to the same prices explains nothing twice', () => {
    const portfolio = funded();
    portfolio.post(SPOT_BTC, 'deposit', 1);
    portfolio.move({ spot: 51_000 });
    portfolio.move({});
    portfolio.look();
    expect(portfolio.pnl.getAttribution().price_delta).toBe(1_000);
  });
});

describe('updateState', () => {
  it('applies the postings, then looks at position, exposure, risk and profit, in this order', () => {
    const portfolio = funded();
    const { positions, exposure, risk, pnl } = portfolio;
    const order: string[] = [];
    for (const [name, component] of Object.entries({ positions, exposure, risk, pnl })) {
      const update = component.updateState.bind(component);
      vi.spyOn(component, 'updateState').mockImplementation((timestampMs) => {
        order.push(`${name} with ${positions.quantity(SPOT_BTC)} BTC`);
        update(timestampMs);
      });
    }
    const posting = (account: string, delta: number): Posting => ({
      timeMs: T0,
      account: portfolio.accounts.index(account),
      cause: 'fill',
      delta,
    });
    portfolio.updates.updateState(T0, [posting(SPOT_BTC, 1), posting(SPOT_USDT, -50_000)]);
    expect(order).toEqual([
      'positions with 1 BTC',
      'exposure with 1 BTC',
      'risk with 1 BTC',
      'pnl with 1 BTC',
    ]);
    expect(exposure.netDelta).toBe(1);
    expect(pnl.equity).toBe(100_000);
    expect(portfolio.updates.tightLoops).toBe(1);
  });
});

describe('save and load', () => {
  it('keep the counts', () => {
    const portfolio = funded();
    portfolio.trade(PERP, -1, 50_000);
    portfolio.look();
    portfolio.look();
    portfolio.post(PERP, 'liquidation', 1);
    const resumed = new TestPortfolio().updates;
    resumed.load(portfolio.updates.save());
    expect(resumed.tightLoops).toBe(2);
    expect(resumed.liquidations).toBe(1);
  });
});
