import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TestWorld, codeOf, costless, done, flatMarket, hour } from '../testing/test-world.js';

const WALLET = 'binance:margin:USDT';
const POSITION = 'binance:perp:BTC-USDT';
const OPEN_VALUE = 'binance:perp_value:BTC-USDT';

/** Without fees and slippage, prices being those of the candles. */
function costlessWorld(prices: readonly number[], wallet = 10_000) {
  const test = new TestWorld(flatMarket(prices), costless);
  test.deposit('binance', 'margin', 'USDT', wallet);
  return test;
}

/** Buys (+) or sells (-) at the price of the next candle. */
function trade(test: TestWorld, ...quantities: number[]) {
  for (const quantity of quantities) {
    const side = quantity > 0 ? 'buy' : 'sell';
    done(test.order('binance', 'perp', side, Math.abs(quantity)));
    test.moveTo(test.now + 3_600_000);
  }
}

describe('a perp order', () => {
  it('fills at the mark with slippage against us, tick rounded against us, fee in the settlement asset', () => {
    const test = new TestWorld(flatMarket([40_000.03]));
    test.deposit('binance', 'margin', 'USDT', 10_000);
    // 40,000.03 x 0.9998 = 39,992.029994 -> 39,992.0
    const sold = done(test.order('binance', 'perp', 'sell', 0.5));
    const soldFee = 0.5 * 39_992 * 0.0005;
    expect(sold.fills).toEqual([
      {
        timeMs: test.now,
        quantityBase: 0.5,
        priceQuote: 39_992,
        feeAmount: expect.closeTo(soldFee, 10) as number,
        feeAsset: 'USDT',
      },
    ]);
    expect(test.posted(1)).toEqual([
      [POSITION, 'fill', -0.5],
      [OPEN_VALUE, 'fill', 0.5 * 39_992],
      [WALLET, 'fee', expect.closeTo(-soldFee, 10)],
    ]);
    // 40,000.03 x 1.0002 = 40,008.030006 -> 40,008.1
    const bought = done(test.order('binance', 'perp', 'buy', 0.2));
    expect(bought.fills[0]!.priceQuote).toBe(40_008.1);
  });

  it('opens at an average entry: open value is minus what the position cost', () => {
    const test = costlessWorld([40_000, 41_000, 42_000]);
    trade(test, 0.1, 0.3);
    expect(test.held(POSITION)).toBeCloseTo(0.4, 12);
    expect(test.held(OPEN_VALUE)).toBeCloseTo(-(0.1 * 40_000 + 0.3 * 41_000), 9);
    expect(test.held(WALLET)).toBe(10_000);
  });

  it('realises a part closed at the average entry, whatever the order of the entries', () => {
    const closed = costlessWorld([40_000, 41_000, 42_000, 42_000]);
    trade(closed, 0.1, 0.3, -0.2);
    const entry = (0.1 * 40_000 + 0.3 * 41_000) / 0.4;
    expect(closed.held(WALLET)).toBeCloseTo(10_000 + 0.2 * (42_000 - entry), 8);
    expect(closed.held(OPEN_VALUE)).toBeCloseTo(-0.2 * entry, 8);
    expect(closed.held(POSITION)).toBeCloseTo(0.2, 12);
  });

  it('realises a short against its average entry', () => {
    const test = costlessWorld([40_000, 41_000, 42_000, 42_000]);
    trade(test, -0.1, -0.3, 0.3);
    const entry = (0.1 * 40_000 + 0.3 * 41_000) / 0.4;
    expect(test.held(WALLET)).toBeCloseTo(10_000 - 0.3 * (42_000 - entry), 8);
    expect(test.held(OPEN_VALUE)).toBeCloseTo(0.1 * entry, 8);
  });

  it('closed whole leaves exactly nothing on both accounts', () => {
    const test = costlessWorld([40_000, 41_000, 42_000, 42_000]);
    // 0.1 + 0.2 is not 0.3 in binary.
    trade(test, -0.1, -0.2, 0.3);
    expect(test.held(POSITION)).toBe(0);
    expect(test.held(OPEN_VALUE)).toBe(0);
    expect(test.held(WALLET)).toBeCloseTo(10_000 - 0.1 * 2_000 - 0.2 * 1_000, 8);
  });

  it('closed whole after any entries and parts leaves exactly nothing', () => {
    const price = fc.integer({ min: 300_001, max: 599_999 }).map((tenths) => tenths / 10);
    const lots = fc.integer({ min: 5, max: 50 });
    fc.assert(
      fc.property(fc.array(fc.tuple(price, lots), { minLength: 2, maxLength: 6 }), (entries) => {
        const prices = entries.map(([entry]) => entry);
        const test = costlessWorld([...prices, 45_000], 100_000);
        let open = 0;
        for (const [, size] of entries) {
          trade(test, -size / 1_000);
          open += size;
        }
        trade(test, 0.003, (open - 3) / 1_000);
        expect([test.held(POSITION), test.held(OPEN_VALUE)]).toEqual([0, 0]);
        const paid = entries.reduce((sum, [entry, size]) => sum + (size / 1_000) * entry, 0);
        expect(test.held(WALLET)).toBeCloseTo(100_000 + paid - (open / 1_000) * 45_000, 6);
      }),
    );
  });

  it('turns a position: all of the old one is realised, the rest opens at the new price', () => {
    const test = costlessWorld([40_000, 44_000, 44_000]);
    trade(test, 0.2, -0.5);
    expect(test.held(POSITION)).toBeCloseTo(-0.3, 12);
    expect(test.held(OPEN_VALUE)).toBeCloseTo(0.3 * 44_000, 8);
    expect(test.held(WALLET)).toBeCloseTo(10_000 + 0.2 * 4_000, 8);
  });

  it('conserves value: wallet + position x price + open value moves by the price alone', () => {
    const test = costlessWorld([40_000, 43_000, 39_000, 41_000, 41_000]);
    trade(test, 0.3, 0.2, -0.9, 0.1);
    const equity = test.held(WALLET) + test.held(POSITION) * 41_000 + test.held(OPEN_VALUE);
    const gained = 0.3 * (43_000 - 40_000) + 0.5 * (39_000 - 43_000) - 0.4 * (41_000 - 39_000);
    expect(equity).toBeCloseTo(10_000 + gained, 8);
  });
});

