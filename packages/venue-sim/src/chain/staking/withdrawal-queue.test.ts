import { DAY_MS, type JsonObject } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { claim, requestWithdrawal, stake } from '../../testing/chain-calls.js';
import { CALL_GAS_ETH, RATE, chainWorld } from '../../testing/chain-world.js';
import { T0, codeOf, done, type Row, type Rows, type TestWorld } from '../../testing/test-world.js';

const ETH = 'alchemy:wallet:ETH';
const STETH = 'alchemy:wallet:stETH';
const WSTETH = 'alchemy:wallet:wstETH';
const QUEUE = 'lido:queue:ETH';
const CLAIMABLE = 'lido:claimable:ETH';
const day = (i: number) => T0 + i * DAY_MS;
const near = (amount: number) => expect.closeTo(amount, 12) as number;

const rateFrom = (at: number, rate: number): Rows => ({
  'lst/wstETH': [
    { at: T0, exchange_rate: RATE.wstETH, market_price_eth: RATE.wstETH },
    { at, exchange_rate: rate, market_price_eth: rate } satisfies Row,
  ],
});

function world(rows: Rows = {}, change?: Parameters<typeof chainWorld>[1]): TestWorld {
  const test = chainWorld(rows, change);
  test.deposit('alchemy', 'wallet', 'ETH', 10);
  test.deposit('alchemy', 'wallet', 'stETH', 2_000);
  test.deposit('alchemy', 'wallet', 'wstETH', 2_000);
  return test;
}

const ask = (test: TestWorld, asset: string, amount: number) =>
  done(test.transact([requestWithdrawal('lido', asset, amount)]));
const collect = (test: TestWorld) => test.transact([claim('lido')]);
/** What waits, and what could be claimed. */
const claims = (test: TestWorld) => [test.held(QUEUE), test.held(CLAIMABLE)];

