/** A staking position on borrowed ETH, from its entry to the money that comes back: identities 1, 6 to 10, 23, 26 and 28. */
import { BPS, YEAR_MS, type ContractCall, type RunConfigInput } from '@basis/core-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SimLending } from '../chain/lending/sim-lending.js';
import { morpho, stake, swap, unwrap } from '../testing/chain-calls.js';
import {
  BATCH_GAS_ETH,
  CALL_GAS_ETH,
  ETH_USD,
  RATE,
  chainWorld,
  reserveRow,
} from '../testing/chain-world.js';
import { borrow, flash, repay, setEmode, supply, withdraw } from '../testing/lending-world.js';
import { T0, done, type Rows, type TestWorld } from '../testing/test-world.js';

const EQUITY_ETH = 10;
const GAS_MONEY_ETH = 50;
const THRESHOLD = 0.95;
type Venues = RunConfigInput['venue_configs'];

/** Growth over the whole time, of the staking rate, of the index of the collateral and of that of the debt. */
interface Growth {
  readonly staking: number;
  readonly supply: number;
  readonly debt: number;
}
const NOTHING: Growth = { staking: 1, supply: 1, debt: 1 };

/** `prices` of ETH, evenly over a year; what grows does so by the same factor from one to the next. */
function market(growth: Growth, prices: readonly number[] = [ETH_USD, ETH_USD]): Rows {
  const steps = prices.length - 1;
  const rows = prices.map((price, i) => {
    const grown = (total: number) => total ** (i / steps);
    const at = T0 + Math.round((i / steps) * YEAR_MS);
    const rate = RATE.wstETH * grown(growth.staking);
    return {
      lst: { at, exchange_rate: rate, market_price_eth: rate },
      weth: reserveRow(price, { at, variable_borrow_index: grown(growth.debt) }),
      wsteth: reserveRow(price * rate, { at, liquidity_index: grown(growth.supply) }),
      eth: { at, open: price, high: price, low: price, close: price },
    };
  });
  return {
    'lst/wstETH': rows.map(({ lst }) => lst),
    'aave_v3/WETH': rows.map(({ weth }) => weth),
    'aave_v3/wstETH': rows.map(({ wsteth }) => wsteth),
    'spot/binance/ETH-USDT': rows.map(({ eth }) => eth),
  };
}

/** In bp: the premium of the flash loan that builds the position, and what the pool takes when it is sold. */
interface Costs {
  readonly premium: number;
  readonly poolFee: number;
  readonly slippage: number;
}
const FREE: Costs = { premium: 0, poolFee: 0, slippage: 0 };

function world(rows: Rows, equity = EQUITY_ETH, costs = FREE): TestWorld {
  const test = chainWorld(rows, (venues: Venues) => {
    const { alchemy, aave_v3, morpho: lender, uniswap } = venues;
    const wallet = alchemy as { assets: string[] };
    // Without the rebasing token, staking gives the wrapped one.
    wallet.assets = wallet.assets.filter((asset) => asset !== 'stETH');
    Object.assign(aave_v3!, { flash_premium_bps: costs.premium });
    Object.assign(lender!, { liquidity: { WETH: 1e6 } });
    const { pools } = uniswap as { pools: Record<string, object> };
    const terms = { fee_bps: costs.poolFee, slippage_bps: costs.slippage };
    Object.assign(pools['wstETH-WETH']!, terms);
  });
  test.deposit('alchemy', 'wallet', 'ETH', equity + GAS_MONEY_ETH);
  done(test.transact([setEmode(1)]));
  return test;
}

function enter(test: TestWorld, leverage: number, equity = EQUITY_ETH, costs = FREE): void {
  const lent = (leverage - 1) * equity;
  const owed = lent * (1 + costs.premium * BPS);
  const calls: ContractCall[] = [
    flash('flash_borrow', 'WETH', lent),
    unwrap('alchemy', 'WETH', lent),
    stake('lido', equity + lent),
    supply('wstETH', (equity + lent) / RATE.wstETH),
    borrow('WETH', owed),
    flash('flash_repay', 'WETH', owed),
  ];
  done(test.transact(calls));
}

/** Everything sold and paid back: what is left is ETH and WETH in the wallet. */
function leave(test: TestWorld): void {
  const lending = test.world.venue('aave_v3') as SimLending;
  const owed = lending.owed('WETH', test.now);
  const calls: ContractCall[] = [
    morpho('flash_borrow', 'WETH', owed),
    repay('WETH', 'max'),
    withdraw('wstETH', 'max'),
    swap('wstETH', 'WETH', lending.supplied('wstETH', test.now)),
    morpho('flash_repay', 'WETH', owed),
  ];
  done(test.transact(calls));
}

/** The category; loan, unwrapping, stake, supply and loan of the entry; loan, repayment, withdrawal and swap of the exit. */
const GAS_ETH = 10 * CALL_GAS_ETH + 2 * BATCH_GAS_ETH;

/** What a year of it brought in ETH, gas included, after everything was sold. */
function profit(rows: Rows, leverage: number, equity = EQUITY_ETH, costs = FREE): number {
  const test = world(rows, equity, costs);
  enter(test, leverage, equity, costs);
  test.moveTo(T0 + YEAR_MS);
  leave(test);
  const left = test.held('alchemy:wallet:ETH') + test.held('alchemy:wallet:WETH');
  return left - equity - GAS_MONEY_ETH;
}

