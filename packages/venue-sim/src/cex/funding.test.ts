import { describe, expect, it } from 'vitest';
import {
  TestWorld,
  candles,
  costless,
  done,
  flatMarket,
  hour,
  type ConfigChange,
} from '../testing/test-world.js';

const WALLET = 'binance:margin:USDT';
const RATE = 0.0003;

function world(fundings: readonly (readonly [number, number])[], prices: readonly number[]) {
  const test = new TestWorld(flatMarket(prices, fundings), costless);
  for (const venue of ['binance', 'okx']) test.deposit(venue, 'margin', 'USDT', 100_000);
  return test;
}

const fundingPostings = (test: TestWorld) =>
  test.posted().filter(([, cause]) => cause === 'funding');

describe('funding', () => {
  it('is -position x mark x rate at the stamp: a short receives a positive rate, a long pays it', () => {
    const test = world([[hour(1), RATE]], [40_000, 41_000]);
    done(test.order('binance', 'perp', 'sell', 0.7));
    done(test.order('okx', 'perp', 'buy', 0.2));
    test.moveTo(hour(1));
    expect(test.held(WALLET)).toBeCloseTo(100_000 + 0.7 * 41_000 * RATE, 9);
    expect(test.held('okx:margin:USDT')).toBeCloseTo(100_000 - 0.2 * 41_000 * RATE, 9);
  });

  it('turns with the sign of the rate', () => {
    const test = world([[hour(1), -RATE]], [40_000, 41_000]);
    done(test.order('binance', 'perp', 'sell', 0.7));
    test.moveTo(hour(1));
    expect(test.held(WALLET)).toBeCloseTo(100_000 - 0.7 * 41_000 * RATE, 9);
  });

  it('sums to nil over a long and a short of the same size', () => {
    const fundings = [1, 2, 3].map((i) => [hour(i), RATE * (i - 1.5)] as const);
    const test = world(fundings, [40_000, 41_000, 39_500, 40_200]);
    done(test.order('binance', 'perp', 'sell', 0.7));
    done(test.order('okx', 'perp', 'buy', 0.7));
    test.moveTo(hour(3));
    expect(fundingPostings(test)).toHaveLength(6);
    expect(test.held(WALLET) + test.held('okx:margin:USDT')).toBeCloseTo(200_000, 8);
  });

  it('is paid at recorded times only, however they are spaced', () => {
    const stamps = [hour(1), hour(1) + 1_800_000, hour(4)];
    const test = world(
      stamps.map((at) => [at, RATE] as const),
      [40_000, 41_000, 42_000, 43_000, 44_000, 45_000],
    );
    done(test.order('binance', 'perp', 'sell', 0.5));
    test.moveTo(hour(5));
    const marks = [41_000, 41_000, 44_000];
    expect(fundingPostings(test)).toEqual(
      marks.map((mark) => [WALLET, 'funding', expect.closeTo(0.5 * mark * RATE, 9)]),
    );
  });

  it('is owed on what was held before the stamp: a position opened at it earns nothing until the next', () => {
    const test = world(
      [
        [hour(1), RATE],
        [hour(2), RATE],
      ],
      [40_000, 41_000, 42_000],
    );
    test.moveTo(hour(1));
    done(test.order('binance', 'perp', 'sell', 0.5));
    expect(fundingPostings(test)).toEqual([]);
    test.moveTo(hour(2));
    expect(fundingPostings(test)).toEqual([
      [WALLET, 'funding', expect.closeTo(0.5 * 42_000 * RATE, 9)],
    ]);
  });

  it('is still paid to a position that is closed at the stamp', () => {
    const test = world([[hour(1), RATE]], [40_000, 41_000]);
    done(test.order('binance', 'perp', 'sell', 0.5));
    test.moveTo(hour(1));
    done(test.order('binance', 'perp', 'buy', 0.5));
    expect(test.held(WALLET)).toBeCloseTo(100_000 - 0.5 * 1_000 + 0.5 * 41_000 * RATE, 8);
  });

  it('takes the mark of the perp and not the price of the spot market', () => {
    const test = new TestWorld(
      {
        ...flatMarket([40_000, 41_000], [[hour(1), RATE]]),
        'spot/binance/BTC-USDT': candles([30_000, 30_000]),
      },
      costless,
    );
    test.deposit('binance', 'margin', 'USDT', 100_000);
    done(test.order('binance', 'perp', 'sell', 0.5));
    test.moveTo(hour(1));
    expect(test.held(WALLET)).toBeCloseTo(100_000 + 0.5 * 41_000 * RATE, 9);
  });

  it('takes the index where the venue pays on its oracle price', () => {
    const onIndex: ConfigChange = (...venues) => {
      costless(...venues);
      const [binance] = venues;
      if (binance?.venue_type === 'cex') binance.futures!.funding_price = 'index';
    };
    const perp = candles([40_000, 41_000]).map((row) => ({ ...row, index: row['close']! - 250 }));
    const rows = {
      ...flatMarket([40_000, 41_000], [[hour(1), RATE]]),
      'perp/binance/BTC-USDT': perp,
    };
    const test = new TestWorld(rows, onIndex);
    test.deposit('binance', 'margin', 'USDT', 100_000);
    done(test.order('binance', 'perp', 'sell', 0.5));
    test.moveTo(hour(1));
    expect(test.held(WALLET)).toBeCloseTo(100_000 + 0.5 * 40_750 * RATE, 9);
  });

  it('an eighth of the rate at every hour is as much as the rate every eight hours', () => {
    const earned = (stamps: number[], rate: number) => {
      const day = Array.from({ length: 25 }, () => 40_000);
      const test = world(
        stamps.map((i) => [hour(i), rate] as const),
        day,
      );
      done(test.order('binance', 'perp', 'sell', 0.5));
      test.moveTo(hour(24));
      return test.held(WALLET) - 100_000;
    };
    // 1 bp per eight hours is 10.95 % a year.
    const aDay = (0.5 * 40_000 * 0.1095) / 365;
    const hourly = Array.from({ length: 24 }, (_, i) => i + 1);
    expect(earned([8, 16, 24], 1e-4)).toBeCloseTo(aDay, 8);
    expect(earned(hourly, 1e-4 / 8)).toBeCloseTo(aDay, 8);
  });
});
