/**
 * A leveraged staking position with a short against its equity: identities 20, 21 and 28. Perp and spot have
 * one price (a flat basis), lots are off, margin earns nothing where it lies. ETH for gas is counted apart.
 */
import { BPS, type ContractCall, type RunConfigInput } from '@basis/core-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SimLending } from '../chain/lending/sim-lending.js';
import { morpho, stake, unwrap } from '../testing/chain-calls.js';
import {
  BATCH_GAS_ETH,
  CALL_GAS_ETH,
  ETH_USD,
  RATE,
  chainWorld,
  reserveRow,
} from '../testing/chain-world.js';
import { borrow, setEmode, supply } from '../testing/lending-world.js';
import { candles, done, hour, type Rows, type TestWorld } from '../testing/test-world.js';

type Cex = Extract<RunConfigInput['venue_configs'][string], { venue_type: 'cex' }>;

/** Growth of the staking rate and of the debt from each hour to the next, and the funding paid there. */
interface Rates {
  readonly staking: number;
  readonly debt: number;
  readonly funding: number;
}
const NOTHING: Rates = { staking: 0, debt: 0, funding: 0 };

function market(prices: readonly number[], { staking, debt, funding }: Rates): Rows {
  const rateAt = (i: number) => RATE.wstETH * (1 + staking) ** i;
  const fundings = prices.map((_, i) => ({ at: hour(i), rate: i === 0 ? 0 : funding }));
  const both = (kind: string, rows: Rows[string]): Rows => ({
    [`${kind}/binance/ETH-USDT`]: rows,
    [`${kind}/okx/ETH-USDT`]: rows,
  });
  return {
    ...both('spot', candles(prices)),
    ...both('perp', candles(prices)),
    ...both('funding', fundings),
    'lst/wstETH': prices.map((_, i) => ({
      at: hour(i),
      exchange_rate: rateAt(i),
      market_price_eth: rateAt(i),
    })),
    'aave_v3/WETH': prices.map((price, i) =>
      reserveRow(price, { at: hour(i), variable_borrow_index: (1 + debt) ** i }),
    ),
    'aave_v3/wstETH': prices.map((price, i) => reserveRow(price * rateAt(i), { at: hour(i) })),
  };
}

const FINE = { tick_size: 1e-9, lot_size: 1e-12, min_size: 0, min_notional: 0 };

function world(rows: Rows, perpFeeBps = 0): TestWorld {
  return chainWorld(rows, (venues, config) => {
    Object.assign(config, { mode: 'eth_basis', asset: 'ETH' });
    for (const id of ['binance', 'okx']) {
      const { spot, futures } = config.venue_configs[id] as Cex;
      Object.assign(spot!, { instruments: { 'ETH-USDT': FINE } });
      const terms = { ...futures!.instruments['BTC-USDT']!, ...FINE };
      Object.assign(futures!, { taker_fee_bps: perpFeeBps, slippage_bps: 0 });
      Object.assign(futures!, { instruments: { 'ETH-USDT': terms } });
    }
    const wallet = venues['alchemy'] as { assets: string[] };
    // Without the rebasing token, staking gives the wrapped one.
    wallet.assets = wallet.assets.filter((asset) => asset !== 'stETH');
    Object.assign(venues['morpho'] as object, { liquidity: { WETH: 1e6 } });
  });
}

const GAS_MONEY_ETH = 1;
const GAS_ETH = 6 * CALL_GAS_ETH + BATCH_GAS_ETH;

interface Plan {
  readonly equityEth: number;
  readonly leverage: number;
  readonly shortEth: number;
  readonly marginUsdt: number;
}

function enter(test: TestWorld, { equityEth, leverage, shortEth, marginUsdt }: Plan): void {
  test.deposit('alchemy', 'wallet', 'ETH', equityEth + GAS_MONEY_ETH);
  test.deposit('binance', 'margin', 'USDT', marginUsdt);
  const lent = (leverage - 1) * equityEth;
  const calls: ContractCall[] = [
    morpho('flash_borrow', 'WETH', lent),
    unwrap('alchemy', 'WETH', lent),
    stake('lido', equityEth + lent),
    supply('wstETH', (equityEth + lent) / RATE.wstETH),
    borrow('WETH', lent),
    morpho('flash_repay', 'WETH', lent),
  ];
  done(test.transact([setEmode(1)]));
  done(test.transact(calls));
  const symbol = 'ETH-USDT';
  done(test.order('binance', 'perp', 'sell', shortEth, { symbol }));
}

/** Collateral less debt, in ETH. */
function stakedEth(test: TestWorld, rate: number): number {
  const lending = test.world.venue('aave_v3') as SimLending;
  return lending.supplied('wstETH', test.now) * rate - lending.owed('WETH', test.now);
}

/** In USDT: the staking leg and the account at the exchange; ETH for gas is not among it. */
function navUsdt(test: TestWorld, price: number, rate: number): number {
  const short = test.held('binance:perp:ETH-USDT') * price;
  const account = test.held('binance:margin:USDT') + test.held('binance:perp_value:ETH-USDT');
  return stakedEth(test, rate) * price + short + account;
}

