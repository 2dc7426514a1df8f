import { HOUR_MS, type CexVenueConfig, type Stoppable } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { T0, TestWorld, codeOf, done, flatMarket, hour, type Rows } from '../testing/test-world.js';

const iso = (at: number) => new Date(at).toISOString();

/** From a quarter past the first hour until a quarter past the third, unless said otherwise. */
const FROM = hour(1) + HOUR_MS / 4;
const UNTIL = hour(3) + HOUR_MS / 4;
const DURING = hour(2);

function world(
  stops: readonly Stoppable[],
  more: { rows?: Rows; fillAt?: CexVenueConfig['fill_at']; from?: number; until?: number } = {},
) {
  const { rows = flatMarket([40_000, 40_000, 40_000, 40_000, 40_000, 40_000]) } = more;
  const test = new TestWorld(rows, (binance) => {
    binance.outages = [
      { from: iso(more.from ?? FROM), until: iso(more.until ?? UNTIL), stops: [...stops] },
    ];
    if (more.fillAt !== undefined) binance.fill_at = more.fillAt;
  });
  for (const bucket of ['spot', 'margin'] as const) test.deposit('binance', bucket, 'USDT', 10_000);
  test.deposit('binance', 'spot', 'BTC', 1);
  return test;
}

describe('while orders are stopped', () => {
  it.each([
    ['spot', 'buy', {}],
    ['spot', 'sell', {}],
    ['perp', 'sell', {}],
    ['perp', 'buy', { reduceOnly: true }],
    ['spot', 'buy', { restingPriceQuote: 39_000 }],
  ] as const)('a %s order to %s is refused', (market, side, more) => {
    const test = world(['orders']);
    done(test.order('binance', 'perp', 'sell', 0.1));
    const order = () => codeOf(test.order('binance', market, side, 0.1, more));
    test.moveTo(FROM);
    expect(order()).toBe('VEN-024');
    test.moveTo(UNTIL - 1);
    expect(order()).toBe('VEN-024');
    test.moveTo(UNTIL);
    expect(order()).toMatch(/done|accepted/);
  });

  it('money comes, moves and leaves, and the other exchange trades', () => {
    const test = world(['orders']);
    test.moveTo(DURING);
    done(test.transfer('binance:spot', 'binance:margin', 'USDT', 100));
    done(test.transfer('binance:spot', 'okx:margin', 'USDT', 5_000));
    test.moveTo(DURING + 600_000);
    expect(test.held('okx:margin:USDT')).toBe(4_998);
    done(test.order('okx', 'perp', 'sell', 0.1));
  });

  it('funding is paid', () => {
    const rows = flatMarket([40_000, 40_000, 40_000], [[DURING, 0.001]]);
    const test = world(['orders'], { rows });
    done(test.order('binance', 'perp', 'sell', 0.1));
    test.moveTo(DURING);
    expect(test.posted().at(-1)).toEqual(['binance:margin:USDT', 'funding', 4]);
  });

  it('what falls below its margin is liquidated', () => {
    const test = world(['orders'], { rows: flatMarket([40_000, 40_000, 90_000]) });
    done(test.order('binance', 'perp', 'sell', 0.5));
    test.moveTo(DURING);
    expect(test.held('binance:perp:BTC-USDT')).toBe(0);
    expect(test.posted().some(([, cause]) => cause === 'liquidation')).toBe(true);
  });
});

describe('while withdrawals are stopped', () => {
  it('nothing leaves the venue, and what is there stays', () => {
    const test = world(['withdrawals']);
    test.moveTo(FROM);
    const before = test.everything();
    expect(codeOf(test.transfer('binance:spot', 'okx:margin', 'USDT', 100))).toBe('VEN-025');
    expect(codeOf(test.transfer('binance:margin', 'alchemy:wallet', 'USDT', 100))).toBe('VEN-025');
    expect(test.everything()).toEqual(before);
    test.moveTo(UNTIL);
    done(test.transfer('binance:spot', 'okx:margin', 'USDT', 100));
  });

  it('it trades, moves money between its wallets and takes what arrives', () => {
    const test = world(['withdrawals']);
    test.deposit('okx', 'margin', 'USDT', 1_000);
    test.moveTo(DURING);
    done(test.order('binance', 'spot', 'buy', 0.1));
    done(test.transfer('binance:spot', 'binance:margin', 'USDT', 100));
    const margin = test.held('binance:margin:USDT');
    done(test.transfer('okx:margin', 'binance:margin', 'USDT', 502));
    test.moveTo(DURING + 600_000);
    expect(test.held('binance:margin:USDT')).toBe(margin + 500);
  });

  it('what left before arrives', () => {
    const test = world(['withdrawals']);
    test.moveTo(FROM - 1);
    done(test.transfer('binance:spot', 'okx:margin', 'USDT', 102));
    test.moveTo(DURING);
    expect(test.held('okx:margin:USDT')).toBe(100);
  });
});

