import { describe, expect, it } from 'vitest';
import * as chain from './testing/chain-portfolio.js';
import { ChainPortfolio, type ChainOptions } from './testing/chain-portfolio.js';
import {
  MARGIN_USDT,
  PAR,
  PERP,
  PERP_USDC,
  SPOT_BTC,
  SPOT_USDT,
  TRANSIT_BTC,
  TestPortfolio,
  WALLET_ETH,
} from './testing/test-portfolio.js';

function holding(amounts: Readonly<Record<string, number>>): TestPortfolio {
  const portfolio = new TestPortfolio();
  portfolio.move(PAR);
  for (const [account, amount] of Object.entries(amounts))
    portfolio.post(account, 'transfer', amount);
  portfolio.exposure.updateState(portfolio.now);
  return portfolio;
}

describe('ExposureMonitor', () => {
  it('nets the asset over spot, perps and what is under way; money and other tokens do not count', () => {
    const { exposure } = holding({
      [SPOT_BTC]: 3,
      [TRANSIT_BTC]: 0.5,
      [PERP]: -1.25,
      [PERP_USDC]: -2,
      [SPOT_USDT]: 1e6,
      [MARGIN_USDT]: 1e6,
      [WALLET_ETH]: 10,
    });
    expect(exposure.netDelta).toBe(0.25);
    expect(exposure.getExposure()).toEqual({
      asset: 'BTC',
      net_delta: 0.25,
      net_delta_share_class: 0.25 * 50_000,
      by_venue: { binance: 1.75, hyperliquid: -2, in_transit: 0.5 },
      by_asset: {
        BTC: { net_delta: 0.25, net_delta_share_class: 12_500 },
        USDT: { net_delta: 2e6, net_delta_share_class: 2e6 },
        ETH: { net_delta: 10, net_delta_share_class: 25_000 },
      },
      delta_drift: 0.25 / 3.5,
    });
  });

  it.each([
    ['nothing held', {}, 0],
    ['a perfect hedge', { [SPOT_BTC]: 2, [PERP]: -2 }, 0],
    ['long by a quarter of the long side', { [SPOT_BTC]: 2, [PERP]: -1.5 }, 0.25],
    ['short by a half of the long side', { [SPOT_BTC]: 2, [PERP_USDC]: -3 }, 0.5],
    ['a long with no hedge', { [SPOT_BTC]: 2 }, 1],
    ['a short with nothing to hedge', { [PERP]: -2 }, 1],
  ])('drifts from the hedge by: %s', (_, amounts, drift) => {
    expect(holding(amounts).exposure.deltaDrift).toBe(drift);
  });

  it('forgets what is no longer held', () => {
    const portfolio = holding({ [SPOT_BTC]: 2 });
    portfolio.post(SPOT_BTC, 'transfer', -2);
    portfolio.exposure.updateState(portfolio.now);
    expect(portfolio.exposure.netDelta).toBe(0);
    expect(portfolio.exposure.deltaDrift).toBe(0);
    expect(portfolio.exposure.getExposure()['by_venue']).toEqual({
      binance: 0,
      hyperliquid: 0,
      in_transit: 0,
    });
  });
});

describe('exposure on the chain', () => {
  const RATE = 1.2;
  const INDEX = 1.25;
  const rows = {
    'aave_v3/wstETH': { liquidity_index: INDEX },
    'aave_v3/WETH': { variable_borrow_index: 1.1 },
  };
  const net = (amounts: Readonly<Record<string, number>>, options: ChainOptions = { rows }) => {
    const portfolio = new ChainPortfolio(options).hold(amounts);
    portfolio.look();
    return portfolio.exposure;
  };

  it.each([
    ['ETH and WETH as they are', { [chain.ETH]: 1, [chain.WETH]: 2 }, 3],
    ['a rebasing token as ETH', { [chain.STETH]: 2 }, 2],
    ['a wrapped token by its rate', { [chain.WSTETH]: 2 }, 2 * RATE],
    ['a supply by its index and rate', { [chain.SUPPLY_WSTETH]: 2 }, 2 * INDEX * RATE],
    ['a debt by its index', { [chain.DEBT_WETH]: -2 }, -2 * 1.1],
    ['a claim that is waited for', { [chain.CLAIM]: 4 }, 4],
    ['a short', { [chain.PERP]: -3 }, -3],
    ['no dollars, and no token of another price', { [chain.SUPPLY_USDT]: 9, [chain.EIGEN]: 9 }, 0],
  ])('counts %s', (_, amounts, expected) => {
    expect(net(amounts).netDelta).toBeCloseTo(expected, 12);
  });

  it('of a staking loop is its equity, whatever its leverage, and a short of that hedges it', () => {
    // Collateral L x E against a debt of (L - 1) x E.
    const [equity, leverage] = [10, 6];
    const loop = {
      [chain.SUPPLY_WSTETH]: (leverage * equity) / (INDEX * RATE),
      [chain.DEBT_WETH]: (-(leverage - 1) * equity) / 1.1,
    };
    expect(net(loop).netDelta).toBeCloseTo(equity, 12);
    const hedged = net({ ...loop, [chain.PERP]: -equity });
    expect(hedged.netDelta).toBeCloseTo(0, 12);
    expect(hedged.getExposure()['by_venue']).toMatchObject({
      aave_v3: expect.closeTo(equity, 12) as number,
      binance: -equity,
    });
    // Half a coin too little sold is 5 % of the equity, not of what the loop has bought.
    expect(net({ ...loop, [chain.PERP]: -9.5 }).deltaDrift).toBeCloseTo(0.05, 12);
  });

  it('is told for every token that is held, a lent one by its own', () => {
    const { by_asset } = net({
      [chain.SUPPLY_USDT]: 500,
      [chain.EIGEN]: 100,
      [chain.WSTETH]: 1,
    }).getExposure() as { by_asset: Record<string, { net_delta: number }> };
    expect(Object.fromEntries(Object.entries(by_asset).map(([k, v]) => [k, v.net_delta]))).toEqual({
      USDT: 500,
      EIGEN: 100,
      ETH: RATE,
    });
  });

  it('drifts nowhere where nothing is hedged: what is held is meant to be', () => {
    const unhedged: ChainOptions = {
      rows,
      change: (_, config) => {
        config.hedge_allocation = {};
        config.venues.execution_subscriptions.cex_futures = [];
      },
    };
    const exposure = net({ [chain.WSTETH]: 5 }, unhedged);
    expect(exposure.netDelta).toBe(6);
    expect(exposure.deltaDrift).toBe(0);
  });
});
