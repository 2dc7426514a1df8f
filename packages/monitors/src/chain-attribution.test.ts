/** What explains the equity of holdings on the chain, held against formulas. */
import type { Cause } from '@basis/core-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as chain from './testing/chain-portfolio.js';
import { ChainPortfolio } from './testing/chain-portfolio.js';

const HOUR_MS = 3_600_000;
const YEAR_MS = 31_536_000_000;

function equityOf(portfolio: ChainPortfolio): number {
  portfolio.look();
  return portfolio.pnl.equity;
}

describe('lending', () => {
  it.each([1, 7, 100])('is worth V(t)/V(0) = LI(t)/LI(0) after a year in %d steps', (steps) => {
    const portfolio = new ChainPortfolio({
      rows: { 'aave_v3/USDT': { liquidity_index: 1.2, supply_apr: 0.05 } },
    }).hold({ [chain.SUPPLY_USDT]: 1_000 / 1.2 });
    for (let i = 1; i <= steps; i++) portfolio.moveTo(chain.T0 + (i * YEAR_MS) / steps);
    expect(equityOf(portfolio)).toBeCloseTo(1_000 * 1.05, 9);
    // A sample that says otherwise is what counts from then on.
    portfolio.move(
      { 'aave_v3/USDT': { liquidity_index: 1.2 * 1.07, supply_apr: 0 } },
      portfolio.now,
    );
    expect(equityOf(portfolio)).toBeCloseTo(1_000 * 1.07, 9);
    expect(portfolio.terms()['lending_interest']).toBeCloseTo(70, 9);
  });

  it('costs a borrower what its debt grows by, at the price before', () => {
    const portfolio = new ChainPortfolio().hold({ [chain.ETH]: 10, [chain.DEBT_WETH]: -4 });
    portfolio.move({
      'aave_v3/WETH': { variable_borrow_index: 1.02 },
      'spot/binance/ETH-USDT': { close: 2_500 },
    });
    expect(equityOf(portfolio)).toBeCloseTo((10 - 4 * 1.02) * 2_500, 9);
    const { borrowing_cost, price_delta, ...others } = portfolio.terms();
    expect(borrowing_cost).toBeCloseTo(-4 * 0.02 * 2_000, 9);
    expect(price_delta).toBeCloseTo((10 - 4 * 1.02) * 500, 9);
    expect(Object.keys(others)).toEqual([]);
  });
});