describe('an order that waits through an outage', () => {
  const found = (test: TestWorld, ref: string) => {
    const answer = test.find('binance', ref);
    return answer.kind === 'found' ? answer.outcome : answer;
  };

  it('with a delay is filled at its end, at the price of then', () => {
    const rows = flatMarket([40_000, 40_000, 41_000, 42_000, 43_000]);
    const test = world(['orders'], { rows, fillAt: { when: 'delay', seconds: 5_400 } });
    expect(codeOf(test.order('binance', 'spot', 'buy', 0.1, { clientRef: 'late' }))).toBe(
      'accepted',
    );
    expect(test.world.nextEventAt()).toBe(UNTIL);
    test.moveTo(UNTIL - 1);
    expect(found(test, 'late')).toMatchObject({ kind: 'accepted' });
    test.moveTo(UNTIL);
    // 42,000 and a basis point is 42,004.2, on the grid of 0.1.
    expect(found(test, 'late')).toMatchObject({ fills: [{ priceQuote: 42_004.2, timeMs: UNTIL }] });
  });

  it('for the next open is filled at the first open after it', () => {
    const rows = flatMarket([40_000, 40_000, 41_000, 42_000, 43_000, 44_000]);
    const test = world(['orders'], { rows, fillAt: { when: 'next_open' } });
    test.moveTo(FROM - 1);
    test.order('binance', 'spot', 'buy', 0.1, { clientRef: 'open' });
    test.moveTo(hour(4));
    // The candle that began at three o'clock opened while orders were stopped.
    expect(found(test, 'open')).toMatchObject({ kind: 'accepted' });
    test.moveTo(hour(5));
    // The candle from four to five: 44,000 and a basis point is 44,004.4.
    expect(found(test, 'open')).toMatchObject({
      fills: [{ priceQuote: 44_004.4, timeMs: hour(4) }],
    });
  });

  it('for an open before it is filled there, though the candle ends in it', () => {
    const test = world(['orders'], { fillAt: { when: 'next_open' } });
    test.moveTo(hour(1));
    test.order('binance', 'spot', 'buy', 0.1, { clientRef: 'open' });
    test.moveTo(hour(2));
    expect(found(test, 'open')).toMatchObject({ kind: 'done', fills: [{ timeMs: hour(1) }] });
  });

  it('in the book trades only in a candle that was whole', () => {
    const dip = { open: 40_000, high: 40_000, low: 30_000, close: 40_000 };
    const rows = flatMarket([40_000, dip, dip, dip, dip, dip]);
    const test = world(['orders'], { rows });
    test.moveTo(hour(1));
    test.order('binance', 'spot', 'buy', 0.1, { clientRef: 'rest', restingPriceQuote: 39_000 });
    // Its candles from one to four o'clock were touched by the outage, the one after that was not.
    test.moveTo(hour(4));
    expect(found(test, 'rest')).toMatchObject({ kind: 'accepted' });
    test.moveTo(hour(5));
    expect(found(test, 'rest')).toMatchObject({ fills: [{ priceQuote: 39_000, timeMs: hour(5) }] });
  });
});

it('an outage that has not come or is over changes nothing', () => {
  const run = (from: number, until: number) => {
    const test = world(['orders', 'withdrawals'], { from, until });
    test.moveTo(DURING);
    done(test.order('binance', 'spot', 'buy', 0.1));
    done(test.transfer('binance:spot', 'okx:margin', 'USDT', 100));
    test.moveTo(hour(4));
    return test.everything();
  };
  expect(run(T0 - 1, T0)).toEqual(run(hour(10), hour(11)));
});
