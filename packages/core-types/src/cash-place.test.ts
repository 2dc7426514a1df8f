import { describe, expect, it } from 'vitest';
import { accountsFor } from './account-layout.js';
import { cashAccount, cashPlace } from './cash-place.js';
import { exampleRunConfig } from './config/example-run-config.js';
import { parseRunConfig } from './config/parse-run-config.js';
import type { RunConfig } from './config/schema.js';

const config = parseRunConfig(exampleRunConfig());
const { venues, venue_configs } = config;
const subscribed = (cex_spot: string[], wallet: string[]): RunConfig => ({
  ...config,
  venues: {
    ...venues,
    execution_subscriptions: { ...venues.execution_subscriptions, cex_spot, wallet },
  },
});

describe('cash of the share class', () => {
  it('lies at the spot venue, in the wallet that it keeps spot balances in', () => {
    const place = { venue: 'binance', bucket: 'spot', asset: 'USDT', keptBack: 0 };
    expect(cashPlace(config)).toEqual(place);
    const binance = venue_configs['binance']!;
    const unified = {
      ...config,
      venue_configs: { ...venue_configs, binance: { ...binance, wallets: 'unified' } as never },
    };
    expect(cashPlace(unified)).toEqual({ ...place, bucket: 'margin' });
  });

  it('lies in the wallet without one, and nowhere without either', () => {
    expect(cashPlace(subscribed([], ['alchemy']))).toMatchObject({
      venue: 'alchemy',
      bucket: 'wallet',
      asset: 'USDT',
    });
    expect(cashPlace(subscribed([], []))).toBeUndefined();
  });

  it('is ether of which the wallet keeps its gas back', () => {
    const inEther: RunConfig = { ...subscribed([], ['alchemy']), share_class: 'ETH' };
    const alchemy = { ...venue_configs['alchemy']!, gas_reserve_eth: 0.5 } as never;
    const kept = { ...inEther, venue_configs: { ...venue_configs, alchemy } };
    expect(cashPlace(kept)).toMatchObject({ asset: 'ETH', keptBack: 0.5 });
    expect(cashPlace({ ...kept, share_class: 'USDT' })!.keptBack).toBe(0);
  });

  it('has an account where the venue holds the asset', () => {
    const accounts = accountsFor(config);
    const place = cashPlace(config)!;
    expect(cashAccount(place, accounts)).toBe(accounts.index('binance:spot:USDT'));
    expect(cashAccount({ ...place, asset: 'ETH' }, accounts)).toBeUndefined();
  });
});
