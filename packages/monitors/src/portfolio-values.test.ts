import { ATTRIBUTION_TERMS } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import {
  MARGIN_USDC,
  PAR,
  PERP,
  PERP_USDC,
  PERP_VALUE,
  PERP_VALUE_USDC,
  SPOT_BTC,
  SPOT_USDT,
  TRANSIT_BTC,
  TestPortfolio,
  WALLET_ETH,
  type PriceName,
  type Prices,
} from './testing/test-portfolio.js';
import { perpNodeId, termIndex } from './value-nodes.js';

function valueOf(account: string, prices: Prices, without: readonly PriceName[] = []): number {
  const portfolio = new TestPortfolio({ without });
  portfolio.move(prices);
  const { accounts, values } = portfolio;
  return values.tree.value(values.nodeOfAccount[accounts.index(account)]!);
}

const MARKET: Prices = { spot: 50_000, perp: 50_100, perpUsdc: 50_200, eth: 2_500 };

describe('portfolioValues counts in USDT', () => {
  const prices = { ...MARKET, usdt: 0.8, usdc: 1.2 };

  it.each([
    ['a USDT balance at one', SPOT_USDT, 1],
    ['the asset at its spot market', SPOT_BTC, 50_000],
    ['the asset under way as well', TRANSIT_BTC, 50_000],
    ['another token by its spot market', WALLET_ETH, 2_500],
    ['a perp at its own mark', PERP, 50_100],
    ['its open value in what it settles in', PERP_VALUE, 1],
    // A USDC buys 1.2 dollars, a USDT 0.8: 1.5 USDT.
    ['USDC through dollars', MARGIN_USDC, 1.5],
    ['a USDC perp through USDC', PERP_USDC, 50_200 * 1.5],
    ['its open value through USDC', PERP_VALUE_USDC, 1.5],
  ])('%s', (_, account, expected) => {
    expect(valueOf(account, prices)).toBeCloseTo(expected, 9);
  });

  it('takes dollars, USDT and USDC for the same where the dataset has no fx series', () => {
    expect(valueOf(MARGIN_USDC, MARKET, ['usdt', 'usdc'])).toBe(1);
    expect(valueOf(PERP_USDC, MARKET, ['usdt', 'usdc'])).toBe(50_200);
    expect(valueOf(MARGIN_USDC, { ...MARKET, usdc: 0.9 }, ['usdt'])).toBe(0.9);
  });

  it('has no node for a token without a price', () => {
    const { accounts, values } = new TestPortfolio({ without: ['eth'] });
    expect(values.nodeOfAccount[accounts.index(WALLET_ETH)]).toBe(-1);
    expect(values.tree.has('ETH')).toBe(false);
  });

  it('does not start without the marks of a perp', () => {
    expect(() => new TestPortfolio({ without: ['perp'] })).toThrow(
      expect.objectContaining({ code: 'DATA-001' }) as Error,
    );
  });
});

describe('names of the tree', () => {
  it('are those of venue and symbol for perps, numbers of terms those of the table', () => {
    const { values } = new TestPortfolio();
    expect(values.tree.has(perpNodeId('hyperliquid', 'BTC-USDC'))).toBe(true);
    expect(ATTRIBUTION_TERMS.map(termIndex)).toEqual(ATTRIBUTION_TERMS.map((_, i) => i));
  });

  it('hold the dollar even where nothing is held in dollars', () => {
    const portfolio = new TestPortfolio();
    portfolio.move({ ...PAR, usdt: 0.5 });
    const { tree } = portfolio.values;
    expect(tree.value(tree.node('USD'))).toBe(2);
  });
});
