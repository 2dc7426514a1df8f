/** Configurations for the tests of this package. */
import {
  exampleChainConfig,
  exampleRunConfig,
  parseRunConfig,
  type RunConfig,
  type RunConfigInput,
} from '@basis/core-types';

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type Change = (config: Writable<RunConfigInput>) => void;
type Settings = NonNullable<RunConfigInput['component_config']['strategy_manager']>;

/** `btc_basis` with the defaults of the schema: leverage 2, margin band 0.3 to 0.9, buffer 0.3 %. */
export function basisConfig(change: Change = () => undefined): RunConfig {
  const config: Writable<RunConfigInput> = exampleRunConfig();
  change(config);
  return parseRunConfig(config);
}

/** `eth_leveraged` at a loan-to-value of 0.85 in a flash loan; without a target it is `eth_staking_only`. */
export function stakingConfig(change: Change = () => undefined): RunConfig {
  const config: Writable<RunConfigInput> = exampleChainConfig();
  change(config);
  return parseRunConfig(config);
}

/** What `stakingConfig` and `neutralConfig` change of a plan. */
export function withSettings(settings: Settings): Change {
  return (config) => {
    config.component_config = { ...config.component_config, strategy_manager: settings };
  };
}

/** `usdt_market_neutral` with two thirds of the capital on the chain: the short stands at twice its margin. */
export function neutralConfig(change: Change = () => undefined): RunConfig {
  const config: Writable<RunConfigInput> = exampleChainConfig();
  const { binance } = JSON.parse(
    JSON.stringify(exampleRunConfig().venue_configs).replaceAll('BTC-', 'ETH-'),
  ) as RunConfigInput['venue_configs'];
  const { venues, venue_configs, component_config } = config;
  const { alchemy } = venue_configs;
  const orders = exampleRunConfig().component_config.venue_manager;
  const both = [...component_config.venue_manager.supported_actions, ...orders.supported_actions];
  const all = Object.keys(orders.action_mapping).map((action) => [action, both]);
  Object.assign(config, {
    mode: 'usdt_market_neutral',
    share_class: 'USDT',
    initial_capital: 1_000_000,
    stake_allocation_eth: 2 / 3,
    hedge_allocation: { binance: 1 },
    venues: {
      data_subscriptions: [...venues.data_subscriptions, 'binance'],
      execution_subscriptions: {
        ...venues.execution_subscriptions,
        cex_spot: ['binance'],
        cex_futures: ['binance'],
      },
    },
    venue_configs: {
      ...venue_configs,
      alchemy: { ...alchemy, assets: ['USDT', 'ETH', 'WETH', 'wstETH', 'EIGEN'] },
      binance,
    },
    component_config: {
      ...component_config,
      venue_manager: { supported_actions: both, action_mapping: Object.fromEntries(all) },
    },
  });
  change(config);
  return parseRunConfig(config);
}
