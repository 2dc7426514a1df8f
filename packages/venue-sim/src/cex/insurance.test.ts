import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  TestWorld,
  costless,
  done,
  flatMarket,
  hour,
  type Candle,
  type ConfigChange,
} from '../testing/test-world.js';

const WALLET = 'binance:margin:USDT';
const POSITION = 'binance:perp:BTC-USDT';

function withFee(bps: number): ConfigChange {
  return (binance, okx, config) => {
    costless(binance, okx, config);
    Object.assign(binance.futures!, { leverage: 50, liquidation_fee_bps: bps });
  };
}

/**
 * 1,000 behind 0.1 BTC short at 60,000. The value of what was posted after the entry, at the close of the candle: by
 * liquidation, and by prices, which are the move of the position to that close and what the insurance fund took off it.
 */
function outcome(candle: Candle, feeBps: number) {
  const test = new TestWorld(flatMarket([60_000, candle]), withFee(feeBps));
  test.deposit('binance', 'margin', 'USDT', 1_000);
  done(test.order('binance', 'perp', 'sell', 0.1));
  const entry = test.posted().length;
  test.moveTo(hour(1));
  const value = (wanted: string) =>
    test
      .posted(entry)
      .filter(([, cause]) => cause === wanted)
      .reduce((sum, [id, , delta]) => sum + delta * (id === POSITION ? candle.close : 1), 0);
  return {
    liquidation: value('liquidation'),
    prices: -0.1 * (candle.close - 60_000) + value('insurance'),
    left: test.held(WALLET),
    liquidated: test.held(POSITION) === 0,
  };
}

describe('what is lost beyond the margin', () => {
  it('of a jump that stays is a price move that the insurance fund bore: 1,000 are lost to prices, none to liquidation', () => {
    const { liquidation, prices, left } = outcome(
      { high: 90_000, low: 60_000, close: 90_000 },
      125,
    );
    expect(prices).toBeCloseTo(-1_000, 8);
    expect(liquidation).toBeCloseTo(0, 8);
    expect(left).toBe(0);
  });

  it('of a spike that has gone again is no price move: 1,000 are lost to liquidation', () => {
    const { liquidation, prices, left } = outcome(
      { high: 90_000, low: 60_000, close: 60_000 },
      125,
    );
    expect(prices).toBeCloseTo(0, 8);
    expect(liquidation).toBeCloseTo(-1_000, 8);
    expect(left).toBe(0);
  });

  it('is never a gain from liquidation, and no term carries more loss than there was margin', () => {
    const close = fc.integer({ min: 50_000, max: 200_000 });
    const above = fc.integer({ min: 0, max: 100_000 });
    fc.assert(
      fc.property(close, above, fc.integer({ min: 0, max: 500 }), (last, more, feeBps) => {
        const candle = { close: last, low: Math.min(last, 50_000), high: last + more };
        const { liquidation, prices, left, liquidated } = outcome(candle, feeBps);
        if (!liquidated) return;
        expect(liquidation).toBeLessThanOrEqual(1e-8);
        expect(prices).toBeGreaterThanOrEqual(-1_000 - 1e-8);
        expect(left).toBeGreaterThanOrEqual(0);
        expect(liquidation + prices).toBeCloseTo(left - 1_000, 7);
      }),
    );
  });

  it('by an order that closes is borne as well: no debt stays behind without a position', () => {
    const test = new TestWorld(flatMarket([60_000]), (binance, okx, config) => {
      withFee(0)(binance, okx, config);
      binance.futures!.slippage_bps = 5_000;
      config.hedge_leverage = 1.5;
    });
    test.deposit('binance', 'margin', 'USDT', 4_500);
    // Sold at 30,000 and bought back at 90,000.
    done(test.order('binance', 'perp', 'sell', 0.1));
    const bought = done(test.order('binance', 'perp', 'buy', 0.1));
    expect(bought.postings.at(-1)).toMatchObject({
      cause: 'insurance',
      delta: 0.1 * 60_000 - 4_500,
    });
    expect(test.held(WALLET)).toBe(0);
  });
});
