import { cexConfig, type OrderRequest, type Outcome } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { Ledger, PostingList } from '../ledger.js';
import { TestWorld, codeOf, done, flatMarket } from '../testing/test-world.js';
import { PerpMarket } from './perp-market.js';
import { SpotMarket } from './spot-market.js';

const NOW = Date.UTC(2024, 0, 1);

/** Both markets of an exchange at 40,000, with 10,000 in either wallet. */
function markets() {
  const { config, accounts, data } = new TestWorld(flatMarket([40_000]));
  const venue = cexConfig(config, 'binance');
  const ledger = new Ledger(accounts, 'binance');
  for (const wallet of ['spot', 'margin'])
    ledger.move(
      NOW,
      accounts.index(`binance:${wallet}:USDT`),
      'deposit',
      10_000,
      new PostingList(),
    );
  return {
    ledger,
    spot: new SpotMarket(venue, accounts, ledger, data, (account) => ledger.get(account)),
    perp: new PerpMarket(venue, accounts, ledger, data),
  };
}

const order = (market: 'spot' | 'perp', quantityBase: number, more = {}): OrderRequest => ({
  kind: 'order',
  venue: 'binance',
  clientRef: 'one',
  market,
  symbol: 'BTC-USDT',
  side: 'buy',
  quantityBase,
  reduceOnly: false,
  ...more,
});

const fillOf = (outcome: Outcome) => done(outcome).fills[0]!;

describe.each([
  ['spot', 1, 10, 8],
  ['perp', 2, 5, 2],
] as const)('filling a %s order at a given price', (kind, slippageBps, takerBps, makerBps) => {
  it('of a taker loses slippage to that price and not to the last one', () => {
    const fill = fillOf(markets()[kind].fillAt(order(kind, 0.1), 41_000, NOW, 'taker'));
    expect(fill.priceQuote).toBeCloseTo(41_000 * (1 + slippageBps / 10_000), 9);
    const fee = 0.1 * (kind === 'spot' ? 1 : fill.priceQuote) * (takerBps / 10_000);
    expect(fill.feeAmount).toBeCloseTo(fee, 9);
  });

  it('of a maker gets that price and pays the maker’s fee', () => {
    const fill = fillOf(markets()[kind].fillAt(order(kind, 0.1), 41_000, NOW, 'maker'));
    expect(fill.priceQuote).toBe(41_000);
    const fee = 0.1 * (kind === 'spot' ? 1 : 41_000) * (makerBps / 10_000);
    expect(fill.feeAmount).toBeCloseTo(fee, 9);
  });

  it('at the last price is what ordering does', () => {
    expect(markets()[kind].order(order(kind, 0.1), NOW)).toEqual(
      markets()[kind].fillAt(order(kind, 0.1), 40_000, NOW, 'taker'),
    );
  });

  it('asks again whether it can be paid for', () => {
    const most = kind === 'spot' ? 0.249 : 2.3;
    const market = markets()[kind];
    expect(market.check(order(kind, most), NOW)).toBeUndefined();
    expect(codeOf(market.fillAt(order(kind, most), 60_000, NOW, 'taker'))).toMatch(/VEN-00[12]/);
  });

  it.each([
    ['VEN-003', { quantityBase: 0.1005 }],
    ['VEN-004', { quantityBase: 0.002 }],
    ['VEN-006', { symbol: 'DOGE-USDT' }],
    [kind === 'spot' ? 'VEN-001' : 'VEN-002', { quantityBase: 9 }],
  ])('is refused with %s when it is checked as when it is filled', (code, more) => {
    const market = markets()[kind];
    const request = order(kind, 0.1, more);
    const price = code === 'VEN-004' ? 10_000 : 40_000;
    expect(codeOf(market.fillAt(request, price, NOW, 'taker'))).toBe(code);
    if (price === 40_000) expect(market.check(request, NOW)).toMatchObject({ code });
  });

  it('is checked without effect', () => {
    const { ledger, ...both } = markets();
    const before = ledger.save();
    expect(both[kind].check(order(kind, 0.1), NOW)).toBeUndefined();
    expect(ledger.save()).toEqual(before);
  });
});
