/** One book counted in ETH: what its parts are worth, and identity 26, that it is the book in dollars over the price. */
import { accountsFor, type Cause } from '@basis/core-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExitCosts } from './exit-costs.js';
import * as chain from './testing/chain-portfolio.js';
import { ChainPortfolio, type ChainChange, type ChainOptions } from './testing/chain-portfolio.js';

const HOUR_MS = 3_600_000;

const inEther: ChainChange = (_, config) => {
  config.share_class = 'ETH';
};
function etherPortfolio({ change, ...options }: ChainOptions = {}): ChainPortfolio {
  return new ChainPortfolio({
    ...options,
    change: (venues, config) => {
      inEther(venues, config);
      change?.(venues, config);
    },
  });
}

/** Nothing but the chain: no exchange, no reserve and no wallet for dollars. */
const chainAlone: ChainChange = ({ alchemy, aave_v3 }, config) => {
  config.hedge_allocation = {};
  Object.assign(config.venues.execution_subscriptions, { cex_spot: [], cex_futures: [] });
  alchemy.assets = alchemy.assets.filter((asset) => asset !== 'USDT');
  delete aave_v3.reserves['USDT'];
};

describe('in ETH, one unit', () => {
  const options: ChainOptions = {
    rows: {
      'spot/binance/ETH-USDT': { close: 2_500 },
      'perp/binance/ETH-USDT': { close: 2_510 },
      'aave_v3/USDT': { liquidity_index: 1.05, variable_borrow_index: 1.1 },
      'aave_v3/WETH': { variable_borrow_index: 1.03 },
      'aave_v3/wstETH': { liquidity_index: 1.01 },
    },
  };

  it.each([
    ['of ETH is itself', chain.ETH, 1],
    ['of WETH is an ETH', chain.WETH, 1],
    ['of a rebasing staking token is an ETH', chain.STETH, 1],
    ['of its wrapped form is the rate of it', chain.WSTETH, 1.2],
    ['of a claim is the ETH that will be paid', chain.CLAIM, 1],
    ['of a supplied staking token grows twice', chain.SUPPLY_WSTETH, 1.01 * 1.2],
    ['of a debt is its own index', chain.DEBT_WETH, 1.03],
    ['of a reward is what it is swapped for', chain.EIGEN, 0.002],
    ['of dollars is what they buy', chain.WALLET_USDT, 1 / 2_500],
    ['of supplied dollars is their index of that', chain.SUPPLY_USDT, 1.05 / 2_500],
    ['of a debt in dollars as well', chain.DEBT_USDT, 1.1 / 2_500],
    ['of a perp is its mark in dollars', chain.PERP, 2_510 / 2_500],
    ['of its open value is a dollar', chain.PERP_VALUE, 1 / 2_500],
    ['of margin is what the venue settles in', chain.MARGIN, 1 / 2_500],
  ])('%s', (_, account, expected) => {
    expect(etherPortfolio(options).valueOf(account)).toBeCloseTo(expected, 14);
  });

  it('of USDT follows the oracle through the dollar, where no market is recorded', () => {
    const portfolio = etherPortfolio({
      without: ['spot/binance/ETH-USDT'],
      rows: { 'fx/USDT-USD': { rate: 0.8 }, 'aave_v3/WETH': { oracle_price_usd: 1_600 } },
    });
    expect(portfolio.valueOf(chain.WALLET_USDT)).toBeCloseTo(0.8 / 1_600, 15);
    expect(portfolio.mathUtilities.marketPriceUsd('ETH')).toBeCloseTo(1_600, 9);
    expect(portfolio.mathUtilities.toShareClass(1_600, 'USD')).toBeCloseTo(1, 12);
  });

  it('needs no price of ETH where no dollar can be held', () => {
    const portfolio = etherPortfolio({
      change: chainAlone,
      rows: { 'spot/binance/ETH-USDT': { close: NaN }, 'aave_v3/WETH': { oracle_price_usd: NaN } },
    }).hold({ [chain.WSTETH]: 10, [chain.DEBT_WETH]: -2 });
    portfolio.move({ 'lst/wstETH': { exchange_rate: 1.25 } });
    portfolio.look();
    expect(portfolio.pnl.equity).toBe(10.5);
    // Not even as a node: a price that nobody knows could not be saved.
    expect(portfolio.values.tree.save().value.every(Number.isFinite)).toBe(true);
  });

  it('cannot be told of dollars without a price of ETH: their account must stay empty', () => {
    const without = ['spot/binance/ETH-USDT', 'aave_v3/WETH'];
    expect(() => etherPortfolio({ without }).hold({ [chain.WALLET_USDT]: 1 })).toThrow(
      expect.objectContaining({ code: 'DATA-001' }) as Error,
    );
    expect(() => etherPortfolio({ without }).hold({ [chain.PERP]: 1 })).toThrow(
      expect.objectContaining({ code: 'DATA-001' }) as Error,
    );
  });
});

