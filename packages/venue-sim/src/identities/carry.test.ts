/** What carry comes to over venues, sizes and conventions: identities 18, 22, 23 and 29. */
import { BPS } from '@basis/core-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  TestWorld,
  candles,
  costless,
  done,
  flatMarket,
  hour,
  type ConfigChange,
  type Rows,
} from '../testing/test-world.js';

const CASH = 10_000_000;
/** Lots and ticks so fine that rounding to them is far below every tolerance. */
const FINE = { lot_size: 1e-12, tick_size: 1e-9, min_size: 0, min_notional: 0 };

const fineAndFree: ConfigChange = (binance, okx, config) => {
  costless(binance, okx, config);
  for (const { spot, futures } of [binance, okx]) {
    Object.assign(spot!.instruments['BTC-USDT']!, FINE);
    Object.assign(futures!.instruments['BTC-USDT']!, FINE);
  }
};

describe('identity 18: the two conventions of carry, with a flat basis and no costs', () => {
  const NOTIONAL = 20_000;
  const stamps = fc.array(
    fc.record({
      mark: fc.integer({ min: 30_000, max: 60_000 }),
      rate: fc.integer({ min: -40, max: 40 }).map((bps) => bps * BPS),
    }),
    { minLength: 1, maxLength: 8 },
  );
  type Stamps = typeof stamps extends fc.Arbitrary<infer T> ? T : never;
  const FIRST_MARK = 40_000;

  /** The price moves at every odd hour and stands when funding is paid, at the even hour after it. */
  function carry(path: Stamps, rebalanced: boolean): number {
    const prices = [FIRST_MARK, ...path.flatMap(({ mark }) => [mark, mark])];
    const fundings = path.map(({ rate }, i) => [hour(2 * i + 2), rate] as const);
    const test = new TestWorld(flatMarket(prices, fundings), fineAndFree);
    test.deposit('binance', 'spot', 'USDT', CASH);
    test.deposit('binance', 'margin', 'USDT', CASH);
    let held = 0;
    const hold = (quantity: number) => {
      const [size, isMore] = [Math.abs(quantity - held), quantity > held];
      held = quantity;
      if (size < 1e-9) return;
      const rounded = Number(size.toFixed(12));
      done(test.order('binance', 'spot', isMore ? 'buy' : 'sell', rounded));
      done(test.order('binance', 'perp', isMore ? 'sell' : 'buy', rounded));
    };
    hold(NOTIONAL / FIRST_MARK);
    path.forEach(({ mark }, i) => {
      test.moveTo(hour(2 * i + 1));
      if (rebalanced) hold(NOTIONAL / mark);
      test.moveTo(hour(2 * i + 2));
    });
    const mark = path.at(-1)!.mark;
    const worth =
      test.held('binance:spot:USDT') +
      test.held('binance:spot:BTC') * mark +
      test.held('binance:margin:USDT') +
      test.held('binance:perp:BTC-USDT') * mark +
      test.held('binance:perp_value:BTC-USDT');
    return worth - 2 * CASH;
  }

  it('a notional that is kept earns N x sum(f)', () => {
    fc.assert(
      fc.property(stamps, (path) => {
        const expected = NOTIONAL * path.reduce((sum, { rate }) => sum + rate, 0);
        expect(carry(path, true)).toBeCloseTo(expected, 5);
      }),
      { numRuns: 40 },
    );
  });

  it('a quantity that is kept earns N x sum(f x m / m0)', () => {
    fc.assert(
      fc.property(stamps, (path) => {
        const weighted = path.reduce((sum, { mark, rate }) => sum + (rate * mark) / FIRST_MARK, 0);
        expect(carry(path, false)).toBeCloseTo(NOTIONAL * weighted, 5);
      }),
      { numRuns: 40 },
    );
  });

  it('are not the same number: 3 bp and 4 bp of notional where the price doubles under 1 bp', () => {
    const path = [1, 1, 2].map((times) => ({ mark: FIRST_MARK * times, rate: 1 * BPS }));
    expect(carry(path, true) / NOTIONAL).toBeCloseTo(3 * BPS, 9);
    expect(carry(path, false) / NOTIONAL).toBeCloseTo(4 * BPS, 9);
  });
});

