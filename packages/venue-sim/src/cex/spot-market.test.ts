import { describe, expect, it } from 'vitest';
import { TestWorld, T0, done, flatMarket } from '../testing/test-world.js';

const QUOTE = 'binance:spot:USDT';
const BASE = 'binance:spot:BTC';

function world(price: number) {
  const test = new TestWorld(flatMarket([price]));
  test.deposit('binance', 'spot', 'USDT', 10_000);
  test.deposit('binance', 'spot', 'BTC', 1);
  return test;
}

describe('a spot buy', () => {
  it('pays the slipped price, rounded up to the tick, and its fee in the base asset', () => {
    const test = world(40_000.03);
    // 40,000.03 x 1.0001 = 40,004.030003: the next tick of 0.1 above is 40,004.1.
    const { fills, postings, ref } = done(test.order('binance', 'spot', 'buy', 0.1));
    const fee = 0.1 * 0.001;
    expect(fills).toEqual([
      { timeMs: T0, quantityBase: 0.1, priceQuote: 40_004.1, feeAmount: fee, feeAsset: 'BTC' },
    ]);
    expect(postings.map(({ cause, delta }) => [cause, delta])).toEqual([
      ['fill', -(0.1 * 40_004.1)],
      ['fill', 0.1],
      ['fee', -fee],
    ]);
    expect(ref).toBe('request-1');
    expect(test.held(QUOTE)).toBeCloseTo(10_000 - 4_000.41, 9);
    expect(test.held(BASE)).toBeCloseTo(1 + 0.1 - 0.0001, 12);
  });

  it('may spend the whole balance and not a tick more', () => {
    // 0.2 x 49,995 x 1.0001 = 49,999.9995 -> 50,000.0: exactly the 10,000 that are there.
    const test = world(49_995);
    done(test.order('binance', 'spot', 'buy', 0.2));
    expect(test.held(QUOTE)).toBe(0);
  });
});

describe('a spot sale', () => {
  it('gets the slipped price, rounded down to the tick, and pays its fee in the quote asset', () => {
    const test = world(40_000.03);
    // 40,000.03 x 0.9999 = 39,996.029997: the next tick below is 39,996.
    const { fills } = done(test.order('binance', 'spot', 'sell', 0.25));
    const proceeds = 0.25 * 39_996;
    expect(fills[0]).toMatchObject({ priceQuote: 39_996, feeAsset: 'USDT', quantityBase: 0.25 });
    expect(fills[0]!.feeAmount).toBeCloseTo(proceeds * 0.001, 12);
    expect(test.held(BASE)).toBe(0.75);
    expect(test.held(QUOTE)).toBeCloseTo(10_000 + proceeds * 0.999, 9);
  });

  it('of everything leaves nothing, where binary fractions fall short of the lots', () => {
    const test = new TestWorld(flatMarket([40_000]));
    for (let i = 0; i < 10; i++) test.deposit('binance', 'spot', 'BTC', 0.1);
    expect(test.held(BASE)).toBeLessThan(1);
    done(test.order('binance', 'spot', 'sell', 1));
    expect(test.held(BASE)).toBe(0);
  });
});

describe('spot at a venue with one wallet', () => {
  it('trades in the wallet that also carries the margin', () => {
    const test = new TestWorld(flatMarket([40_000]));
    test.deposit('okx', 'margin', 'USDT', 5_000);
    done(test.order('okx', 'spot', 'buy', 0.1));
    expect(test.held('okx:margin:BTC')).toBeCloseTo(0.1 * 0.999, 12);
    expect(test.held('okx:margin:USDT')).toBeCloseTo(5_000 - 0.1 * 40_004, 9);
  });

  it('leaves the initial margin of open positions alone', () => {
    const test = new TestWorld(flatMarket([40_000]));
    test.deposit('okx', 'margin', 'USDT', 5_000);
    done(test.order('okx', 'perp', 'sell', 0.5));
    // Sold at 39,992: the fee is 9.998, 4 are lost against the mark, 2,000 are margin (20,000 at leverage 10), so that
    // 2,986.002 of the 5,000 are free. 0.075 BTC cost 3,000.3, one lot less 2,960.296.
    expect(test.order('okx', 'spot', 'buy', 0.075)).toMatchObject({ code: 'VEN-001' });
    done(test.order('okx', 'spot', 'buy', 0.074));
  });
});