describe('what moves a book in ETH', () => {
  function moved(amounts: Readonly<Record<string, number>>, rows: chain.Rows) {
    const portfolio = etherPortfolio().hold(amounts);
    portfolio.move(rows);
    portfolio.look();
    return portfolio.terms();
  }

  it('is nothing for ETH in any form, whatever ETH costs', () => {
    const held = { [chain.ETH]: 3, [chain.WSTETH]: 5, [chain.CLAIM]: 1, [chain.DEBT_WETH]: -4 };
    expect(moved(held, { 'spot/binance/ETH-USDT': { close: 900 } })).toEqual({});
  });

  it('is the price of ETH for dollars, and their own interest at the price before', () => {
    const terms = moved(
      { [chain.SUPPLY_USDT]: 4_000 },
      {
        'spot/binance/ETH-USDT': { close: 2_500 },
        'aave_v3/USDT': { liquidity_index: 1.1 },
      },
    );
    expect(terms['lending_interest']).toBeCloseTo((4_000 * 0.1) / 2_000, 12);
    expect(terms['price_delta']).toBeCloseTo(4_400 * (1 / 2_500 - 1 / 2_000), 12);
  });

  it('is the rate of the dollar among dollars, where ETH is priced by the oracle', () => {
    const portfolio = etherPortfolio({ without: ['spot/binance/ETH-USDT'] });
    portfolio.hold({ [chain.WALLET_USDT]: 4_000 });
    portfolio.move({ 'fx/USDT-USD': { rate: 0.9 } });
    portfolio.look();
    expect(portfolio.terms()['fx']).toBeCloseTo((4_000 * -0.1) / 2_000, 12);
    expect(portfolio.terms()['price_delta']).toBeUndefined();
  });

  it('is the premium alone for a perp, its open value being dollars', () => {
    const rows = {
      'spot/binance/ETH-USDT': { close: 2_500 },
      'perp/binance/ETH-USDT': { close: 2_525 },
    };
    const terms = moved({ [chain.PERP]: -2, [chain.PERP_VALUE]: 4_000 }, rows);
    expect(terms['basis']).toBeCloseTo(-2 * 0.01, 12);
    expect(terms['price_delta']).toBeCloseTo(4_000 * (1 / 2_500 - 1 / 2_000), 12);
  });
});

describe('what is known of a book in ETH', () => {
  it('is its exposure to ETH in units, the share class itself', () => {
    const portfolio = etherPortfolio().hold({
      [chain.ETH]: 1,
      [chain.WSTETH]: 5,
      [chain.DEBT_WETH]: -2,
      [chain.PERP]: -3,
      [chain.PERP_VALUE]: 6_000,
    });
    portfolio.look();
    expect(portfolio.exposure.netDelta).toBeCloseTo(1 + 6 - 2 - 3, 12);
    expect(portfolio.exposure.getExposure()).toMatchObject({
      net_delta_share_class: portfolio.exposure.netDelta,
      by_asset: { USDT: { net_delta: 6_000, net_delta_share_class: 3 } },
      delta_drift: 2 / 5,
    });
  });

  it('is the funding that has accrued, at the mark in ETH', () => {
    const rows = {
      'perp/binance/ETH-USDT': { close: 2_200 },
      'funding/binance/ETH-USDT': { rate: 1e-4 },
    };
    const portfolio = etherPortfolio({ rows }).hold({ [chain.PERP]: -2 });
    portfolio.look(chain.T0 + 4 * HOUR_MS);
    expect(portfolio.pnl.accruedFunding).toBeCloseTo((2 * (2_200 / 2_000) * 1e-4) / 2, 15);
  });

  it.each([
    ['dollars at an exchange, which buy ETH there', 'binance:spot:USDT', 6e-4],
    ['its margin too', chain.MARGIN, 6e-4],
    ['ETH at an exchange, which is what is left for', 'binance:spot:ETH', 0],
    ['a perp, which closes as ever', chain.PERP, 6e-4],
    ['dollars in the wallet, for which no market is named', chain.WALLET_USDT, 0],
  ])('is what leaving costs: %s', (_, account, expected) => {
    const { config, market } = etherPortfolio();
    const accounts = accountsFor(config);
    const { rates } = new ExitCosts(config, accounts, market);
    expect(rates[accounts.index(account)]).toBeCloseTo(expected, 15);
  });
});