/** Profit on equity before gas. */
const returned = (rows: Rows, leverage: number) => (profit(rows, leverage) + GAS_ETH) / EQUITY_ETH;

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
// At a leverage of 8 the health factor begins at 0.95 x 8 / 7 = 1.086: no growth of the debt below comes near it.
const leverages = between(1.5, 8);
const growths = fc.record({
  staking: between(1, 1.05),
  supply: between(1, 1.01),
  debt: between(1, 1.06),
});
const paths = fc.array(between(10, 100_000), { minLength: 2, maxLength: 12 });
const allCosts = fc.record({
  premium: fc.integer({ min: 0, max: 9 }),
  poolFee: fc.integer({ min: 0, max: 30 }),
  slippage: fc.integer({ min: 0, max: 30 }),
});
const RUNS = { numRuns: 40 };

describe('held for a year and sold without costs, gas apart', () => {
  it('identities 1 and 9: E(T)/E(0) = L x Gs - (L - 1) x Gb, however often the indexes are sampled', () => {
    fc.assert(
      fc.property(leverages, growths, paths, (leverage, growth, path) => {
        const expected =
          leverage * growth.staking * growth.supply - (leverage - 1) * growth.debt - 1;
        expect(returned(market(growth, path), leverage)).toBeCloseTo(expected, 11);
      }),
      RUNS,
    );
  });

  it('identity 8: a further unit of leverage adds s - b, so that it helps where s > b alone', () => {
    fc.assert(
      fc.property(between(1.5, 7), growths, (leverage, { staking, debt }) => {
        const rows = market({ staking, supply: 1, debt });
        const added = returned(rows, leverage + 1) - returned(rows, leverage);
        expect(added).toBeCloseTo(staking - debt, 11);
      }),
      RUNS,
    );
  });

  it('identity 8: earns nothing at b* = s x L / (L - 1), interest of the collateral within s', () => {
    fc.assert(
      fc.property(between(3, 8), between(1, 1.02), between(1, 1.01), (leverage, staking, lent) => {
        const s = staking * lent - 1;
        const debt = 1 + (s * leverage) / (leverage - 1);
        expect(returned(market({ staking, supply: lent, debt }), leverage)).toBeCloseTo(0, 11);
      }),
      RUNS,
    );
  });

  it('identities 10 and 26: comes to the same ETH to the bit, whatever ETH costs on the way', () => {
    fc.assert(
      fc.property(leverages, growths, paths, (leverage, growth, path) => {
        const still = path.map(() => ETH_USD);
        expect(profit(market(growth, path), leverage)).toBe(
          profit(market(growth, still), leverage),
        );
      }),
      RUNS,
    );
  });

  it('identities 7 and 10: HF(t) = LT x L / (L - 1) x Gs / Gb to 1e-12 on any path of ETH', () => {
    fc.assert(
      fc.property(leverages, growths, paths, (leverage, growth, path) => {
        const test = world(market(growth, path));
        enter(test, leverage);
        const lending = test.world.venue('aave_v3') as SimLending;
        const drift = (growth.staking * growth.supply) / growth.debt;
        path.forEach((_, i) => {
          const part = i / (path.length - 1);
          test.moveTo(T0 + Math.round(part * YEAR_MS));
          const expected = ((THRESHOLD * leverage) / (leverage - 1)) * drift ** part;
          expect(lending.healthFactor(test.now) / expected).toBeCloseTo(1, 12);
        });
      }),
      RUNS,
    );
  });
});

describe('its costs', () => {
  it('identity 28: where nothing grows, gas alone is lost, on any path of ETH', () => {
    fc.assert(
      fc.property(leverages, paths, (leverage, path) => {
        expect(profit(market(NOTHING, path), leverage)).toBeCloseTo(-GAS_ETH, 11);
      }),
      RUNS,
    );
  });

  it('identities 6 and 28: where nothing grows, exactly premium, slippage, fee and gas are lost', () => {
    fc.assert(
      fc.property(leverages, paths, allCosts, (leverage, path, costs) => {
        const sold = leverage * EQUITY_ETH;
        const slippage = sold * costs.slippage * BPS;
        const fee = (sold - slippage) * costs.poolFee * BPS;
        const premium = (leverage - 1) * EQUITY_ETH * costs.premium * BPS;
        expect(profit(market(NOTHING, path), leverage, EQUITY_ETH, costs)).toBeCloseTo(
          -(slippage + fee + premium + GAS_ETH),
          10,
        );
      }),
      RUNS,
    );
  });

  it('identity 23: P(kW) = k x (P(W) + gas) - gas, the other costs being proportional', () => {
    fc.assert(
      fc.property(
        leverages,
        growths,
        allCosts,
        fc.constantFrom(0.1, 0.5, 2, 7, 100),
        (leverage, growth, costs, k) => {
          const rows = market(growth);
          const one = profit(rows, leverage, EQUITY_ETH, costs);
          const many = profit(rows, leverage, k * EQUITY_ETH, costs);
          expect(many).toBeCloseTo(k * (one + GAS_ETH) - GAS_ETH, 9);
        },
      ),
      RUNS,
    );
  });
});