describe('staking', () => {
  it('yields what the rate grows by, at the price before; a price moves what it has grown to', () => {
    const portfolio = new ChainPortfolio().hold({ [chain.WSTETH]: 5, [chain.STETH]: 1 });
    portfolio.move({
      'lst/wstETH': { exchange_rate: 1.26 },
      'spot/binance/ETH-USDT': { close: 1_900 },
    });
    expect(equityOf(portfolio)).toBeCloseTo((5 * 1.26 + 1) * 1_900, 9);
    expect(portfolio.terms()['staking_yield']).toBeCloseTo(5 * 0.06 * 2_000, 9);
    expect(portfolio.terms()['price_delta']).toBeCloseTo(-(5 * 1.26 + 1) * 100, 9);
  });

  it('supplied as collateral earns on both', () => {
    const portfolio = new ChainPortfolio().hold({ [chain.SUPPLY_WSTETH]: 5 });
    portfolio.move({
      'lst/wstETH': { exchange_rate: 1.26 },
      'aave_v3/wstETH': { liquidity_index: 1.1 },
    });
    expect(equityOf(portfolio)).toBeCloseTo(5 * 1.1 * 1.26 * 2_000, 9);
    // Interest at the rate before, staking on the shares that there are now.
    expect(portfolio.terms()['lending_interest']).toBeCloseTo(5 * 0.1 * 1.2 * 2_000, 9);
    expect(portfolio.terms()['staking_yield']).toBeCloseTo(5 * 1.1 * 0.06 * 2_000, 9);
  });

  it('is not worth less because a market pays less; leaving through that market is', () => {
    const portfolio = new ChainPortfolio().hold({ [chain.WSTETH]: 5, [chain.SUPPLY_WSTETH]: 5 });
    portfolio.move({ 'lst/wstETH': { market_price_eth: 1.2 * 0.98 } });
    expect(equityOf(portfolio)).toBe(10 * 1.2 * 2_000);
    expect(portfolio.terms()).toEqual({});
    // 2 % below its rate, and 3 bp for the pool.
    expect(portfolio.pnl.equityLiquidation).toBeCloseTo(24_000 * 0.98 * (1 - 3e-4), 9);
  });

  it('leaves at the market as well where no pool may be used', () => {
    const portfolio = new ChainPortfolio({
      rows: { 'lst/wstETH': { market_price_eth: 1.2 * 0.98 } },
      change: (_, config) => {
        config.venues.execution_subscriptions.dex = [];
      },
    }).hold({ [chain.WSTETH]: 5, [chain.CLAIM]: 1 });
    expect(equityOf(portfolio)).toBe(14_000);
    expect(portfolio.pnl.equityLiquidation).toBeCloseTo(12_000 * 0.98 + 2_000, 9);
  });

  it('sold at a discount loses it under its own name', () => {
    const portfolio = new ChainPortfolio().hold({ [chain.WSTETH]: 5, [chain.ETH]: 1 });
    // 5 wstETH are 6 ETH; the pool pays 1 % less, keeps 0.1 % of it, and gas is a thousandth.
    portfolio.post(chain.WSTETH, 'fill', -5);
    portfolio.post(chain.WETH, 'fill', 6);
    portfolio.post(chain.WETH, 'discount', -0.06);
    portfolio.post(chain.WETH, 'fee', -5.94 * 0.001);
    portfolio.post(chain.ETH, 'gas', -0.001);
    expect(equityOf(portfolio)).toBeCloseTo((5.94 * 0.999 + 0.999) * 2_000, 9);
    const { lst_discount, fees, gas, slippage = 0 } = portfolio.terms();
    expect(lst_discount).toBeCloseTo(-120, 9);
    expect(fees).toBeCloseTo(-5.94 * 2, 9);
    expect(gas).toBeCloseTo(-2, 9);
    expect(slippage).toBeCloseTo(0, 9);
  });
});

describe('a loop of staking tokens', () => {
  const [EQUITY_ETH, LEVERAGE] = [10, 5];
  const loop = {
    [chain.SUPPLY_WSTETH]: (LEVERAGE * EQUITY_ETH) / 1.2,
    [chain.DEBT_WETH]: -(LEVERAGE - 1) * EQUITY_ETH,
  };
  const [GS, GB] = [1.03, 1.025];

  it('grows by L x Gs - (L - 1) x Gb', () => {
    const portfolio = new ChainPortfolio().hold(loop);
    const before = equityOf(portfolio);
    portfolio.move({
      'lst/wstETH': { exchange_rate: 1.2 * GS },
      'aave_v3/WETH': { variable_borrow_index: GB },
    });
    expect(equityOf(portfolio) / before).toBeCloseTo(LEVERAGE * GS - (LEVERAGE - 1) * GB, 12);
  });

  it('is worth the same in ETH whatever ETH costs, step by step and to 1e-12', () => {
    const prices = fc.array(fc.double({ min: 10, max: 1e5, noNaN: true }), {
      minLength: 2,
      maxLength: 20,
    });
    const inEther = (path: readonly number[]): number[] => {
      const portfolio = new ChainPortfolio().hold({ ...loop, [chain.CLAIM]: 2, [chain.ETH]: 0.5 });
      return path.map((close, i) => {
        portfolio.move({
          'spot/binance/ETH-USDT': { close },
          'lst/wstETH': { exchange_rate: 1.2 * GS ** i },
          'aave_v3/WETH': { variable_borrow_index: GB ** i },
        });
        return equityOf(portfolio) / close;
      });
    };
    fc.assert(
      fc.property(prices, (path) => {
        const still = inEther(path.map(() => 2_000));
        inEther(path).forEach((value, i) => expect(value / still[i]!).toBeCloseTo(1, 12));
      }),
      { numRuns: 30 },
    );
  });
});