describe('the withdrawal queue', () => {
  it('takes either form as a claim in ETH, at the rate of the moment', () => {
    const test = world();
    const from = test.books.postings.length;
    ask(test, 'stETH', 6);
    ask(test, 'wstETH', 10);
    expect(test.posted(from).filter(([, cause]) => cause !== 'gas')).toEqual([
      [STETH, 'convert', -6],
      [QUEUE, 'convert', 6],
      [WSTETH, 'convert', -10],
      [QUEUE, 'convert', 12],
    ]);
    expect(test.held(QUEUE)).toBe(18);
  });

  it('pays what was asked for after five days, on request, and is empty then', () => {
    const test = world();
    ask(test, 'wstETH', 10);
    test.moveTo(day(5) - 1);
    expect(codeOf(collect(test))).toBe('VEN-007');
    expect(claims(test)).toEqual([12, 0]);
    let from = test.books.postings.length;
    test.moveTo(day(5));
    expect(test.posted(from)).toEqual([
      [QUEUE, 'transfer', -12],
      [CLAIMABLE, 'transfer', 12],
    ]);
    const before = test.held(ETH);
    from = test.books.postings.length;
    done(collect(test));
    expect(test.posted(from).slice(1)).toEqual([
      [CLAIMABLE, 'convert', -12],
      [ETH, 'convert', 12],
    ]);
    expect(claims(test)).toEqual([0, 0]);
    expect(test.held(ETH)).toBeCloseTo(before + 12 - CALL_GAS_ETH, 12);
    expect(codeOf(collect(test))).toBe('VEN-007');
  });

  it('earns nothing while it waits', () => {
    const test = world(rateFrom(day(3), 1.26));
    ask(test, 'stETH', 1_000);
    test.moveTo(day(5));
    expect(claims(test)).toEqual([0, 1_000]);
    // What was not asked for did.
    expect(test.held(STETH)).toBeCloseTo(1_000 * 1.05, 9);
  });

  it('bears a rate that has fallen by its finalisation, and loses it there', () => {
    const test = world(rateFrom(day(3), 1.14));
    ask(test, 'stETH', 6);
    ask(test, 'wstETH', 10);
    test.moveTo(day(5) - 1);
    expect(test.held(QUEUE)).toBe(18);
    const from = test.books.postings.length;
    test.moveTo(day(5));
    // 1.14 / 1.2 of it, so 5 % less: shares x rate at finalisation.
    expect(test.posted(from)).toEqual([
      [QUEUE, 'staking', near(-0.05 * 6)],
      [QUEUE, 'transfer', near(-0.95 * 6)],
      [CLAIMABLE, 'transfer', near(0.95 * 6)],
      [QUEUE, 'staking', near(-0.05 * 12)],
      [QUEUE, 'transfer', near(-0.95 * 12)],
      [CLAIMABLE, 'transfer', near(0.95 * 12)],
    ]);
    done(collect(test));
    expect(test.held(ETH)).toBeCloseTo(10 + 0.95 * 18 - 3 * CALL_GAS_ETH, 12);
    expect(claims(test)).toEqual([0, 0]);
  });

  it('pays a reduced request out of itself, not out of those behind it', () => {
    const test = world(rateFrom(day(3), 1.14));
    ask(test, 'stETH', 6);
    test.moveTo(day(2));
    ask(test, 'stETH', 1.7);
    test.moveTo(day(5));
    done(collect(test));
    expect(test.held(QUEUE)).toBeCloseTo(1.7, 12);
    expect(test.held(ETH)).toBeCloseTo(10 + 0.95 * 6 - 3 * CALL_GAS_ETH, 12);
  });

  it('does not bear a rate that falls after finalisation', () => {
    const test = world(rateFrom(day(5) + 1, 1.14));
    ask(test, 'stETH', 6);
    test.moveTo(day(6));
    expect(claims(test)).toEqual([0, 6]);
  });

  it('pays what is finalised and keeps the rest', () => {
    const test = world();
    ask(test, 'stETH', 6);
    test.moveTo(day(2));
    ask(test, 'stETH', 1.7);
    test.moveTo(day(6));
    expect(claims(test)).toEqual([near(1.7), 6]);
    done(collect(test));
    expect(claims(test)).toEqual([near(1.7), 0]);
    expect(codeOf(collect(test))).toBe('VEN-007');
    test.moveTo(day(7));
    done(collect(test));
    expect(test.held(QUEUE)).toBe(0);
  });

  it('is left with exactly nothing by any amounts', () => {
    const test = world();
    const amounts = [0.1, 0.2, 0.7, 123.456, 1 / 3, 1e-2, 77.77];
    for (const [i, amount] of amounts.entries()) {
      test.moveTo(day(i));
      ask(test, 'wstETH', amount);
      if (i >= 5) done(collect(test));
    }
    test.moveTo(day(11));
    done(collect(test));
    expect(claims(test)).toEqual([0, 0]);
    const paid = amounts.reduce((sum, amount) => sum + amount * 1.2, 0);
    const gas = (amounts.length + 3) * CALL_GAS_ETH;
    expect(test.held(ETH)).toBeCloseTo(10 + paid - gas, 10);
  });
});

describe('the delay of the queue', () => {
  /** Eighteen days for what is asked for from day 2 on, five again from day 4 on. */
  const stressed: Parameters<typeof chainWorld>[1] = (venues) => {
    const change = (from: number, days: number) => ({
      from: new Date(day(from)).toISOString(),
      set: { queue: { delay_seconds: days * 86_400 } },
    });
    Object.assign(venues['lido']!, { changes: [change(2, 18), change(4, 5)] });
  };

  it('is that of the moment of the request', () => {
    const test = world({}, stressed);
    test.moveTo(day(2) - 1);
    ask(test, 'stETH', 1);
    test.moveTo(day(2));
    ask(test, 'stETH', 2);
    test.moveTo(day(7) - 2);
    expect(codeOf(collect(test))).toBe('VEN-007');
    test.moveTo(day(7) - 1);
    done(collect(test));
    expect(test.held(QUEUE)).toBe(2);
    test.moveTo(day(20) - 1);
    expect(codeOf(collect(test))).toBe('VEN-007');
    test.moveTo(day(20));
    done(collect(test));
    expect(test.held(QUEUE)).toBe(0);
  });

  it('brings nobody before those who asked earlier', () => {
    const test = world({}, stressed);
    test.moveTo(day(3));
    ask(test, 'stETH', 2);
    test.moveTo(day(4));
    ask(test, 'stETH', 1);
    test.moveTo(day(21) - 1);
    expect(codeOf(collect(test))).toBe('VEN-007');
    test.moveTo(day(21));
    done(collect(test));
    expect(test.held(QUEUE)).toBe(0);
  });

  it('of nothing finalises at the next moment that is played', () => {
    const test = world({}, (venues) => {
      Object.assign(venues['lido']!, { queue: { delay_seconds: 0 } });
    });
    ask(test, 'stETH', 2);
    expect(test.world.nextEventAt()).toBe(T0);
    test.moveTo(T0 + 1);
    done(collect(test));
    expect(test.held(QUEUE)).toBe(0);
  });
});