describe('a reduce-only order', () => {
  it('closes a part or all', () => {
    const test = costlessWorld([40_000]);
    done(test.order('binance', 'perp', 'sell', 0.3));
    done(test.order('binance', 'perp', 'buy', 0.1, { reduceOnly: true }));
    expect(test.held(POSITION)).toBeCloseTo(-0.2, 12);
    done(test.order('binance', 'perp', 'buy', 0.2, { reduceOnly: true }));
    expect(test.held(POSITION)).toBe(0);
  });

  it('is refused where it would turn the position or add to it', () => {
    const test = costlessWorld([40_000]);
    done(test.order('binance', 'perp', 'sell', 0.3));
    const reduce = (side: 'buy' | 'sell', quantity: number) =>
      codeOf(test.order('binance', 'perp', side, quantity, { reduceOnly: true }));
    expect(reduce('buy', 0.301)).toBe('VEN-005');
    expect(reduce('sell', 0.01)).toBe('VEN-005');
    expect(test.held(POSITION)).toBe(-0.3);
  });
});

describe('the minimum notional of a perp', () => {
  it('is waived for closing a position whole, and only then', () => {
    // At 8,000 the 0.006 are worth 48 and a half of them 24: both below 50.
    const test = costlessWorld([20_000, 8_000]);
    done(test.order('binance', 'perp', 'sell', 0.006));
    test.moveTo(hour(1));
    expect(codeOf(test.order('binance', 'perp', 'buy', 0.003))).toBe('VEN-004');
    done(test.order('binance', 'perp', 'buy', 0.006));
    expect(test.held(POSITION)).toBe(0);
  });
});

describe('initial margin', () => {
  /** Largest quantity in lots that a wallet carries: q x fill x (1 / leverage + fee) <= wallet. */
  const affordable = (wallet: number, fill: number) =>
    Math.floor(wallet / (fill * (0.1 + 0.0005)) / 0.001) * 0.001;

  it('carries notional / leverage plus the fee, to the lot', () => {
    const largest = affordable(1_000, 39_992);
    expect(largest).toBeCloseTo(0.248, 12);
    const test = new TestWorld(flatMarket([40_000]));
    test.deposit('binance', 'margin', 'USDT', 1_000);
    expect(codeOf(test.order('binance', 'perp', 'sell', 0.249))).toBe('VEN-002');
    done(test.order('binance', 'perp', 'sell', 0.248));
  });

  it('counts what is already open, at the mark and not at the entry', () => {
    const test = costlessWorld([40_000, 42_000], 1_000);
    done(test.order('binance', 'perp', 'buy', 0.1));
    test.moveTo(hour(1));
    // Equity 1,000 + 200; margin used 420; 780 free carry 7,800 of notional, 0.1857 BTC.
    expect(codeOf(test.order('binance', 'perp', 'buy', 0.186))).toBe('VEN-002');
    done(test.order('binance', 'perp', 'buy', 0.185));
  });

  it('never stands in the way of closing', () => {
    const test = costlessWorld([40_000, 37_000], 1_000);
    done(test.order('binance', 'perp', 'buy', 0.25));
    test.moveTo(hour(1));
    // Equity 250 is far below the initial margin of 925.
    expect(codeOf(test.order('binance', 'perp', 'buy', 0.01))).toBe('VEN-002');
    done(test.order('binance', 'perp', 'sell', 0.1));
    done(test.order('binance', 'perp', 'sell', 0.15));
    expect(test.held(WALLET)).toBeCloseTo(1_000 - 0.25 * 3_000, 8);
  });
});
