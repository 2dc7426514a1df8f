import { accountsFor } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { ExitCosts } from './exit-costs.js';
import {
  MARGIN_USDC,
  MARGIN_USDT,
  PERP,
  PERP_USDC,
  PERP_VALUE,
  SPOT_BTC,
  SPOT_USDT,
  TRANSIT_BTC,
  TestMarket,
  WALLET_ETH,
  testConfig,
} from './testing/test-portfolio.js';

const config = testConfig(({ venue_configs }) => {
  for (const venue of Object.values(venue_configs)) {
    if (venue.venue_type !== 'cex') continue;
    if (venue.spot) Object.assign(venue.spot, { taker_fee_bps: 10, slippage_bps: 2 });
    const taker_fee_bps = venue.venue === 'binance' ? 5 : 4.5;
    venue.futures = { ...venue.futures!, taker_fee_bps, slippage_bps: 1 };
  }
});

describe('what leaving an account costs', () => {
  it.each([
    ['the asset: taker fee and slippage of its spot market', SPOT_BTC, 12e-4],
    ['a perp: those of its futures market', PERP, 6e-4],
    ['a perp of another venue: those of its own', PERP_USDC, 5.5e-4],
    ['open value, which closing turns into margin', PERP_VALUE, 0],
    ['quote money', SPOT_USDT, 0],
    ['margin', MARGIN_USDT, 0],
    ['margin in another currency', MARGIN_USDC, 0],
    ['what is under way', TRANSIT_BTC, 0],
    ['the wallet', WALLET_ETH, 0],
  ])('%s', (_, account, expected) => {
    const accounts = accountsFor(config);
    const { rates } = new ExitCosts(config, accounts, new TestMarket([]));
    expect(rates[accounts.index(account)]).toBeCloseTo(expected, 15);
  });
});
