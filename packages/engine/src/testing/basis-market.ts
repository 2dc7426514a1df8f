/** The shaped market of `@basis/sample-data` and a configuration that fits it, for tests of the engine. */
import { exampleRunConfig, type RunConfigInput } from '@basis/core-types';
import { createDataProvider } from '@basis/data-provider';
import { SHAPED_START_MS, shapedBasisSeries, type MarketShape } from '@basis/sample-data';

export const HOUR_MS = 3_600_000;
export const MARKET_START_MS = SHAPED_START_MS;

const VENUES = ['binance', 'bybit', 'okx'];

export function basisMarket(shape: MarketShape, name = 'test market') {
  return createDataProvider({ name, synthetic: true, series: shapedBasisSeries(shape) });
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * btc_basis over Binance, Bybit and OKX, that enters whatever it may earn: most of these markets pay nothing. `change` may
 * alter the document before it is returned.
 */
export function basisConfig(
  change: (config: Writable<RunConfigInput>) => void = () => undefined,
): RunConfigInput {
  const example = exampleRunConfig();
  const binance = example.venue_configs['binance']!;
  const withdrawals = { USDT: { fee: 2, min_amount: 10, delay_seconds: 1_800 } };
  const config: Writable<RunConfigInput> = {
    ...example,
    initial_capital: 1_000_000,
    component_config: { ...example.component_config, strategy_manager: { carry_gate: false } },
    hedge_allocation: { binance: 0.4, bybit: 0.3, okx: 0.3 },
    venues: {
      data_subscriptions: VENUES,
      execution_subscriptions: { cex_spot: ['binance'], cex_futures: VENUES, wallet: ['alchemy'] },
    },
    venue_configs: {
      alchemy: example.venue_configs['alchemy']!,
      binance: { ...binance, withdrawals } as typeof binance,
      bybit: { ...binance, venue: 'bybit', wallets: 'unified', withdrawals } as typeof binance,
      okx: { ...binance, venue: 'okx', wallets: 'unified', withdrawals } as typeof binance,
    },
  };
  change(config);
  return config;
}
