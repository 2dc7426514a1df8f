/** A configuration of each of the seven modes that fits `yieldMarket`. All enter whatever they may earn. */
import { exampleChainConfig, exampleRunConfig, type RunConfigInput } from '@basis/core-types';
import { EventDrivenStrategyEngine } from '../event-driven-strategy-engine.js';
import { basisConfig } from './basis-market.js';
import { lendingConfig } from './lending-market.js';
import { START_MS, endMs, yieldMarket, type YieldShape } from './yield-market.js';

type Writable<T> = { -readonly [K in keyof T]: T[K] };
export type ModeDraft = Writable<RunConfigInput>;
export type ModeChange = (config: ModeDraft) => void;
type Settings = NonNullable<RunConfigInput['component_config']['strategy_manager']>;
type Venue<Type> = Writable<Extract<RunConfigInput['venue_configs'][string], { venue_type: Type }>>;

export const MODES = [
  'pure_lending',
  'btc_basis',
  'eth_basis',
  'eth_staking_only',
  'eth_leveraged',
  'usdt_market_neutral_no_leverage',
  'usdt_market_neutral',
] as const;
export type Mode = (typeof MODES)[number];

export function modeConfig(mode: Mode, ...changes: readonly ModeChange[]): RunConfigInput {
  const config: ModeDraft = exampleOf(mode);
  config.mode = mode;
  settings({ carry_gate: false })(config);
  for (const change of changes) change(config);
  return config;
}

function exampleOf(mode: Mode): RunConfigInput {
  switch (mode) {
    case 'pure_lending':
      return lendingConfig();
    case 'btc_basis':
      return basisConfig();
    case 'eth_basis':
      return ethBasis();
    case 'eth_staking_only':
      return { ...exampleChainConfig(), target_ltv: null, use_flash_loan: false };
    case 'eth_leveraged':
      return exampleChainConfig();
    case 'usdt_market_neutral_no_leverage':
      return { ...neutral(), target_ltv: null, use_flash_loan: false };
    case 'usdt_market_neutral':
      return neutral();
  }
}

function ethBasis(): RunConfigInput {
  const config = JSON.parse(
    JSON.stringify(basisConfig()).replaceAll('BTC', 'ETH'),
  ) as RunConfigInput;
  const binance = config.venue_configs['binance'] as Venue<'cex'>;
  binance.withdrawals = {
    ...binance.withdrawals,
    ETH: { fee: 0.001, min_amount: 0.01, delay_seconds: 600 },
  };
  return config;
}

/** Risk is taken off, ETH freed and money moved before anything is bought, shorted or staked. */
const ORDERED_ACTIONS = [
  ...(['cex_perp_close', 'cex_spot_sell', 'aave_withdraw', 'lido_unstake', 'sell_dust'] as const),
  ...(['swap', 'aave_repay', 'flash_loan', 'transfer', 'cex_spot_buy', 'cex_perp_short'] as const),
  ...(['lido_stake', 'aave_supply', 'aave_borrow'] as const),
];

/** The chain of the one example and the exchanges of the other: two thirds of the capital are ETH on the chain. */
function neutral(): RunConfigInput {
  const chain = exampleChainConfig();
  const hedged = ethBasis();
  const { action_mapping } = exampleRunConfig().component_config.venue_manager;
  const subscribed = chain.venues.execution_subscriptions;
  const { alchemy, ...protocols } = chain.venue_configs;
  const assets = ['USDT', 'ETH', 'WETH', 'wstETH', 'EIGEN'];
  return {
    ...chain,
    share_class: 'USDT',
    initial_capital: 1_000_000,
    stake_allocation_eth: 2 / 3,
    hedge_allocation: hedged.hedge_allocation!,
    venues: {
      data_subscriptions: [...chain.venues.data_subscriptions, ...hedged.venues.data_subscriptions],
      execution_subscriptions: { ...hedged.venues.execution_subscriptions, ...subscribed },
    },
    venue_configs: {
      ...hedged.venue_configs,
      ...protocols,
      alchemy: { ...alchemy, assets } as Venue<'wallet'>,
    },
    component_config: {
      ...chain.component_config,
      venue_manager: {
        supported_actions: [...ORDERED_ACTIONS],
        action_mapping: Object.fromEntries(
          Object.keys(action_mapping).map((action) => [action, ORDERED_ACTIONS]),
        ),
      },
    },
  };
}

/** Adds to what the strategy is told. */
export function settings(more: Settings): ModeChange {
  return (config) => {
    const strategy_manager = { ...config.component_config.strategy_manager, ...more };
    config.component_config = { ...config.component_config, strategy_manager };
  };
}

/** Lots so fine that rounding to them is far below every tolerance, and transfers for free: costs are proportional. */
export function withoutLots(config: ModeDraft): void {
  const fine = { tick_size: 1e-6, lot_size: 1e-8, min_size: 0, min_notional: 0 };
  const finely = <T extends object>(instruments: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(instruments).map(([id, one]) => [id, { ...one, ...fine }]));
  const withdrawal = { fee: 0, delay_seconds: 1_800 };
  changeVenues(config, (venue) => {
    if (venue.venue_type !== 'cex') return venue;
    const spot = { ...venue.spot!, instruments: finely(venue.spot!.instruments) };
    const futures = { ...venue.futures!, instruments: finely(venue.futures!.instruments) };
    return { ...venue, spot, futures, withdrawals: { USDT: withdrawal, ETH: withdrawal } };
  });
}

/** The same without fees and slippage. Gas remains. */
export function withoutCosts(config: ModeDraft): void {
  withoutLots(config);
  const free = { maker_fee_bps: 0, taker_fee_bps: 0, slippage_bps: 0 };
  changeVenues(config, (venue) => {
    if (venue.venue_type === 'dex') return { ...venue, pools: freely(venue.pools) };
    if (venue.venue_type !== 'cex') return venue;
    const { spot, futures } = venue;
    return { ...venue, spot: { ...spot!, ...free }, futures: { ...futures!, ...free } };
  });
}

type AnyVenue = RunConfigInput['venue_configs'][string];

export function changeVenues(config: ModeDraft, change: (venue: AnyVenue) => AnyVenue): void {
  config.venue_configs = Object.fromEntries(
    Object.entries(config.venue_configs).map(([id, venue]) => [id, change(venue)]),
  );
}

function freely(pools: Venue<'dex'>['pools']): Venue<'dex'>['pools'] {
  return Object.fromEntries(
    Object.entries(pools).map(([id, pool]) => [id, { ...pool, fee_bps: 0, slippage_bps: 0 }]),
  );
}

export function runMode(config: RunConfigInput, shape: YieldShape) {
  const engine = new EventDrivenStrategyEngine({ config, dataProvider: yieldMarket(shape) });
  const { summary, results } = engine.runBacktestSync(START_MS, endMs(shape));
  return { summary, results: results! };
}

/** How far a column is from what it should be at any row, as a share; NaN where either is no number. */
export function largestMiss(column: Float64Array, expectedAt: (row: number) => number): number {
  return column.reduce(
    (most, value, row) => Math.max(most, Math.abs(value / expectedAt(row) - 1)),
    0,
  );
}
