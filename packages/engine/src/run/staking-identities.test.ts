/** eth_staking_only and eth_leveraged as wholes: what a run must end with follows from the rates it was given. */
import type { RunConfigInput } from '@basis/core-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  largestMiss,
  modeConfig,
  runMode,
  settings,
  withoutCosts,
  type ModeChange,
} from '../testing/mode-config.js';
import { RATE, debtIndexes, stakingRates, supplyIndexes } from '../testing/yield-market.js';
import type { YieldShape } from '../testing/yield-market.js';

const HOURS = 24 * 20;
const YEAR_HOURS = 365 * 24;
/** Of the example: half an ETH of the hundred is kept for gas. */
const CAPITAL = 100;
const RESERVE = 0.5;
const STAKED = CAPITAL - RESERVE;
const LT = 0.95;

/** Far from the band, so that nothing is done after the entry: the path is static. */
const heldStill = (targetLtv: number): ModeChange[] => [
  (config) => void (config.target_ltv = targetLtv),
  settings({ ltv_tolerance: 0.9 - targetLtv }),
];
const leveraged = (targetLtv: number, ...more: readonly ModeChange[]): RunConfigInput =>
  modeConfig('eth_leveraged', ...heldStill(targetLtv), ...more);

const aprs = (max: number) => fc.double({ min: 0, max, noNaN: true });
/** A rate that moves from day to day. */
const moving = (apr: number) => (hour: number) => apr * (1 + 0.5 * Math.sin(hour / 24));

describe('eth_staking_only', () => {
  // Conditions: no rewards, nothing withdrawn; the reserve for gas earns nothing and pays the gas of one entry.
  it('identity 1: grows what is staked by the rate, less the gas of staking, to 1e-12', () => {
    fc.assert(
      fc.property(aprs(0.2), fc.integer({ min: 0, max: 200 }), (apr, gwei) => {
        const shape: YieldShape = { hours: HOURS, stakingApr: moving(apr), gwei: () => gwei };
        const { results } = runMode(modeConfig('eth_staking_only'), shape);
        const rates = stakingRates(shape);
        const gas = 110_000 * gwei * 1e-9;
        const expected = (hour: number) => RESERVE - gas + (STAKED * rates[hour]!) / RATE;
        expect(largestMiss(results.column('equity'), expected)).toBeLessThan(1e-12);
      }),
      { numRuns: 10 },
    );
  });
});

describe('eth_leveraged, held still', () => {
  // Conditions: the loan stays inside its band, the flash loan is free, no gas; with interest on the pledge the collateral
  // grows by both, Gs x Gp.
  it('identities 7, 9 and 10: equity is L Gs - (L - 1) Gb, health LT L / (L - 1) x Gs / Gb, at every step', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 0.85, noNaN: true }),
        ...([aprs(0.3), aprs(0.3), aprs(0.1)] as const),
        (targetLtv, staking, borrow, pledge) => {
          const shape: YieldShape = {
            hours: HOURS,
            stakingApr: moving(staking),
            borrowApr: moving(borrow),
            pledgeApr: moving(pledge),
          };
          const { results, summary } = runMode(leveraged(targetLtv), shape);
          const leverage = 1 / (1 - targetLtv);
          const rates = stakingRates(shape);
          const debt = debtIndexes(shape);
          const pledged = supplyIndexes(HOURS, moving(pledge));
          expect(summary.executions).toBe(1);
          const collateral = (hour: number) => (rates[hour]! / RATE) * pledged[hour]!;
          const equity = (hour: number) =>
            RESERVE + STAKED * (leverage * collateral(hour) - (leverage - 1) * debt[hour]!);
          const health = (hour: number) =>
            ((LT * leverage) / (leverage - 1)) * (collateral(hour) / debt[hour]!);
          expect(largestMiss(results.column('equity'), equity)).toBeLessThan(1e-12);
          expect(largestMiss(results.column('health_factor'), health)).toBeLessThan(1e-12);
        },
      ),
      { numRuns: 15 },
    );
  });

  // Condition: a time t so short that (s t)^2 / 2 and (b t)^2 / 2, which compounding adds, are small.
  it('identity 8: earns L s - (L - 1) b a year, as nearly as the time is short', () => {
    const [staking, borrow, targetLtv] = [0.031, 0.024, 0.8];
    const leverage = 1 / (1 - targetLtv);
    for (const hours of [25, 241]) {
      const shape = { hours, stakingApr: () => staking, borrowApr: () => borrow };
      const { results } = runMode(leveraged(targetLtv), shape);
      const years = (hours - 1) / YEAR_HOURS;
      const apr = (results.column('equity').at(-1)! - CAPITAL) / STAKED / years;
      const missed = (leverage * staking ** 2 + (leverage - 1) * borrow ** 2) * (years / 2) * 1.01;
      expect(Math.abs(apr - (leverage * staking - (leverage - 1) * borrow))).toBeLessThan(missed);
    }
  });

  // Condition: only gas differs, and it comes out of the reserve for it, not out of what is staked.
  it('identity 6: ends at the same position by a flash loan and by rounds, up to gas', () => {
    const shape: YieldShape = {
      hours: 48,
      stakingApr: () => 0.03,
      borrowApr: () => 0.02,
      gwei: () => 10,
    };
    const byFlashLoan = runMode(leveraged(0.8), shape);
    const byRounds = runMode(
      leveraged(0.8, (config) => void (config.use_flash_loan = false)),
      shape,
    );
    expect(byRounds.results.executions.length).toBeGreaterThan(1);
    for (const name of ['aave_v3:supply:wstETH', 'aave_v3:debt:WETH']) {
      const ratio =
        byRounds.results.column(name).at(-1)! / byFlashLoan.results.column(name).at(-1)!;
      expect(Math.abs(ratio - 1)).toBeLessThan(1e-9);
    }
    const gas = byRounds.summary.pnl.gas - byFlashLoan.summary.pnl.gas;
    expect(gas).toBeLessThan(0);
    const equity = byRounds.summary.final_equity - byFlashLoan.summary.final_equity;
    expect(equity).toBeCloseTo(gas, 9);
  });
});