describe('identity 26: the same book', () => {
  const ACCOUNTS = [
    chain.ETH,
    chain.WETH,
    chain.STETH,
    chain.WSTETH,
    chain.CLAIM,
    chain.EIGEN,
    chain.WALLET_USDT,
    chain.SUPPLY_USDT,
    chain.SUPPLY_WSTETH,
    chain.DEBT_WETH,
    chain.DEBT_USDT,
    chain.MARGIN,
  ];
  const CAUSES: readonly Cause[] = [
    'deposit',
    'withdrawal',
    'transfer',
    'convert',
    'discount',
    'staking',
    'reward',
    'gas',
    'fee',
    'funding',
    'interest',
    'borrow_interest',
    'liquidation',
  ];
  const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  const moves = fc.record({
    eth: between(500, 8_000),
    premium: between(-0.05, 0.05),
    rate: between(1, 1.5),
    supply: between(1, 1.5),
    debt: between(1, 1.5),
    usdtIndex: between(1, 2),
    eigen: between(1e-4, 1e-2),
    usdt: between(0.8, 1.2),
  });
  const posts = fc.record({
    account: fc.constantFrom(...ACCOUNTS),
    cause: fc.constantFrom(...CAUSES),
    amount: between(-100, 1_000),
  });
  const trades = fc.record({ base: between(-50, 50) });
  const sequences = fc.array(fc.oneof(moves, posts, trades), { minLength: 1, maxLength: 40 });
  /** In dollars; large enough that no sequence loses it. */
  const CAPITAL = 1e9;

  it('in dollars is the one in ETH times the price of ETH at every moment, and both are explained', () => {
    fc.assert(
      fc.property(sequences, (events) => {
        const dollars = new ChainPortfolio();
        const ether = etherPortfolio();
        const both = [dollars, ether];
        for (const one of both) one.hold({ [chain.WALLET_USDT]: CAPITAL });
        let price = 2_000;
        let mark = 2_000;
        events.forEach((event, i) => {
          for (const one of both) {
            if ('account' in event) {
              one.post(event.account, event.cause, event.amount);
            } else if ('base' in event) {
              one.post(chain.PERP, 'fill', event.base);
              one.post(chain.PERP_VALUE, 'fill', -event.base * mark);
            } else {
              one.move(
                {
                  'spot/binance/ETH-USDT': { close: event.eth },
                  'perp/binance/ETH-USDT': { close: event.eth * (1 + event.premium) },
                  'spot/uniswap/EIGEN-WETH': { close: event.eigen },
                  'lst/wstETH': { exchange_rate: event.rate },
                  'aave_v3/wstETH': { liquidity_index: event.supply },
                  'aave_v3/WETH': { variable_borrow_index: event.debt },
                  'aave_v3/USDT': { liquidity_index: event.usdtIndex },
                  'fx/USDT-USD': { rate: event.usdt },
                },
                chain.T0 + i * HOUR_MS,
              );
            }
            one.look();
          }
          if ('eth' in event) {
            price = event.eth;
            mark = event.eth * (1 + event.premium);
          }
          expect((ether.pnl.equity * price) / dollars.pnl.equity).toBeCloseTo(1, 12);
          expect(Math.abs(dollars.terms()['residual'] ?? 0)).toBeLessThan(1e-9 * CAPITAL);
          const capitalEth = CAPITAL / 2_000;
          expect(Math.abs(ether.terms()['residual'] ?? 0)).toBeLessThan(1e-9 * capitalEth);
        });
        expect(ether.exposure.netDelta).toBe(dollars.exposure.netDelta);
        expect(ether.risk.healthFactor).toBe(dollars.risk.healthFactor);
      }),
      { numRuns: 100 },
    );
  });
});
