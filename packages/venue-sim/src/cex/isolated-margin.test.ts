import { describe, expect, it } from 'vitest';
import {
  TestWorld,
  codeOf,
  costless,
  done,
  flatMarket,
  hour,
  type Candle,
  type ConfigChange,
} from '../testing/test-world.js';

const WALLET = 'binance:margin:USDT';
const OWN = 'binance:isolated:BTC-USDT';
const POSITION = 'binance:perp:BTC-USDT';

const isolated: ConfigChange = (binance, okx, config) => {
  costless(binance, okx, config);
  binance.futures!.margin_mode = 'isolated';
};
const cross: ConfigChange = costless;

function world(
  prices: readonly (number | Candle)[],
  change = isolated,
  rates: readonly (readonly [number, number])[] = [[hour(0), 0]],
) {
  const test = new TestWorld(flatMarket(prices, rates), change);
  test.deposit('binance', 'margin', 'USDT', 10_000);
  return test;
}

describe('isolated margin', () => {
  it('is laid aside when a position opens, notional / leverage, fees coming from the wallet', () => {
    const test = world([40_000], (binance, okx, config) => {
      isolated(binance, okx, config);
      Object.assign(binance.futures!, { taker_fee_bps: 5, slippage_bps: 2 });
    });
    done(test.order('binance', 'perp', 'sell', 0.5));
    // Sold at 40,000 x 0.9998 = 39,992.
    const notional = 0.5 * 39_992;
    expect(test.held(OWN)).toBeCloseTo(notional / 10, 9);
    expect(test.held(WALLET)).toBeCloseTo(10_000 - notional / 10 - notional * 0.0005, 9);
    done(test.order('binance', 'perp', 'sell', 0.1));
    expect(test.held(OWN)).toBeCloseTo((0.6 * 39_992) / 10, 9);
  });

  it('comes back with its closed share of the position, and with what that realised', () => {
    const test = world([40_000, 38_000]);
    done(test.order('binance', 'perp', 'sell', 0.5));
    test.moveTo(hour(1));
    done(test.order('binance', 'perp', 'buy', 0.2));
    expect(test.held(OWN)).toBeCloseTo(2_000 * 0.6, 9);
    expect(test.held(WALLET)).toBeCloseTo(8_000 + 2_000 * 0.4 + 0.2 * 2_000, 9);
    done(test.order('binance', 'perp', 'buy', 0.3));
    expect(test.held(OWN)).toBe(0);
    expect(test.held(WALLET)).toBeCloseTo(10_000 + 0.5 * 2_000, 9);
  });

  it('bears what closing a part loses, of which no more comes back than is left of its share', () => {
    const test = world([40_000, 42_000]);
    done(test.order('binance', 'perp', 'sell', 0.5));
    test.moveTo(hour(1));
    // The share of 0.2 is 800 of margin, of which 400 are lost.
    done(test.order('binance', 'perp', 'buy', 0.2));
    expect(test.held(OWN)).toBeCloseTo(1_200, 9);
    expect(test.held(WALLET)).toBeCloseTo(8_000 + 400, 9);
  });

  it('turns with the position: the old margin comes back, that of the new side is laid aside', () => {
    const test = world([40_000, 38_000]);
    done(test.order('binance', 'perp', 'sell', 0.5));
    test.moveTo(hour(1));
    done(test.order('binance', 'perp', 'buy', 0.6));
    expect(test.held(POSITION)).toBeCloseTo(0.1, 12);
    expect(test.held(OWN)).toBeCloseTo((0.1 * 38_000) / 10, 9);
    expect(test.held(OWN) + test.held(WALLET)).toBeCloseTo(10_000 + 0.5 * 2_000, 9);
  });

  it('pays and receives the funding of its position', () => {
    const test = world([40_000, 40_000], isolated, [[hour(1), 0.001]]);
    done(test.order('binance', 'perp', 'buy', 0.5));
    test.moveTo(hour(1));
    expect(test.held(OWN)).toBeCloseTo(2_000 - 0.5 * 40_000 * 0.001, 9);
    expect(test.held(WALLET)).toBeCloseTo(8_000, 9);
  });

  it('carries its position alone: the price of liquidation is that of 1,000, not of the wallet', () => {
    // Leverage form: (1 + 1/10) / 1.004 x 40,000 = 43,824.70 for a short below the first tier's end.
    const [before, beyond] = [43_824.6, 43_824.8];
    const at = (high: number, change: ConfigChange) => {
      const test = world([40_000, { high, low: 40_000, close: 40_000 }], change);
      done(test.order('binance', 'perp', 'sell', 0.25));
      test.moveTo(hour(1));
      return test;
    };
    expect(at(before, isolated).held(POSITION)).toBe(-0.25);
    expect(at(beyond, isolated).held(POSITION)).toBe(0);
    expect(at(beyond, cross).held(POSITION)).toBe(-0.25);
  });

  it('is all that a liquidation can take: the wallet loses nothing, however far the price jumps', () => {
    for (const price of [44_000, 80_000, 1_000_000]) {
      const test = world([40_000, price]);
      done(test.order('binance', 'perp', 'sell', 0.25));
      test.moveTo(hour(1));
      expect(test.held(POSITION)).toBe(0);
      expect(test.held(OWN)).toBe(0);
      expect(test.held(WALLET)).toBe(9_000);
    }
    const test = world([40_000, 80_000], cross);
    done(test.order('binance', 'perp', 'sell', 0.25));
    test.moveTo(hour(1));
    expect(test.held(WALLET)).toBe(0);
  });

  it('gives back to the wallet what a liquidation leaves of it', () => {
    const test = world([40_000, 43_900]);
    done(test.order('binance', 'perp', 'sell', 0.25));
    test.moveTo(hour(1));
    expect(test.held(OWN)).toBe(0);
    expect(test.held(WALLET)).toBeCloseTo(9_000 + 1_000 - 0.25 * 3_900, 9);
  });

  it('leaves the wallet free: what is not laid aside may be withdrawn whole', () => {
    const test = world([40_000]);
    done(test.order('binance', 'perp', 'sell', 0.5));
    expect(codeOf(test.transfer('binance:margin', 'binance:spot', 'USDT', 8_000.01))).toBe(
      'VEN-001',
    );
    done(test.transfer('binance:margin', 'binance:spot', 'USDT', 8_000));
    expect(codeOf(test.order('binance', 'perp', 'sell', 0.002))).toBe('VEN-002');
  });

  it('may be added to, which moves the liquidation away, and taken back down to the initial margin', () => {
    const test = world([40_000, 50_000]);
    done(test.order('binance', 'perp', 'sell', 0.25));
    done(test.transfer('binance:margin', 'binance:isolated', 'USDT', 5_000));
    test.moveTo(hour(1));
    expect(test.held(POSITION)).toBe(-0.25);
    // 6,000 less 2,500 of unrealised loss, of which 0.25 x 50,000 / 10 stays.
    const free = 6_000 - 2_500 - 1_250;
    expect(codeOf(test.transfer('binance:isolated', 'binance:margin', 'USDT', free + 0.01))).toBe(
      'VEN-001',
    );
    done(test.transfer('binance:isolated', 'binance:margin', 'USDT', free));
    expect(
      codeOf(world([40_000], cross).transfer('binance:margin', 'binance:isolated', 'USDT', 1)),
    ).toBe('VEN-006');
  });
});
