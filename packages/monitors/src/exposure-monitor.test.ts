import { describe, expect, it } from 'vitest';
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