describe('a request outside the bounds of the queue costs its gas and nothing else', () => {
  it.each([
    ['stETH', 0.0099, 'VEN-017'],
    ['stETH', 0.01, 'done'],
    ['stETH', 1_000, 'done'],
    ['stETH', 1_000.001, 'VEN-017'],
    // 0.01 and 1,000 ETH at 1.2.
    ['wstETH', 0.0083, 'VEN-017'],
    ['wstETH', 0.01 / 1.2, 'done'],
    ['wstETH', 1_000 / 1.2, 'done'],
    ['wstETH', 834, 'VEN-017'],
    ['stETH', 0, 'VEN-007'],
    ['stETH', 2_001, 'VEN-001'],
  ])('%s %d: %s', (asset, amount, code) => {
    const test = world();
    const before = test.everything();
    expect(codeOf(test.transact([requestWithdrawal('lido', asset, amount)]))).toBe(code);
    if (code === 'done') return;
    expect(test.everything()).toEqual({ ...before, [ETH]: near(10 - CALL_GAS_ETH) });
    expect(test.world.nextEventAt()).toBe(Infinity);
  });

  it('has no upper bound where none is configured', () => {
    const test = world({}, (venues) => {
      Object.assign(venues['lido']!, { queue: { delay_seconds: 1 } });
    });
    ask(test, 'stETH', 2_000);
    expect(test.held(QUEUE)).toBe(2_000);
  });
});

it('a request in a transaction that is undone was never made', () => {
  const test = world();
  ask(test, 'stETH', 6);
  const saved = test.world.venue('lido')!.save();
  const calls = [requestWithdrawal('lido', 'stETH', 5), stake('lido', 1_000)];
  expect(codeOf(test.transact(calls))).toBe('VEN-001');
  expect(test.world.venue('lido')!.save()).toEqual(saved);
});

it('a claim that is undone can be made again', () => {
  const test = world();
  ask(test, 'stETH', 6);
  test.moveTo(day(5));
  expect(codeOf(test.transact([claim('lido'), stake('lido', 1_000)]))).toBe('VEN-001');
  expect(claims(test)).toEqual([0, 6]);
  done(collect(test));
  expect(claims(test)).toEqual([0, 0]);
});

it('what waits and what is finalised is saved and loaded', () => {
  const [test, resumed] = [world(rateFrom(day(6), 1.14)), world(rateFrom(day(6), 1.14))];
  ask(test, 'stETH', 6);
  test.moveTo(day(2));
  ask(test, 'wstETH', 10);
  test.moveTo(day(5));
  const state = JSON.parse(JSON.stringify(test.world.save())) as JsonObject;
  resumed.world.load(state);
  resumed.now = test.now;
  expect(claims(test)).toEqual([12, 6]);
  expect(resumed.world.save()).toEqual(state);
  for (const one of [test, resumed]) {
    one.moveTo(day(7));
    done(collect(one));
  }
  expect(resumed.everything()).toEqual(test.everything());
  expect(claims(resumed)).toEqual([0, 0]);
});
