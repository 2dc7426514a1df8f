import { exampleRunConfig, type RunConfigInput } from '@basis/core-types';
import { createDataProvider } from '@basis/data-provider';
import { describe, expect, it } from 'vitest';
import { EventDrivenStrategyEngine } from '../event-driven-strategy-engine.js';

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2024, 0, 1);
const DAYS = 30;
const GAS_UNITS = 200_000;
const GWEI = 20;
const ETH_USD = 2_000;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function lendingConfig(change: (config: Writable<RunConfigInput>) => void = () => undefined) {
  const gas = { withdraw: 1, borrow: 1, repay: 1, set_emode: 1, flash_loan: 1 };
  const config: Writable<RunConfigInput> = {
    ...exampleRunConfig(),
    mode: 'pure_lending',
    asset: 'USDT',
    initial_capital: 100_000,
    hedge_allocation: {},
    venues: {
      data_subscriptions: ['aave_v3', 'alchemy'],
      execution_subscriptions: { lending: ['aave_v3'], wallet: ['alchemy'] },
    },
    venue_configs: {
      alchemy: {
        venue: 'alchemy',
        venue_type: 'wallet',
        capabilities: ['wallet'],
        assets: ['USDT', 'ETH'],
        gas_reserve_eth: 0.5,
        gas_units: { transfer: 65_000 },
        confirmation_seconds: 180,
      },
      aave_v3: {
        venue: 'aave_v3',
        venue_type: 'lending',
        capabilities: ['lending'],
        reserves: {
          USDT: {
            ltv: 0.75,
            liquidation_threshold: 0.78,
            liquidation_bonus: 0.045,
            reserve_factor: 0.1,
          },
        },
        gas_units: { supply: GAS_UNITS, ...gas },
      },
    },
  };
  config.component_config.venue_manager = {
    supported_actions: ['aave_supply', 'aave_withdraw'],
    action_mapping: { entry_full: ['aave_supply'], entry_partial: ['aave_supply'] },
  };
  change(config);
  return config;
}

/** The index at the samples of each day, every `each` days, and the rate that is told with them. */
function data(indexAt: (day: number) => number, apr = 0.1, each = 1) {
  const days = Array.from({ length: DAYS / each + 1 }, (_, i) => i * each);
  const timestampsMs = days.map((day) => START_MS + day * DAY_MS);
  const reserve = (price: number, index: (day: number) => number) => ({
    timestampsMs,
    columns: {
      liquidity_index: days.map(index),
      variable_borrow_index: days.map(() => 1),
      supply_apr: days.map(() => apr),
      borrow_apr: days.map(() => 0),
      oracle_price_usd: days.map(() => price),
    },
  });
  return createDataProvider({
    name: 'lending',
    synthetic: true,
    series: [
      { id: 'aave_v3/USDT', ...reserve(1, indexAt) },
      { id: 'aave_v3/WETH', ...reserve(ETH_USD, () => 1) },
      {
        id: 'gas/ethereum',
        timestampsMs,
        columns: {
          base_fee_gwei: days.map(() => GWEI),
          priority_fee_gwei: days.map(() => 0),
        },
      },
    ],
  });
}

function run(
  dataProvider: ReturnType<typeof data>,
  change?: (config: Writable<RunConfigInput>) => void,
) {
  const engine = new EventDrivenStrategyEngine({ config: lendingConfig(change), dataProvider });
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
    const { summary } = run(data(index, 0.05));
    const interest = LENT * (index(DAYS) / index(0) - 1);
    expect(summary.pnl.lending_interest).toBeCloseTo(interest, 6);
    expect(summary.pnl.gas).toBeCloseTo(-GAS_USD, 9);
    expect(summary.final_equity).toBeCloseTo(100_000 + interest - GAS_USD, 6);
    expect(summary.executions).toBe(1);
  });

  it('earns the same however seldom the index is sampled', () => {
    const index = (day: number) => 1 + 0.0003 * day;
    const often = run(data(index)).summary.pnl.lending_interest;
    const seldom = run(data(index, 0.1, 10)).summary.pnl.lending_interest;
    expect(seldom).toBeCloseTo(often, 6);
  });

  it('keeps its value when nothing is earned, but for the gas', () => {
    const { summary } = run(
      data(() => 1, 0),
      (config) => {
        config.component_config.strategy_manager = { carry_gate: false };
      },
    );
    expect(summary.final_equity).toBeCloseTo(100_000 - GAS_USD, 9);
  });

  it('stays in the wallet where the interest would not pay the gas', () => {
    const { summary, results } = run(data(() => 1, 0));
    expect(summary.executions).toBe(0);
    expect(results!.column('alchemy:wallet:USDT').at(-1)).toBe(LENT);
    expect(summary.final_equity).toBe(100_000);
  });
});