interface Venue {
  readonly id: string;
  readonly basis: readonly [number, number];
  readonly ratesBps: readonly number[];
  readonly feeBps: number;
  readonly slippageBps: number;
}
const VENUE_IDS = ['binance', 'okx', 'bybit'] as const;
const HOURS = 4;

const venueOf = (id: string): fc.Arbitrary<Venue> =>
  fc.record({
    id: fc.constant(id),
    basis: fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 })),
    ratesBps: fc.array(fc.integer({ min: -40, max: 40 }), { minLength: HOURS, maxLength: HOURS }),
    feeBps: fc.integer({ min: 0, max: 8 }),
    slippageBps: fc.integer({ min: 0, max: 5 }),
  });
const markets = fc.record({
  spot: fc.tuple(
    fc.integer({ min: 35_000, max: 50_000 }),
    fc.integer({ min: 35_000, max: 50_000 }),
  ),
  venues: fc.tuple(...VENUE_IDS.map(venueOf)),
});
type Market = typeof markets extends fc.Arbitrary<infer T> ? T : never;

function rowsOf({ spot: [first, last], venues }: Market): Rows {
  const path = Array.from({ length: HOURS + 1 }, (_, i) => (i < HOURS ? first : last));
  const rows: Record<string, Rows[string]> = { ...flatMarket(path) };
  for (const { id, basis, ratesBps } of venues) {
    rows[`spot/${id}/BTC-USDT`] = candles(path);
    rows[`perp/${id}/BTC-USDT`] = candles(
      path.map((price, i) => price + (i < HOURS ? basis[0] : basis[1])),
    );
    rows[`funding/${id}/BTC-USDT`] = ratesBps.map((bps, i) => ({
      at: hour(i + 1),
      rate: bps * BPS,
    }));
  }
  return rows;
}

const threeVenues =
  (venues: readonly Venue[]): ConfigChange =>
  (binance, okx, config) => {
    fineAndFree(binance, okx, config);
    const bybit = { ...okx, venue: 'bybit', futures: { ...okx.futures! } };
    config.venue_configs['bybit'] = bybit;
    const ids = [...VENUE_IDS];
    config.venues.data_subscriptions = ids;
    Object.assign(config.venues.execution_subscriptions, { cex_spot: ids, cex_futures: ids });
    config.hedge_allocation = { binance: 0.4, okx: 0.3, bybit: 0.3 };
    for (const { id, feeBps, slippageBps } of venues) {
      const terms = { taker_fee_bps: feeBps, slippage_bps: slippageBps };
      Object.assign({ binance, okx, bybit }[id]!.futures!, terms);
    }
    Object.assign(binance.spot!, { taker_fee_bps: 10, slippage_bps: 1 });
  };

const QUANTITY = 2;
const WEIGHTS = { binance: 0.4, okx: 0.3, bybit: 0.3 };

/** Long spot at one venue, short by weight at all of them, from the first to the last hour: what was gained, in USDT. */
function carryOver(market: Market, weights: Readonly<Record<string, number>>, capital = 1): number {
  const test = new TestWorld(rowsOf(market), threeVenues(market.venues));
  const quantity = QUANTITY * capital;
  test.deposit('binance', 'spot', 'USDT', CASH * capital);
  for (const id of VENUE_IDS) test.deposit(id, 'margin', 'USDT', CASH * capital);
  const shorts = Object.entries(weights);
  done(test.order('binance', 'spot', 'buy', quantity));
  for (const [id, weight] of shorts) done(test.order(id, 'perp', 'sell', quantity * weight));
  test.moveTo(hour(HOURS));
  // What is there after the fee of the buy, in whole lots.
  const bought = Math.floor(test.held('binance:spot:BTC') * 1e11) / 1e11;
  done(test.order('binance', 'spot', 'sell', bought));
  for (const [id, weight] of shorts) done(test.order(id, 'perp', 'buy', quantity * weight));
  const margins = VENUE_IDS.map((id) => test.held(`${id}:margin:USDT`));
  const money = margins.reduce((sum, held) => sum + held, test.held('binance:spot:USDT'));
  return money - 4 * CASH * capital;
}

