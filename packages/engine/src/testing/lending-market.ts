/** A lending market that each test shapes by day, and a configuration of pure_lending that fits it. */
import { exampleRunConfig, type EngineEvent, type RunConfigInput } from '@basis/core-types';
import { createDataProvider } from '@basis/data-provider';
import { EventDrivenStrategyEngine } from '../event-driven-strategy-engine.js';

export const DAY_MS = 86_400_000;
export const LENDING_START_MS = Date.UTC(2024, 0, 1);
export const LENDING_DAYS = 30;
export const GAS_UNITS = 200_000;
export const ETH_USD = 2_000;

/** Lent and borrowed by others, where a test says what of it can be had. */
const OTHERS = 1e9;

type Writable<T> = { -readonly [K in keyof T]: T[K] };
export type LendingChange = (config: Writable<RunConfigInput>) => void;

export function lendingConfig(change: LendingChange = () => undefined): RunConfigInput {
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
    action_mapping: {
      entry_full: ['aave_supply'],
      entry_partial: ['aave_supply'],
      exit_full: ['aave_withdraw'],
      exit_partial: ['aave_withdraw'],
    },
  };
  change(config);
  return config;
}

/** The same without a gas reserve, whose value does not grow with what is lent. */
export function gaslessConfig(change: LendingChange = () => undefined): RunConfigInput {
  return lendingConfig((config) => {
    Object.assign(config.venue_configs['alchemy']!, { gas_reserve_eth: 0 });
    change(config);
  });
}

export interface LendingShape {
  readonly indexAt: (day: number) => number;
  readonly apr?: number;
  /** Days between samples. */
  readonly each?: number;
  readonly gwei?: number;
  /** Dollars that can be taken out of the reserve; without it everything can. */
  readonly liquidityAt?: (day: number) => number;
}

export function lendingMarket({
  indexAt,
  apr = 0.1,
  each = 1,
  gwei = 20,
  liquidityAt,
}: LendingShape) {
  const days = Array.from({ length: LENDING_DAYS / each + 1 }, (_, i) => i * each);
  const timestampsMs = days.map((day) => LENDING_START_MS + day * DAY_MS);
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
  const totals = liquidityAt && {
    total_supplied: days.map(() => OTHERS),
    total_borrowed: days.map((day) => OTHERS - liquidityAt(day)),
  };
  const usdt = reserve(1, indexAt);
  return createDataProvider({
    name: 'lending',
    synthetic: true,
    series: [
      { id: 'aave_v3/USDT', ...usdt, columns: { ...usdt.columns, ...totals } },
      { id: 'aave_v3/WETH', ...reserve(ETH_USD, () => 1) },
      {
        id: 'gas/ethereum',
        timestampsMs,
        columns: {
          base_fee_gwei: days.map(() => gwei),
          priority_fee_gwei: days.map(() => 0),
        },
      },
    ],
  });
}

/** An engine over a market, and every event of its own that it emits. */
export function lendingEngine(
  config: RunConfigInput,
  dataProvider: ReturnType<typeof lendingMarket>,
) {
  const events: EngineEvent[] = [];
  const engine = new EventDrivenStrategyEngine({
    config,
    dataProvider,
    events: {
      wants: (type) => type === 'event' || type === 'reserve_low',
      emit: (event) => void events.push(event),
    },
  });
  return { engine, events };
}
