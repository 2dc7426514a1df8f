import type { JsonObject } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import {
  TestWorld,
  costless,
  done,
  flatMarket,
  hour,
  type ConfigChange,
} from '../testing/test-world.js';

const WALLET = 'binance:margin:USDT';
const POSITION = 'binance:perp:BTC-USDT';
const OPEN_VALUE = 'binance:perp_value:BTC-USDT';
const AT = hour(0) + 1_800_000;

interface Event {
  readonly at?: number;
  readonly share: number;
  readonly adverse_bps?: number;
}

function deleveraged(...events: Event[]): ConfigChange {
  return (binance, okx, config) => {
    costless(binance, okx, config);
    binance.futures!.taker_fee_bps = 5;
    binance.futures!.deleveraging = events.map(({ at = AT, ...event }) => ({
      at: new Date(at).toISOString(),
      symbol: 'BTC-USDT',
      ...event,
    }));
  };
}

function world(change: ConfigChange, prices = [40_000, 40_000, 30_000, 30_000]) {
  const test = new TestWorld(flatMarket(prices), change);
  test.deposit('binance', 'margin', 'USDT', 50_000);
  return test;
}

describe('deleveraging', () => {
  it('closes its share of a short at its moment, above the mark, without a fee, and no more', () => {
    const test = world(deleveraged({ share: 0.3, adverse_bps: 200 }));
    done(test.order('binance', 'perp', 'sell', 0.5));
    const before = test.posted().length;
    test.moveTo(AT - 1);
    expect(test.held(POSITION)).toBe(-0.5);
    test.moveTo(hour(1));
    const loss = 0.15 * 40_000 * 0.02;
    expect(test.posted(before)).toEqual([
      [POSITION, 'liquidation', expect.closeTo(0.15, 12)],
      [OPEN_VALUE, 'liquidation', expect.closeTo(-0.15 * 40_800, 9)],
      [OPEN_VALUE, 'realised', expect.closeTo(loss, 9)],
      [WALLET, 'realised', expect.closeTo(-loss, 9)],
    ]);
    expect(test.books.postings[before]!.timeMs).toBe(AT);
    expect(test.held(POSITION)).toBe(-0.35);
  });

  it('of a long goes below the mark', () => {
    const test = world(deleveraged({ share: 1, adverse_bps: 200 }));
    done(test.order('binance', 'perp', 'buy', 0.5));
    const before = test.held(WALLET);
    test.moveTo(hour(1));
    expect(test.held(POSITION)).toBe(0);
    expect(test.held(OPEN_VALUE)).toBe(0);
    expect(test.held(WALLET)).toBeCloseTo(before - 0.5 * 800, 9);
  });

  it('takes whole lots only, and none where the share is less than one', () => {
    const test = world(deleveraged({ share: 0.3 }, { at: hour(1), share: 0.005 }));
    done(test.order('binance', 'perp', 'sell', 0.125));
    test.moveTo(hour(2));
    // 0.0375 are 37 lots of 0.001; 0.005 of the 0.088 left is less than a lot.
    expect(test.held(POSITION)).toBe(-0.088);
  });

  it('finds nothing without a position, nor one that opens after its moment', () => {
    const test = world(
      deleveraged({ at: hour(0), share: 1 }, { share: 1 }, { at: hour(1), share: 1 }),
    );
    expect(test.world.nextEventAt()).toBe(Infinity);
    test.moveTo(hour(1));
    done(test.order('binance', 'perp', 'sell', 0.5));
    expect(test.world.nextEventAt()).toBe(Infinity);
    test.moveTo(hour(3));
    expect(test.held(POSITION)).toBe(-0.5);
  });

  it('is due between candles, in whatever order it is configured', () => {
    const test = world(deleveraged({ at: hour(1) + 5, share: 0.5 }, { at: AT, share: 0.5 }));
    done(test.order('binance', 'perp', 'sell', 0.4));
    expect(test.world.nextEventAt()).toBe(AT);
    test.moveTo(AT);
    expect(test.held(POSITION)).toBe(-0.2);
    expect(test.world.nextEventAt()).toBe(hour(1) + 5);
    test.moveTo(hour(2));
    expect(test.held(POSITION)).toBe(-0.1);
    expect(test.world.nextEventAt()).toBe(Infinity);
  });

  it('that has passed is not played again after loading', () => {
    const change = deleveraged({ share: 0.5 }, { at: hour(1) + 5, share: 0.5 });
    const test = world(change);
    done(test.order('binance', 'perp', 'sell', 0.4));
    test.moveTo(AT);
    const resumed = new TestWorld(flatMarket([40_000, 40_000, 30_000, 30_000]), change);
    resumed.world.load(JSON.parse(JSON.stringify(test.world.save())) as JsonObject);
    resumed.now = AT;
    expect(resumed.world.nextEventAt()).toBe(hour(1) + 5);
    resumed.moveTo(hour(2));
    expect(resumed.held(POSITION)).toBe(-0.1);
  });

  it('gives back the share of a margin of its own', () => {
    const test = world((binance, okx, config) => {
      deleveraged({ share: 0.5 })(binance, okx, config);
      binance.futures!.margin_mode = 'isolated';
      binance.futures!.taker_fee_bps = 0;
    });
    done(test.order('binance', 'perp', 'sell', 0.4));
    test.moveTo(AT);
    expect(test.held('binance:isolated:BTC-USDT')).toBeCloseTo(800, 9);
    expect(test.held(WALLET)).toBeCloseTo(49_200, 9);
  });

  it('never leaves a debt', () => {
    const test = world(deleveraged({ at: hour(1), share: 1, adverse_bps: 10_000 }));
    done(test.order('binance', 'perp', 'sell', 5));
    test.moveTo(hour(1));
    expect(test.held(POSITION)).toBe(0);
    expect(test.held(WALLET)).toBe(0);
  });
});
