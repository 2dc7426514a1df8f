import fc from 'fast-check';
import { parseRunConfig, type CexVenueConfig, type RunConfigInput } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { CostModel, executionCost } from './cost-model.js';
import { NOW, StubMarket, stillMarket, threeVenues, trade } from './testing/fixtures.js';

// Configured at every venue of the fixtures: 5 bps taker fee, 1 bp slippage.
const FEE = 0.0005;
const SLIPPAGE = 0.0001;
const costs = () => new CostModel(threeVenues(), stillMarket());

describe('arrival price', () => {
  it('is the spot close for a spot trade and the mark of its own venue for a perp', () => {
    const model = costs();
    expect(model.arrivalPrice(trade(), NOW)).toBe(40_000);
    expect(model.arrivalPrice(trade({ tradeType: 'perp' }), NOW)).toBe(40_100);
    expect(model.arrivalPrice(trade({ tradeType: 'perp', venue: 'bybit' }), NOW)).toBe(40_200);
  });

  it('is asked of the data provider at the time of the instruction, every time', () => {
    const market = new StubMarket({ 'spot/binance/BTC-USDT': (t) => 40_000 + (t - NOW) });
    const model = new CostModel(threeVenues(), market);
    expect([NOW, NOW + 7, NOW].map((t) => model.arrivalPrice(trade(), t))).toEqual([
      40_000, 40_007, 40_000,
    ]);
    expect(market.asked).toEqual([NOW, NOW + 7, NOW]);
  });

  it('throws DATA-001 where the dataset has no such series', () => {
    expect(() =>
      costs().arrivalPrice(trade({ venue: 'okx', tradeType: 'perp' }), NOW),
    ).toThrowError(expect.objectContaining({ code: 'DATA-001' }));
  });
});

describe('estimated deltas', () => {
  it('of a spot purchase: the fee is kept in the base, slippage raises the price', () => {
    const { binance } = costs().estimateDeltas(trade({ amount: 2 }), NOW);
    expect(binance!['BTC']).toBeCloseTo(2 * (1 - FEE), 12);
    expect(binance!['USDT']).toBeCloseTo(-2 * 40_000 * (1 + SLIPPAGE), 8);
  });

  it('of a spot sale: the fee is kept in the quote, slippage lowers the price', () => {
    const { binance } = costs().estimateDeltas(trade({ side: 'sell', amount: 2 }), NOW);
    expect(binance!['BTC']).toBe(-2);
    expect(binance!['USDT']).toBeCloseTo(2 * 40_000 * (1 - SLIPPAGE) * (1 - FEE), 8);
  });

  it('of a perp: the signed position, and of the quote only the fee', () => {
    const perp = { tradeType: 'perp', venue: 'bybit', amount: 3 } as const;
    const short = costs().estimateDeltas(trade({ ...perp, side: 'sell' }), NOW);
    const cover = costs().estimateDeltas(trade({ ...perp, side: 'buy' }), NOW);
    expect(Object.keys(short)).toEqual(['bybit']);
    expect(short['bybit']!['BTC-USDT:perp']).toBe(-3);
    expect(short['bybit']!['USDT']).toBeCloseTo(-3 * 40_200 * (1 - SLIPPAGE) * FEE, 8);
    expect(cover['bybit']!['BTC-USDT:perp']).toBe(3);
    expect(cover['bybit']!['USDT']).toBeCloseTo(-3 * 40_200 * (1 + SLIPPAGE) * FEE, 8);
  });
});

describe('estimated slippage', () => {
  type Perps = NonNullable<CexVenueConfig['futures']>;
  function perpPrice(amount: number, terms: object, at = NOW): number {
    const config = structuredClone(threeVenues()) as RunConfigInput;
    Object.assign(config.venue_configs['binance']!, terms);
    const model = new CostModel(parseRunConfig(config), stillMarket());
    const estimate = model.estimateDeltas(trade({ tradeType: 'perp', amount }), at);
    return estimate['binance']!['USDT']! / (-amount * FEE);
  }
  const perps = threeVenues().venue_configs['binance'] as CexVenueConfig & { futures: Perps };

  it('grows with the square root of the quantity where the instrument has an impact', () => {
    const impact = { coefficient: 0.8, daily_volatility: 0.026, daily_volume_base: 400_000 };
    const rules = { ...perps.futures.instruments['BTC-USDT']!, impact };
    const futures = { ...perps.futures, instruments: { 'BTC-USDT': rules } };
    for (const amount of [1, 4, 400]) {
      const lost = SLIPPAGE + 0.8 * 0.026 * Math.sqrt(amount / 400_000);
      expect(perpPrice(amount, { futures })).toBeCloseTo(40_100 * (1 + lost), 6);
    }
  });

  it('is what is configured for the date of the trade', () => {
    const from = new Date(NOW + 1).toISOString();
    const changes = [{ from, set: { futures: { slippage_bps: 3 } } }];
    expect(perpPrice(1, { changes }, NOW)).toBeCloseTo(40_100 * (1 + SLIPPAGE), 6);
    expect(perpPrice(1, { changes }, NOW + 1)).toBeCloseTo(40_100 * 1.0003, 6);
  });
});

describe('execution cost', () => {
  it('is side x (arrival - fill) x quantity: adverse is negative on both sides', () => {
    expect(executionCost('buy', 100, 101, 2)).toBe(-2);
    expect(executionCost('sell', 100, 99, 2)).toBe(-2);
    expect(executionCost('buy', 100, 99, 2)).toBe(2);
    expect(executionCost('sell', 100, 101, 2)).toBe(2);
  });

  it('of a purchase is minus that of the same sale', () => {
    const price = fc.double({ min: 1, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(price, price, price, (arrival, fill, quantity) => {
        const bought = executionCost('buy', arrival, fill, quantity);
        expect(bought + executionCost('sell', arrival, fill, quantity)).toBe(0);
        expect(Math.sign(bought)).toBe(Math.sign(arrival - fill));
      }),
    );
  });
});
