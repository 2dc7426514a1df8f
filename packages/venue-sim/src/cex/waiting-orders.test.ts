import type { CexVenueConfig, OrderRequest, Outcome } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { T0, TestWorld, candles, flatMarket, hour, type Candle } from '../testing/test-world.js';

type FillAt = CexVenueConfig['fill_at'];

/** Closes at 40,000, then a candle that opens at 40,100 and ends at 40,300. */
const OPEN = 40_100;
const NEXT: Candle = { open: OPEN, high: 40_500, low: 39_900, close: 40_300 };
const SLIP = 1.0001;

function world(fillAt: FillAt, next: Candle = NEXT) {
  const rows = flatMarket([40_000, next, 40_200]);
  const test = new TestWorld(rows, (binance) => Object.assign(binance, { fill_at: fillAt }));
  test.deposit('binance', 'spot', 'USDT', 10_000);
  test.deposit('binance', 'margin', 'USDT', 10_000);
  return test;
}

const buy = (test: TestWorld, more: Partial<OrderRequest> = {}) =>
  test.order('binance', 'spot', 'buy', 0.1, more);

function foundOf(test: TestWorld, outcome: Outcome): Outcome {
  if (outcome.kind !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(outcome)}`);
  const found = test.find('binance', outcome.ref);
  if (found.kind !== 'found') throw new Error(`not found: ${found.kind}`);
  return found.outcome;
}

function filled(outcome: Outcome) {
  if (outcome.kind !== 'done') throw new Error(`not done: ${JSON.stringify(outcome)}`);
  expect(outcome.booked).toBe(true);
  return outcome.fills[0]!;
}

describe('an order at the next open', () => {
  it('is filled at that price when its candle is known, and nothing happens before', () => {
    const test = world({ when: 'next_open' });
    const accepted = buy(test);
    expect(foundOf(test, accepted)).toMatchObject({ kind: 'accepted' });
    expect(test.held('binance:spot:BTC')).toBe(0);
    test.moveTo(hour(1) - 1);
    expect(test.held('binance:spot:BTC')).toBe(0);
    test.moveTo(hour(1));
    // 40,100 and a basis point, rounded up to the next tick of 0.1.
    expect(OPEN * SLIP).toBeCloseTo(40_104.01, 9);
    const fill = filled(foundOf(test, accepted));
    expect(fill.priceQuote).toBe(40_104.1);
    // Told an hour later, it happened when the candle opened.
    expect(fill.timeMs).toBe(T0);
    expect(test.held('binance:spot:USDT')).toBeCloseTo(10_000 - 4_010.41, 9);
  });

  it('tells its postings once, in their place between the other events of the moment', () => {
    const test = world({ when: 'next_open' });
    test.order('binance', 'perp', 'sell', 0.1);
    test.moveTo(hour(1));
    const causes = test.posted(2).map(([, cause]) => cause);
    expect(causes).toEqual(['fill', 'fill', 'fee']);
    expect(test.books.quantities[test.accounts.index('binance:perp:BTC-USDT')]).toBe(-0.1);
  });

  it('carries the margin of its own candle: opened before a wick, it is liquidated in it', () => {
    const wick: Candle = { ...NEXT, high: 90_000 };
    const test = world({ when: 'next_open' }, wick);
    test.order('binance', 'perp', 'sell', 0.5);
    test.moveTo(hour(1));
    expect(test.posted().some(([, cause]) => cause === 'liquidation')).toBe(true);
  });

  it('that was placed within a candle waits for the next one: that candle’s open is past', () => {
    const saved = (test: TestWorld) => {
      const other = world({ when: 'next_open' });
      other.world.load(JSON.parse(JSON.stringify(test.world.save())));
      return other;
    };
    let test = world({ when: 'next_open' });
    test.moveTo(hour(1) - 60_000);
    const accepted = buy(test);
    test = saved(test);
    test.moveTo(hour(1));
    expect(foundOf(test, accepted)).toMatchObject({ kind: 'accepted' });
    test = saved(test);
    test.moveTo(hour(2));
    // The last candle opens at 40,200: 40,204.02 on the grid.
    expect(filled(foundOf(test, accepted))).toMatchObject({
      priceQuote: 40_204.1,
      timeMs: hour(1),
    });
  });

  it('is refused at once for what is known at once', () => {
    const test = world({ when: 'next_open' });
    expect(buy(test, { quantityBase: 0.00005 })).toMatchObject({ code: 'VEN-003' });
    expect(buy(test, { quantityBase: 1 })).toMatchObject({ code: 'VEN-001' });
  });

  it('is refused then for what is missing then', () => {
    const test = world({ when: 'next_open' });
    const [first, second] = [buy(test, { quantityBase: 0.2 }), buy(test, { quantityBase: 0.2 })];
    test.moveTo(hour(1));
    filled(foundOf(test, first));
    expect(foundOf(test, second)).toMatchObject({ kind: 'refused', code: 'VEN-001' });
  });

  it('is forgotten once it has been told', () => {
    const test = world({ when: 'next_open' });
    const accepted = buy(test) as Extract<Outcome, { kind: 'accepted' }>;
    test.moveTo(hour(1));
    expect(test.find('binance', accepted.ref).kind).toBe('found');
    expect(test.find('binance', accepted.ref)).toEqual({ kind: 'never_existed' });
  });
});

describe('an order with a delay', () => {
  it('is filled when its time has come, at the price known then', () => {
    const test = world({ when: 'delay', seconds: 90 * 60 });
    const accepted = buy(test);
    expect(test.world.nextEventAt()).toBe(T0 + 90 * 60_000);
    test.moveTo(T0 + 90 * 60_000 - 1);
    expect(test.held('binance:spot:BTC')).toBe(0);
    test.moveTo(T0 + 90 * 60_000);
    // The candle that closed at 40,300 half an hour before.
    expect(filled(foundOf(test, accepted)).priceQuote).toBe(40_304.1);
    expect(test.world.nextEventAt()).toBe(Infinity);
  });
});

describe('an order that rests', () => {
  const rests = (side: 'buy' | 'sell', price: number, next?: Candle) => {
    const test = world({ when: 'now' }, next);
    test.deposit('binance', 'spot', 'BTC', 1);
    const accepted = test.order('binance', 'spot', side, 0.1, { restingPriceQuote: price });
    test.moveTo(hour(1));
    return foundOf(test, accepted);
  };

  it('trades as maker at its price where the candle goes through it', () => {
    const fill = filled(rests('buy', 40_000));
    expect(fill).toMatchObject({ priceQuote: 40_000, feeAsset: 'BTC' });
    // 8 bps for makers, 10 for takers.
    expect(fill.feeAmount).toBeCloseTo(0.1 * 0.0008, 15);
    expect(filled(rests('sell', 40_400)).priceQuote).toBe(40_400);
  });

  it.each([
    ['buy', 40_000.1],
    ['sell', 39_999.9],
    ['buy', NaN],
    ['sell', Infinity],
    ['buy', -5],
  ] as const)(
    'is refused where it would trade at once or has no price: %s at %d',
    (side, price) => {
      const test = world({ when: 'now' });
      test.deposit('binance', 'spot', 'BTC', 1);
      const order = test.order('binance', 'spot', side, 0.1, { restingPriceQuote: price });
      expect(order).toMatchObject({ kind: 'refused', code: 'VEN-023' });
    },
  );

  it('within a candle has no part in what that went through', () => {
    const test = world({ when: 'now' });
    test.moveTo(hour(1) - 60_000);
    const accepted = buy(test, { restingPriceQuote: 40_000 });
    test.moveTo(hour(1));
    expect(foundOf(test, accepted)).toMatchObject({ kind: 'accepted' });
    // The next one stands at 40,200.
    test.moveTo(hour(2));
    expect(foundOf(test, accepted)).toMatchObject({ code: 'VEN-022' });
  });

  it('expires where the candle only touches it', () => {
    for (const [side, price] of [
      ['buy', 39_900],
      ['sell', 40_500],
    ] as const) {
      expect(rests(side, price)).toMatchObject({ kind: 'refused', code: 'VEN-022' });
    }
  });
});

it('what waits is saved: another venue fills it the same', () => {
  const run = (reload: boolean) => {
    const test = world({ when: 'delay', seconds: 90 * 60 });
    const accepted = buy(test);
    const other = reload ? world({ when: 'delay', seconds: 90 * 60 }) : test;
    if (reload) other.world.load(JSON.parse(JSON.stringify(test.world.save())));
    other.moveTo(hour(2));
    return { outcome: foundOf(other, accepted), held: other.everything() };
  };
  expect(run(true)).toEqual(run(false));
});

it('candles of the small market have an open', () => {
  expect(candles([NEXT])[0]).toMatchObject({ open: OPEN, close: NEXT.close });
});

it('the same client reference waits once, however often it is sent', () => {
  const test = world({ when: 'next_open' });
  for (let i = 0; i < 2; i++) expect(buy(test, { clientRef: 'twice' }).kind).toBe('accepted');
  test.moveTo(hour(1));
  expect(test.held('binance:spot:BTC')).toBeCloseTo(0.1 * 0.999, 12);
});

describe('an order that is taken back', () => {
  it.each([
    ['that waits for the next open', { when: 'next_open' }, {}],
    ['that waits for its turn', { when: 'delay', seconds: 60 }, {}],
    ['that rests', { when: 'now' }, { restingPriceQuote: 39_950 }],
  ] as const)('%s trades no more, and is told once as refused', (_, fillAt, more) => {
    const test = world(fillAt);
    const accepted = buy(test, more);
    test.world.cancel('binance', 'request-1');
    expect(foundOf(test, accepted)).toMatchObject({ kind: 'refused', code: 'VEN-022' });
    test.moveTo(hour(1));
    expect(test.held('binance:spot:BTC')).toBe(0);
    expect(test.find('binance', 'request-1').kind).toBe('never_existed');
  });

  it('changes nothing where it has traded, or never was', () => {
    const test = world({ when: 'delay', seconds: 60 });
    const accepted = buy(test);
    test.moveTo(T0 + 60_000);
    test.world.cancel('binance', 'request-1');
    test.world.cancel('binance', 'never-sent');
    test.world.cancel('nowhere', 'request-1');
    filled(foundOf(test, accepted));
  });
});
