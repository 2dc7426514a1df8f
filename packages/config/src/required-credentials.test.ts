import { exampleRunConfig, parseRunConfig, type RunConfig } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { requiredCredentials } from './required-credentials.js';

function config(change: Partial<RunConfig> = {}): RunConfig {
  return { ...parseRunConfig({ ...exampleRunConfig(), execution_mode: 'live' }), ...change };
}

/** Perp venues with equal shares; 0 for those listed as skipped. */
function hedged(names: string[], skipped: string[] = []): RunConfig {
  const base = config();
  const binance = base.venue_configs['binance']!;
  return config({
    hedge_allocation: Object.fromEntries(
      names.map((name) => [name, skipped.includes(name) ? 0 : 1 / names.length]),
    ),
    venues: {
      ...base.venues,
      execution_subscriptions: {
        ...base.venues.execution_subscriptions,
        cex_spot: [],
        cex_futures: names,
        wallet: [],
      },
    },
    venue_configs: Object.fromEntries(names.map((name) => [name, { ...binance, venue: name }])),
  });
}

describe('requiredCredentials', () => {
  it('are none in a backtest', () => {
    const backtest = config({ execution_mode: 'backtest' });
    expect(requiredCredentials(backtest, 'production')).toEqual([]);
    expect(requiredCredentials(backtest, 'production', { binance: 'live' })).toEqual([]);
  });

  it.each([
    ['dev', 'BASIS_DEV__'],
    ['staging', 'BASIS_STAGING__'],
    ['production', 'BASIS_PROD__'],
  ] as const)('begin under %s with %s', (environment, prefix) => {
    expect(requiredCredentials(config(), environment)).toEqual(
      [
        'CEX__BINANCE_SPOT_API_KEY',
        'CEX__BINANCE_SPOT_SECRET',
        'CEX__BINANCE_FUTURES_API_KEY',
        'CEX__BINANCE_FUTURES_SECRET',
        'ALCHEMY__PRIVATE_KEY',
        'ALCHEMY__RPC_URL',
        'ALCHEMY__WALLET_ADDRESS',
        'ALCHEMY__NETWORK',
        'ALCHEMY__CHAIN_ID',
      ].map((name) => prefix + name),
    );
  });

  it('are for the markets that are used only', () => {
    expect(requiredCredentials(hedged(['binance']), 'dev')).toEqual([
      'BASIS_DEV__CEX__BINANCE_FUTURES_API_KEY',
      'BASIS_DEV__CEX__BINANCE_FUTURES_SECRET',
    ]);
  });

  it('follow the naming of each exchange, a new one included', () => {
    expect(requiredCredentials(hedged(['bybit', 'okx', 'hyperliquid', 'deribit']), 'dev')).toEqual([
      'BASIS_DEV__CEX__BYBIT_API_KEY',
      'BASIS_DEV__CEX__BYBIT_SECRET',
      'BASIS_DEV__CEX__OKX_API_KEY',
      'BASIS_DEV__CEX__OKX_SECRET',
      'BASIS_DEV__CEX__OKX_PASSPHRASE',
      'BASIS_DEV__CEX__HYPERLIQUID_PRIVATE_KEY',
      'BASIS_DEV__CEX__HYPERLIQUID_WALLET_ADDRESS',
      'BASIS_DEV__CEX__DERIBIT_API_KEY',
      'BASIS_DEV__CEX__DERIBIT_SECRET',
    ]);
  });

  it('are not asked for a venue without a share of the hedge', () => {
    expect(requiredCredentials(hedged(['bybit', 'okx'], ['okx']), 'dev').join()).not.toContain(
      'OKX',
    );
  });

  it('are none for a simulated venue, and those of staging for a testnet under production', () => {
    const names = requiredCredentials(config(), 'production', {
      binance: 'testnet',
      alchemy: 'simulation',
    });
    expect(names).toHaveLength(4);
    expect(names.every((name) => name.startsWith('BASIS_STAGING__CEX__BINANCE_'))).toBe(true);
  });
});
