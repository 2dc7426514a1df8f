import { describe, expect, it } from 'vitest';
import {
  ETH_USD,
  GAS_UNITS,
  LENDING_DAYS,
  lendingConfig,
  lendingEngine,
  lendingMarket,
  type LendingChange,
  type LendingShape,
} from '../testing/lending-market.js';

const GWEI = 20;

function run(shape: LendingShape, change?: LendingChange) {
  const { engine } = lendingEngine(lendingConfig(change), lendingMarket({ gwei: GWEI, ...shape }));
  return engine.runBacktestSync('2024-01-01', '2024-01-31');
}

/** The reserve of half an ETH stays in the wallet, less the gas of one supply. */
const RESERVE = 0.5 * ETH_USD;
const GAS_USD = GAS_UNITS * GWEI * 1e-9 * ETH_USD;
const LENT = 100_000 - RESERVE;

describe('pure_lending against what it must earn', () => {
  it('grows with the index and pays one gas', () => {
    const index = (day: number) => 1.03 * (1 + 0.0002 * day);
    // 7.3 % a year, and less is told: between samples the index lags and is brought up at each.
    const { summary } = run({ indexAt: index, apr: 0.05 });
    const interest = LENT * (index(LENDING_DAYS) / index(0) - 1);
    expect(summary.pnl.lending_interest).toBeCloseTo(interest, 6);
    expect(summary.pnl.gas).toBeCloseTo(-GAS_USD, 9);
    expect(summary.final_equity).toBeCloseTo(100_000 + interest - GAS_USD, 6);
    expect(summary.executions).toBe(1);
  });

  it('earns the same however seldom the index is sampled', () => {
    const index = (day: number) => 1 + 0.0003 * day;
    const often = run({ indexAt: index }).summary.pnl.lending_interest;
    const seldom = run({ indexAt: index, each: 10 }).summary.pnl.lending_interest;
    expect(seldom).toBeCloseTo(often, 6);
  });

  it('keeps its value when nothing is earned, but for the gas', () => {
    const { summary } = run({ indexAt: () => 1, apr: 0 }, (config) => {
      config.component_config.strategy_manager = { carry_gate: false };
    });
    expect(summary.final_equity).toBeCloseTo(100_000 - GAS_USD, 9);
  });

  it('stays in the wallet where the interest would not pay the gas', () => {
    const { summary, results } = run({ indexAt: () => 1, apr: 0 });
    expect(summary.executions).toBe(0);
    expect(results!.column('alchemy:wallet:USDT').at(-1)).toBe(LENT);
    expect(summary.final_equity).toBe(100_000);
  });
});