/** In USDT, by account, from the market's own numbers. */
interface Market {
  readonly eth: number;
  readonly rate: number;
  readonly supply: number;
  readonly debt: number;
  readonly usdtIndex: number;
  readonly eigen: number;
}
const VALUE: Readonly<Record<string, (market: Market) => number>> = {
  [chain.WALLET_USDT]: () => 1,
  [chain.ETH]: ({ eth }) => eth,
  [chain.WETH]: ({ eth }) => eth,
  [chain.STETH]: ({ eth }) => eth,
  [chain.WSTETH]: ({ eth, rate }) => rate * eth,
  [chain.CLAIM]: ({ eth }) => eth,
  [chain.EIGEN]: ({ eth, eigen }) => eigen * eth,
  [chain.SUPPLY_USDT]: ({ usdtIndex }) => usdtIndex,
  [chain.SUPPLY_WSTETH]: ({ eth, rate, supply }) => supply * rate * eth,
  [chain.DEBT_WETH]: ({ eth, debt }) => debt * eth,
};
const CAUSES_ON_CHAIN: readonly Cause[] = [
  'deposit',
  'transfer',
  'convert',
  'discount',
  'staking',
  'reward',
  'gas',
  'liquidation',
  'interest',
  'borrow_interest',
];

describe('any sequence of moves and postings', () => {
  const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  const moves = fc.record({
    eth: between(500, 8_000),
    rate: between(1, 1.5),
    supply: between(1, 1.5),
    debt: between(1, 1.5),
    usdtIndex: between(1, 2),
    eigen: between(1e-4, 1e-2),
  });
  const posts = fc.record({
    account: fc.constantFrom(...Object.keys(VALUE)),
    cause: fc.constantFrom(...CAUSES_ON_CHAIN),
    amount: between(-100, 1_000),
  });
  const sequences = fc.array(fc.oneof(moves, posts), { minLength: 1, maxLength: 40 });

  it('sums to equity: what the terms leave is below 1e-9 of what was ever moved', () => {
    fc.assert(
      fc.property(sequences, (events) => {
        const portfolio = new ChainPortfolio();
        portfolio.hold({ [chain.WALLET_USDT]: 1e9 });
        const held = new Map<string, number>([[chain.WALLET_USDT, 1e9]]);
        let market: Market = {
          eth: 2_000,
          rate: 1.2,
          supply: 1,
          debt: 1,
          usdtIndex: 1,
          eigen: 0.002,
        };
        events.forEach((event, i) => {
          if ('account' in event) {
            portfolio.post(event.account, event.cause, event.amount);
            held.set(event.account, (held.get(event.account) ?? 0) + event.amount);
          } else {
            market = event;
            portfolio.move(
              {
                'spot/binance/ETH-USDT': { close: market.eth },
                'spot/uniswap/EIGEN-WETH': { close: market.eigen },
                'lst/wstETH': { exchange_rate: market.rate },
                'aave_v3/wstETH': { liquidity_index: market.supply },
                'aave_v3/WETH': { variable_borrow_index: market.debt },
                'aave_v3/USDT': { liquidity_index: market.usdtIndex },
              },
              chain.T0 + i * HOUR_MS,
            );
          }
          const equity = [...held].reduce((sum, [id, q]) => sum + q * VALUE[id]!(market), 0);
          expect(equityOf(portfolio) / equity).toBeCloseTo(1, 9);
          expect(Math.abs(portfolio.terms()['residual'] ?? 0)).toBeLessThan(1e-9 * 1e9);
        });
      }),
      { numRuns: 100 },
    );
  });
});