/** Everything that goes on in these modes: gas, rewards that are sold, a discount, a loan that leaves its band both ways. */
const busy: YieldShape = {
  hours: HOURS,
  stakingApr: (hour) => (hour < 240 ? 0.05 : 1.2),
  borrowApr: (hour) => (hour < 240 ? 2 : 0.02),
  discount: (hour) => 0.002 * (1 + Math.sin(hour)),
  gwei: (hour) => 10 + (hour % 7),
  rewards: () => 1,
};
const ETH_MODES = ['eth_staking_only', 'eth_leveraged'] as const;

describe.each(ETH_MODES)('%s, with everything that happens to it', (mode) => {
  // Conditions: tokens are priced in ETH (the pool, the oracle's ratio), which is how they are recorded.
  it('identities 10 and 26: is the same to 1e-12 whatever ETH is worth in dollars', () => {
    const expected = runMode(modeConfig(mode), busy);
    expect(expected.summary.executions).toBeGreaterThan(mode === 'eth_leveraged' ? 5 : 2);
    expect(expected.summary.pnl.rewards).toBeGreaterThan(0);
    const factors = fc.array(fc.double({ min: 1e-2, max: 1e2, noNaN: true }), {
      minLength: 31,
      maxLength: 31,
    });
    fc.assert(
      fc.property(factors, (factor) => {
        const { results } = runMode(modeConfig(mode), {
          ...busy,
          price: (hour) => 2_000 * factor[hour % 31]!,
        });
        expect(results.executions).toHaveLength(expected.results.executions.length);
        const equity = expected.results.column('equity');
        const miss = largestMiss(results.column('equity'), (hour) => equity[hour]!);
        expect(miss).toBeLessThan(1e-12);
      }),
      { numRuns: 5 },
    );
  });

  it('identity 26: counted in dollars token by token, is its equity times the price of ETH', () => {
    const price = (hour: number) => 2_000 + 10 * (hour % 37);
    const shape = { ...busy, price };
    const { results } = runMode(modeConfig(mode), shape);
    const [rates, debt] = [stakingRates(shape), debtIndexes(shape)];
    const perToken: Record<string, (hour: number) => number> = {
      'alchemy:wallet:ETH': price,
      'alchemy:wallet:WETH': price,
      'alchemy:wallet:wstETH': (hour) => rates[hour]! * price(hour),
      'alchemy:wallet:EIGEN': (hour) => 0.001 * price(hour),
      'aave_v3:supply:wstETH': (hour) => rates[hour]! * price(hour),
      'aave_v3:debt:WETH': (hour) => debt[hour]! * price(hour),
    };
    const columns = Object.keys(perToken)
      .filter((name) => results.columnNames.includes(name))
      .map((name) => [perToken[name]!, results.column(name)] as const);
    const dollars = (hour: number) =>
      columns.reduce((sum, [value, held]) => sum + held[hour]! * value(hour), 0);
    const miss = largestMiss(results.column('equity'), (hour) => dollars(hour) / price(hour));
    expect(miss).toBeLessThan(1e-12);
  });

  // Conditions: the reserve for gas is scaled with the capital; the gas that is spent is not, nor its number of transactions.
  it('identity 23: earns k (P&L(W) + gas) - gas of k times the capital', () => {
    const scaled = (k: number) =>
      modeConfig(mode, withoutCosts, (config) => {
        config.initial_capital = k * CAPITAL;
        Object.assign(config.venue_configs['alchemy']!, { gas_reserve_eth: k * RESERVE });
      });
    const still: YieldShape = {
      hours: 240,
      stakingApr: () => 0.04,
      borrowApr: () => 0.02,
      gwei: () => 10,
    };
    const one = runMode(scaled(1), still).summary.pnl;
    const seven = runMode(scaled(7), still).summary.pnl;
    const gas = -one.gas;
    expect(gas).toBeGreaterThan(0);
    expect(seven.gas).toBeCloseTo(one.gas, 12);
    expect(seven.total).toBeCloseTo(7 * (one.total + gas) - gas, 9);
  });
});
