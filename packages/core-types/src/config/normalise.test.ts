import { describe, expect, it } from 'vitest';
import type { Json } from '../json.js';
import {
  normaliseEnvironment,
  normaliseMode,
  normaliseRunConfig,
  normaliseSymbol,
  normaliseVenueConfig,
  normaliseVenueName,
} from './normalise.js';

describe('names', () => {
  it.each([
    [normaliseVenueName, 'aave', 'aave_v3'],
    [normaliseVenueName, 'wallet', 'alchemy'],
    [normaliseVenueName, 'okx', 'okx'],
    [normaliseMode, 'eth_staking', 'eth_staking_only'],
    [normaliseEnvironment, 'prod', 'production'],
    [normaliseSymbol, 'ETHUSDT', 'ETH-USDT'],
    [normaliseSymbol, 'BTCUSDC', 'BTC-USDC'],
    [normaliseSymbol, 'BTC-USDT', 'BTC-USDT'],
    [normaliseSymbol, 'USDT', 'USDT'],
    [normaliseVenueName, 'constructor', 'constructor'],
  ])('%o of %s is %s', (normalise, old, present) => {
    expect(normalise(old)).toBe(present);
  });
});

describe('normaliseRunConfig', () => {
  it.each<[string, Json, Json]>([
    ['strategy_mode', { strategy_mode: 'btc_basis' }, { mode: 'btc_basis' }],
    ['an old mode', { mode: 'eth_staking' }, { mode: 'eth_staking_only' }],
    ['usdt_stable', { share_class: 'usdt_stable' }, { share_class: 'USDT' }],
    ['eth_directional', { share_class: 'eth_directional' }, { share_class: 'ETH' }],
    [
      'data subscriptions',
      { venues: { data_subscriptions: ['aave'] } },
      { venues: { data_subscriptions: ['aave_v3'] } },
    ],
    [
      'on_chain_leverage_venue',
      { on_chain_leverage_venue: 'aave' },
      { on_chain_leverage_venue: 'aave_v3' },
    ],
    ['hedge shares', { hedge_allocation: { wallet: 1 } }, { hedge_allocation: { alchemy: 1 } }],
    [
      'component settings',
      {
        component_config: {
          venue_manager: { max_retry_attempts: 2, block_timeout_seconds: 20 },
          event_driven_strategy_engine: { timeout: 60, memory_limit: 512 },
        },
      },
      {
        component_config: {
          venue_manager: { max_retries: 2, execution_timeout: 20 },
          event_driven_strategy_engine: { timeout_seconds: 60, memory_limit_mb: 512 },
        },
      },
    ],
    [
      'venue data and overrides',
      {
        venue_configs: { wallet: { venue: 'wallet' } },
        venue_overrides: { binance: { futures: { instruments: { ETHUSDT: {} } } } },
      },
      {
        venue_configs: { alchemy: { venue: 'alchemy' } },
        venue_overrides: { binance: { futures: { instruments: { 'ETH-USDT': {} } } } },
      },
    ],
  ])('rewrites %s', (_, old, present) => {
    expect(normaliseRunConfig(old)).toEqual(present);
  });

  it('rewrites venue names in lists but leaves category, capability and type of the same name', () => {
    const old = {
      venues: { execution_subscriptions: { wallet: ['wallet'] } },
      venue_configs: { wallet: { venue_type: 'wallet', capabilities: ['wallet'] } },
    };
    expect(normaliseRunConfig(old)).toEqual({
      venues: { execution_subscriptions: { wallet: ['alchemy'] } },
      venue_configs: { alchemy: { venue_type: 'wallet', capabilities: ['wallet'] } },
    });
  });

  it('keeps the old key where the present one is given too, so that neither is lost unseen', () => {
    const both = { strategy_mode: 'eth_basis', mode: 'btc_basis' };
    expect(normaliseRunConfig(both)).toEqual(both);
  });

  it('leaves documents of another shape as they are', () => {
    for (const document of [null, 3, 'aave', ['aave'], { venues: 7, hedge_allocation: [] }]) {
      expect(normaliseRunConfig(document)).toEqual(document);
    }
  });

  it('changes nothing in what it is given', () => {
    const old = { strategy_mode: 'eth_staking', venues: { data_subscriptions: ['aave'] } };
    const copy = structuredClone(old);
    normaliseRunConfig(old);
    expect(old).toEqual(copy);
  });
});

it('normaliseVenueConfig rewrites the name and the symbols of a venue', () => {
  expect(
    normaliseVenueConfig({ venue: 'aave', spot: { instruments: { BTCUSDT: { tick_size: 1 } } } }),
  ).toEqual({
    venue: 'aave_v3',
    spot: { instruments: { 'BTC-USDT': { tick_size: 1 } } },
  });
});