describe('costs that are proportional, with lots off', () => {
  it('identity 22: 40 / 30 / 30 over three venues is as much of each alone, in any order of legs', () => {
    fc.assert(
      fc.property(
        markets,
        fc.shuffledSubarray(Object.entries(WEIGHTS), { minLength: 3 }),
        (market, legs) => {
          const apart = legs.reduce(
            (sum, [id, weight]) => sum + weight * carryOver(market, { [id]: 1 }),
            0,
          );
          expect(carryOver(market, Object.fromEntries(legs))).toBeCloseTo(apart, 5);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('identity 22: each alone is spot, basis, funding and costs by their formulas', () => {
    fc.assert(
      fc.property(markets, fc.nat(2), (market, i) => {
        const { id, basis, ratesBps, feeBps, slippageBps } = market.venues[i]!;
        const [first, last] = market.spot;
        const [opened, closed] = [first + basis[0], last + basis[1]];
        // The last stamp is at the closing price; what is paid then is owed on the short that is closed after it.
        const funding = ratesBps.reduce(
          (sum, bps, k) => sum + bps * BPS * (k < HOURS - 1 ? opened : closed),
          0,
        );
        const [sold, covered] = [
          opened * (1 - slippageBps * BPS),
          closed * (1 + slippageBps * BPS),
        ];
        const perp = sold - covered - (sold + covered) * feeBps * BPS;
        const spot = (1 - 10 * BPS) ** 2 * last * (1 - 1 * BPS) - first * (1 + 1 * BPS);
        const expected = QUANTITY * (spot + perp + funding);
        expect(carryOver(market, { [id]: 1 })).toBeCloseTo(expected, 5);
      }),
      { numRuns: 30 },
    );
  });

  it('identity 23: k times the capital gains k times as much', () => {
    fc.assert(
      fc.property(markets, fc.constantFrom(0.25, 0.5, 2, 3, 10), (market, k) => {
        const [one, many] = [carryOver(market, WEIGHTS), carryOver(market, WEIGHTS, k)];
        expect(many / k).toBeCloseTo(one, 4);
      }),
      { numRuns: 30 },
    );
  });
});

describe('identity 29: a round trip of spot and short', () => {
  const PRICE = 40_000;
  const SPOT_FEE = 10 * BPS;
  const PERP_FEE = 5 * BPS;

  /** Into the position and out again at one price, spot and perp slipping by `half`: what it cost. */
  function roundTrip(half: number, trips = 1): number {
    const test = new TestWorld(flatMarket([PRICE]), (binance, okx, config) => {
      fineAndFree(binance, okx, config);
      Object.assign(binance.spot!, { taker_fee_bps: 10, slippage_bps: half / BPS });
      Object.assign(binance.futures!, { taker_fee_bps: 5, slippage_bps: half / BPS });
    });
    test.deposit('binance', 'spot', 'USDT', CASH);
    test.deposit('binance', 'spot', 'BTC', 1);
    test.deposit('binance', 'margin', 'USDT', CASH);
    for (let i = 0; i < trips; i++) {
      for (const [spot, perp] of [['buy', 'sell'] as const, ['sell', 'buy'] as const]) {
        done(test.order('binance', 'spot', spot, 0.5));
        done(test.order('binance', 'perp', perp, 0.5));
      }
    }
    const usdt = test.held('binance:spot:USDT') + test.held('binance:margin:USDT') - 2 * CASH;
    return -(usdt + (test.held('binance:spot:BTC') - 1) * PRICE);
  }

  it('costs (10 + 5) x 2 = 30 bp of notional at base tier, without a spread', () => {
    expect(roundTrip(0) / (0.5 * PRICE)).toBeCloseTo(30 * BPS, 12);
  });

  it('costs turnover x half spread, and the fees of what was paid or received', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 5 }), (bps, trips) => {
        const half = bps * BPS;
        // Spot: the fee of the buy is in BTC, worth the price and not the fill; that of the sale is of what it brings.
        const spot = 2 * half + SPOT_FEE + SPOT_FEE * (1 - half);
        const perp = 2 * half + PERP_FEE * (1 + half) + PERP_FEE * (1 - half);
        const cost = roundTrip(half, trips);
        expect(cost).toBeCloseTo(trips * 0.5 * PRICE * (spot + perp), 5);
        // Every order on the price that it got: turnover x (taker + half spread) bounds it from below.
        const turnover = 4 * 0.5 * PRICE * trips * (1 - half);
        const fees = (SPOT_FEE + PERP_FEE) / 2;
        expect(cost).toBeGreaterThanOrEqual(turnover * (fees + half) - 1e-6);
      }),
      { numRuns: 40 },
    );
  });
});
