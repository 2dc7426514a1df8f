import { describe, expect, it } from 'vitest';
import { AccountTable } from './account.js';
import {
  accountsFor,
  cexConfig,
  hedgeVenues,
  perpSymbol,
  spotBucket,
  spotSymbol,
} from './account-layout.js';
import { exampleRunConfig } from './config/example-run-config.js';
import { parseRunConfig } from './config/parse-run-config.js';
import { sideSign, splitSymbol } from './instrument.js';
import { intervalMs } from './config/schema.js';

const config = parseRunConfig(exampleRunConfig());

describe('accountsFor', () => {
  it('lays out spot, margin, the two accounts of a perp, the wallet and what is in motion', () => {
    expect(accountsFor(config).accounts.map((account) => account.id)).toEqual([
      'binance:spot:USDT',
      'binance:spot:BTC',
      'binance:margin:USDT',
      'binance:perp:BTC-USDT',
      'binance:perp_value:BTC-USDT',
      'alchemy:wallet:USDT',
      'alchemy:wallet:ETH',
      'in_transit:USDT',
      'in_transit:BTC',
      'in_transit:ETH',
    ]);
  });

  it('lays out what investors are owed where they may come and go, in the share class', () => {
    const flows = [{ at: '2024-01-01T00:00:00Z', deposit: 1 }];
    expect(accountsFor({ ...config, flows }).accounts.at(-1)).toMatchObject({
      id: 'investors:payable:USDT',
      venue: 'investors',
      kind: 'claim',
      asset: 'USDT',
    });
    const inEther = accountsFor({ ...config, flows, share_class: 'ETH' });
    expect(inEther.accounts.at(-1)!.id).toBe('investors:payable:ETH');
  });

  it('numbers accounts by their place', () => {
    const accounts = accountsFor(config);
    accounts.accounts.forEach((account, i) => {
      expect(account.index).toBe(i);
      expect(accounts.index(account.id)).toBe(i);
    });
    expect(accounts.find('nowhere:spot:BTC')).toBeUndefined();
    expect(() => accounts.index('nowhere:spot:BTC')).toThrow(/nowhere/);
    expect(accounts.ofVenue('alchemy')).toHaveLength(2);
  });

  it('keeps spot balances with the margin where a venue has one wallet', () => {
    const binance = cexConfig(config, 'binance');
    expect(spotBucket(binance)).toBe('spot');
    expect(spotBucket({ ...binance, wallets: 'unified' })).toBe('margin');
  });

  it('leaves out a perp venue that takes no part of the hedge', () => {
    const none = { ...config, hedge_allocation: { binance: 0 } };
    expect(hedgeVenues(none)).toEqual([]);
    expect(accountsFor(none).find('binance:perp:BTC-USDT')).toBeUndefined();
  });

  it('refuses a venue that is configured as something else', () => {
    expect(() => cexConfig(config, 'alchemy')).toThrow(/alchemy/);
    const wrong = {
      ...config,
      venues: {
        ...config.venues,
        execution_subscriptions: { ...config.venues.execution_subscriptions, wallet: ['binance'] },
      },
    };
    expect(() => accountsFor(wrong)).toThrow(/binance/);
  });
});

describe('AccountTable', () => {
  it('refuses two accounts of one name', () => {
    const account = { id: 'a', venue: 'v', bucket: 'spot', kind: 'balance', asset: 'BTC' } as const;
    expect(() => new AccountTable([account, account])).toThrow(/unique/);
  });
});

describe('symbols and intervals', () => {
  it('are read as written', () => {
    expect(spotSymbol(config)).toBe('BTC-USDT');
    expect(perpSymbol(config, 'binance')).toBe('BTC-USDT');
    expect(splitSymbol('weETH-USDT')).toEqual({ base: 'weETH', quote: 'USDT' });
    expect([sideSign('buy'), sideSign('sell')]).toEqual([1, -1]);
    expect([intervalMs('1m'), intervalMs('4h'), intervalMs('1d')]).toEqual([
      60_000, 14_400_000, 86_400_000,
    ]);
  });
});
