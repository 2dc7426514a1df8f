import { cexConfig, type PostingSink } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { SimWorld } from './sim-world.js';
import {
  TestWorld,
  codeOf,
  done,
  flatMarket,
  hour,
  type ConfigChange,
} from './testing/test-world.js';

describe('the world', () => {
  it('has the subscribed venues and the money between them', () => {
    const { world } = new TestWorld(flatMarket([40_000]));
    expect(world.venueIds).toEqual(['binance', 'okx', 'alchemy', 'cold', 'in_transit']);
    expect(world.venue('okx')!.id).toBe('okx');
    expect(world.venue('kraken')).toBeUndefined();
  });

  it('says of an unknown venue that it holds nothing', () => {
    const { world, now } = new TestWorld(flatMarket([40_000]));
    expect(world.holdings('kraken', now)).toEqual({
      kind: 'holdings',
      venue: 'kraken',
      asOfMs: now,
      quantities: [],
    });
  });

  it('takes deposits where there is an account, and posts them as such', () => {
    const test = new TestWorld(flatMarket([40_000]));
    test.deposit('binance', 'spot', 'USDT', 100);
    test.deposit('alchemy', 'wallet', 'ETH', 1);
    expect(test.posted()).toEqual([
      ['binance:spot:USDT', 'deposit', 100],
      ['alchemy:wallet:ETH', 'deposit', 1],
    ]);
    expect(() => test.deposit('kraken', 'spot', 'USDT', 1)).toThrow('no venue kraken');
    expect(() => test.deposit('binance', 'spot', 'DOGE', 1)).toThrow('no account');
  });

  it('pays out what lies there and no more, and posts it as a payment', () => {
    const test = new TestWorld(flatMarket([40_000]));
    test.deposit('binance', 'spot', 'USDT', 100);
    const { world, now, accounts } = test;
    const paid: unknown[] = [];
    const out: PostingSink = {
      post: (_time, account, cause, delta) =>
        void paid.push([accounts.accounts[account]!.id, cause, delta]),
    };
    const pay = (venue: string, amount: number) =>
      world.withdraw(venue, 'spot', 'USDT', amount, now, out);
    pay('binance', 70);
    expect(paid).toEqual([['binance:spot:USDT', 'payment', -70]]);
    expect(() => pay('binance', 30.5)).toThrow('holds 30, from which 30.5 cannot be paid');
    expect(() => pay('kraken', 1)).toThrow('no venue kraken');
    pay('binance', 30);
    expect(world.holdings('binance', now).quantities.every(({ quantity }) => quantity === 0)).toBe(
      true,
    );
  });

  it('offers only the markets that this run uses', () => {
    const test = new TestWorld(flatMarket([40_000]), (_binance, _okx, config) => {
      config.hedge_allocation = { binance: 1, okx: 0 };
      config.venues.execution_subscriptions.cex_spot = ['okx'];
    });
    expect(codeOf(test.order('binance', 'spot', 'buy', 0.1))).toBe('VEN-009');
    expect(codeOf(test.order('okx', 'perp', 'buy', 0.1))).toBe('VEN-009');
  });

  it('refuses to start with a venue that is not configured', () => {
    const { config, accounts } = new TestWorld(flatMarket([40_000]));
    const without = { ...config, venue_configs: {} };
    expect(() => new SimWorld(without, accounts, undefined as never)).toThrow(
      'binance is subscribed but not configured',
    );
  });

  it.each(['spot', 'futures'] as const)(
    'refuses to start without the %s market it needs',
    (market) => {
      const { config, accounts } = new TestWorld(flatMarket([40_000]));
      const { [market]: _gone, ...rest } = cexConfig(config, 'binance');
      const without = {
        ...config,
        venue_configs: { ...config.venue_configs, binance: rest },
      } as typeof config;
      const data = { field: () => 0, find: () => ({ index: 0 }) } as never;
      expect(() => new SimWorld(without, accounts, data)).toThrow(
        `binance has no ${market} market`,
      );
    },
  );

  it('knows whether something is due before a moment', () => {
    const test = new TestWorld(flatMarket([40_000]));
    test.deposit('binance', 'spot', 'USDT', 100);
    expect(test.world.isDueBefore(Infinity)).toBe(false);
    done(test.transfer('binance:spot', 'alchemy:wallet', 'USDT', 50));
    const arrival = test.world.nextEventAt();
    expect(test.world.isDueBefore(arrival)).toBe(false);
    expect(test.world.isDueBefore(arrival + 1)).toBe(true);
  });

  it('checks margin before arrivals: money that comes at that moment saves no position', () => {
    const test = new TestWorld(flatMarket([40_000, 44_000], [[hour(1), 0]]), (binance) => {
      binance.withdrawals!['USDT'] = { fee: 0, min_amount: 0, delay_seconds: 3_600 };
    });
    test.deposit('binance', 'margin', 'USDT', 1_000);
    test.deposit('okx', 'margin', 'USDT', 410);
    done(test.order('okx', 'perp', 'sell', 0.1));
    done(test.transfer('binance:margin', 'okx:margin', 'USDT', 900));
    test.moveTo(hour(1));
    // Fee 2 and loss 400.8 leave less than the maintenance of 0.1 x 44,000 x 0.4 % = 17.6; 900 come right after.
    expect(test.held('okx:perp:BTC-USDT')).toBe(0);
    expect(test.held('okx:margin:USDT')).toBe(900);
  });
});

describe('a moment that is played again, because something sent at it is due at once', () => {
  const atOnce: ConfigChange = (binance) =>
    Object.assign(binance, { withdrawals: { USDT: { fee: 0, delay_seconds: 0 } } });

  it('delivers that and pays no funding twice', () => {
    const test = new TestWorld(flatMarket([40_000, 40_000], [[hour(1), 0.001]]), atOnce);
    test.deposit('binance', 'spot', 'USDT', 1_000);
    test.deposit('binance', 'margin', 'USDT', 10_000);
    test.order('binance', 'perp', 'sell', 1);
    test.moveTo(hour(1));
    test.transfer('binance:spot', 'okx:margin', 'USDT', 500);
    test.moveTo(hour(1));
    expect(test.held('okx:margin:USDT')).toBe(500);
    const fundings = test.posted().filter(([, cause]) => cause === 'funding');
    expect(fundings.map(([, , delta]) => delta)).toEqual([40]);
  });

  it('does not liquidate at a price from before the position', () => {
    const wick = { high: 60_000, low: 40_000, close: 40_000 };
    const test = new TestWorld(flatMarket([40_000, wick]), atOnce);
    test.deposit('binance', 'spot', 'USDT', 1_000);
    test.deposit('binance', 'margin', 'USDT', 10_000);
    test.moveTo(hour(1));
    test.order('binance', 'perp', 'sell', 2);
    test.transfer('binance:spot', 'okx:margin', 'USDT', 500);
    test.moveTo(hour(1));
    expect(test.held('binance:perp:BTC-USDT')).toBe(-2);
  });
});