const EQUITY_ETH = 10;
const MARGIN = 1_000_000;
const plan = (leverage: number, shortEth = EQUITY_ETH): Plan => ({
  equityEth: EQUITY_ETH,
  leverage,
  shortEth,
  marginUsdt: MARGIN,
});
const NAV_0 = EQUITY_ETH * ETH_USD + MARGIN;

const leverages = fc.double({ min: 1.5, max: 8, noNaN: true });
const paths = fc
  .array(fc.integer({ min: 500, max: 10_000 }), { minLength: 1, maxLength: 8 })
  .map((later) => [ETH_USD, ...later]);
const allRates = fc.record({
  staking: fc.double({ min: 0, max: 0.002, noNaN: true }),
  debt: fc.double({ min: 0, max: 0.002, noNaN: true }),
  funding: fc.integer({ min: -30, max: 30 }).map((bps) => bps * BPS),
});
const RUNS = { numRuns: 40 };

describe('a short of the equity, not of the levered collateral', () => {
  it('identities 20 and 28: keeps the value in dollars where nothing grows, on any path, at any leverage', () => {
    fc.assert(
      fc.property(leverages, paths, (leverage, path) => {
        const test = world(market(path, NOTHING));
        enter(test, plan(leverage));
        path.forEach((price, i) => {
          test.moveTo(hour(i));
          expect(navUsdt(test, price, RATE.wstETH)).toBeCloseTo(NAV_0, 6);
        });
      }),
      RUNS,
    );
  });

  it('identity 20: a short of L x E would lose (L - 1) x E for every dollar that ETH rises', () => {
    const test = world(market([ETH_USD, ETH_USD + 300], NOTHING));
    enter(test, plan(4, 4 * EQUITY_ETH));
    test.moveTo(hour(1));
    const lost = NAV_0 - navUsdt(test, ETH_USD + 300, RATE.wstETH);
    expect(lost).toBeCloseTo(3 * EQUITY_ETH * 300, 6);
  });

  it('identity 20: drifts by the staking income, on which alone prices act: E x g x (P(T) - P(0))', () => {
    fc.assert(
      fc.property(leverages, paths, allRates, (leverage, path, rates) => {
        const test = world(market(path, rates));
        enter(test, plan(leverage));
        const steps = path.length - 1;
        test.moveTo(hour(steps));
        const [gs, gb] = [(1 + rates.staking) ** steps, (1 + rates.debt) ** steps];
        const income = EQUITY_ETH * (leverage * gs - (leverage - 1) * gb - 1);
        const rate = RATE.wstETH * gs;
        const delta = stakedEth(test, rate) + test.held('binance:perp:ETH-USDT');
        expect(delta).toBeCloseTo(income, 10);

        const marks = path.slice(1).reduce((sum, price) => sum + price, 0);
        const funding = EQUITY_ETH * rates.funding * marks;
        const last = path.at(-1)!;
        const still = NAV_0 + income * ETH_USD + funding;
        const ofDrift = navUsdt(test, last, rate) - still;
        expect(ofDrift).toBeCloseTo(income * (last - ETH_USD), 6);
      }),
      RUNS,
    );
  });
});

describe('identity 21: the yield of a market-neutral position on its capital W', () => {
  it('is [E x (L x s - (L - 1) x b) + E x f - costs] / W, where E + M = W and the short is E / M', () => {
    const PERP_FEE_BPS = 5;
    fc.assert(
      fc.property(
        leverages,
        allRates,
        fc.integer({ min: 10_000, max: 1_000_000 }),
        fc.double({ min: 0.5, max: 3, noNaN: true }),
        (leverage, rates, capital, shortLeverage) => {
          // W in dollars; E = W x l / (1 + l) of it is staked, M = W / (1 + l) is margin.
          const staked = (capital * shortLeverage) / (1 + shortLeverage);
          const equityEth = Number((staked / ETH_USD).toFixed(9));
          const margin = capital - equityEth * ETH_USD;
          const steps = 6;
          const path = Array.from({ length: steps + 1 }, () => ETH_USD);
          const test = world(market(path, rates), PERP_FEE_BPS);
          enter(test, { equityEth, leverage, shortEth: equityEth, marginUsdt: margin });
          test.moveTo(hour(steps));

          const gas = GAS_MONEY_ETH - test.held('alchemy:wallet:ETH');
          expect(gas).toBeCloseTo(GAS_ETH, 9);
          const rate = RATE.wstETH * (1 + rates.staking) ** steps;
          const gained = navUsdt(test, ETH_USD, rate) - capital - gas * ETH_USD;

          const [s, b] = [(1 + rates.staking) ** steps - 1, (1 + rates.debt) ** steps - 1];
          const equity = equityEth * ETH_USD;
          const costs = equity * PERP_FEE_BPS * BPS + GAS_ETH * ETH_USD;
          const earned =
            equity * (leverage * s - (leverage - 1) * b) + equity * steps * rates.funding;
          expect(gained / capital).toBeCloseTo((earned - costs) / capital, 9);
        },
      ),
      RUNS,
    );
  });
});
