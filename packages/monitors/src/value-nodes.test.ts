import { describe, expect, it } from 'vitest';
import * as chain from './testing/chain-portfolio.js';
import { ChainPortfolio, type ChainOptions } from './testing/chain-portfolio.js';

const YEAR_MS = 31_536_000_000;

const ROWS: chain.Rows = {
  'aave_v3/USDT': { liquidity_index: 1.05, variable_borrow_index: 1.1 },
  'aave_v3/WETH': { variable_borrow_index: 1.03 },
  'aave_v3/wstETH': { liquidity_index: 1.01 },
};
const isolated: ChainOptions = {
  rows: ROWS,
  change: ({ binance }) => {
    binance.futures!.margin_mode = 'isolated';
  },
};

describe('in USDT, one unit', () => {
  it.each([
    ['of ETH is its spot price', chain.ETH, 2_000],
    ['of WETH is an ETH', chain.WETH, 2_000],
    ['of a rebasing staking token is an ETH', chain.STETH, 2_000],
    ['of its wrapped form is the rate of it', chain.WSTETH, 1.2 * 2_000],
    ['of a claim is the ETH that will be paid', chain.CLAIM, 2_000],
    ['of supplied dollars is their index', chain.SUPPLY_USDT, 1.05],
    ['of a supplied staking token grows twice', chain.SUPPLY_WSTETH, 1.01 * 1.2 * 2_000],
    ['of a debt is its own index', chain.DEBT_WETH, 1.03 * 2_000],
    ['of a debt in dollars as well', chain.DEBT_USDT, 1.1],
    ['of a reward is what it is swapped for', chain.EIGEN, 0.002 * 2_000],
    ['of what is under way is the token', 'in_transit:wstETH', 1.2 * 2_000],
    ['of margin set aside is what the venue settles in', chain.ISOLATED, 1],
  ])('%s', (_, account, expected) => {
    expect(new ChainPortfolio(isolated).valueOf(account)).toBeCloseTo(expected, 9);
  });

  it('of ETH is the protocol’s oracle, in dollars, where no market is recorded', () => {
    const portfolio = new ChainPortfolio({
      without: ['spot/binance/ETH-USDT'],
      rows: { 'fx/USDT-USD': { rate: 0.8 }, 'aave_v3/WETH': { oracle_price_usd: 1_600 } },
    });
    expect(portfolio.valueOf(chain.WETH)).toBeCloseTo(1_600 / 0.8, 9);
  });

  it('of shares grows between two samples: supply linearly, debt as it compounds', () => {
    const portfolio = new ChainPortfolio({
      rows: { 'aave_v3/USDT': { liquidity_index: 1.5, supply_apr: 0.1, borrow_apr: 0.2 } },
    });
    portfolio.moveTo(chain.T0 + YEAR_MS / 2);
    expect(portfolio.valueOf(chain.SUPPLY_USDT)).toBeCloseTo(1.5 * 1.05, 12);
    expect(portfolio.valueOf(chain.DEBT_USDT)).toBeCloseTo(
      1 + 0.1 + 0.1 ** 2 / 2 + 0.1 ** 3 / 6,
      12,
    );
    expect(portfolio.mathUtilities.liquidityIndex('aave_v3', 'USDT')).toBeCloseTo(1.5 * 1.05, 12);
    expect(portfolio.mathUtilities.borrowIndex('aave_v3', 'USDT')).toBeCloseTo(
      portfolio.valueOf(chain.DEBT_USDT),
      12,
    );
  });

  it('of shares never falls where a sample is below what the last had grown to', () => {
    const portfolio = new ChainPortfolio();
    portfolio.move({
      'aave_v3/USDT': { liquidity_index: 1.04, liquidity_index_floor: 1.05 },
    });
    expect(portfolio.valueOf(chain.SUPPLY_USDT)).toBe(1.05);
  });

  it('of a reward counts for nothing while it has no market, and from its first price on', () => {
    const nowhere = new ChainPortfolio({ without: ['spot/uniswap/EIGEN-WETH'] });
    expect(nowhere.valueOf(chain.EIGEN)).toBe(0);
    const later = new ChainPortfolio({ rows: { 'spot/uniswap/EIGEN-WETH': { close: NaN } } });
    later.hold({ [chain.EIGEN]: 10 });
    expect(later.valueOf(chain.EIGEN)).toBe(0);
    later.move({ 'spot/uniswap/EIGEN-WETH': { close: 0.001 } });
    later.look();
    expect(later.pnl.equity).toBeCloseTo(10 * 0.001 * 2_000, 9);
    expect(later.terms()['price_delta']).toBeCloseTo(20, 9);
  });
});

describe('an account without a price', () => {
  it.each([
    ['a reserve that is not recorded', ['aave_v3/wstETH'], chain.SUPPLY_WSTETH],
    ['a staking token without a rate', ['lst/wstETH'], chain.WSTETH],
    ['a supply of one', ['lst/wstETH'], chain.SUPPLY_WSTETH],
  ])('must stay empty: %s', (_, without, account) => {
    const portfolio = new ChainPortfolio({ without });
    expect(() => portfolio.hold({ [account]: 1 })).toThrow(
      expect.objectContaining({ code: 'DATA-001' }) as Error,
    );
  });

  it('is a token that nobody rewards: only rewards may wait for a market', () => {
    const portfolio = new ChainPortfolio({
      without: ['spot/uniswap/EIGEN-WETH'],
      change: ({ lido }) => {
        lido.rewards = false;
      },
    });
    expect(() => portfolio.hold({ [chain.EIGEN]: 1 })).toThrow(/no series/);
  });
});
