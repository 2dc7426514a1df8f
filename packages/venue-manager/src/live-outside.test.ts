import type { OperatorCommand, Posting, VenueHoldings } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { buy, cover, decision, errorOf, short } from './testing/bench.js';
import { liveBench, readUntil } from './testing/live-bench.js';

type Live = ReturnType<typeof liveBench>;

const MINUTE = 60_000;
const state = (one: Live) => one.manager.tradingState(one.now);
const usdt = (one: Live) => one.positions.quantity('binance:spot:USDT');

/** What Binance holds, changed by somebody else. */
function changed(one: Live, id: string, quantity: number): VenueHoldings {
  const held = one.holdings('binance');
  const account = one.accounts.index(id);
  const others = held.quantities.filter((other) => other.account !== account);
  return { ...held, quantities: [...others, { account, quantity }] };
}

/** Reads all that is due; Binance holds what it is made to. */
const readAll = (one: Live, binance: VenueHoldings, until: number) =>
  readUntil(one, until, (held) =>
    held.venue === 'binance' ? { ...binance, asOfMs: held.asOfMs } : held,
  );

describe('a venue that holds something else than expected', () => {
  it('is found without a trade, asked for its history and again, and halts when it lasts', () => {
    const one = liveBench();
    const begin = one.now;
    const asked = readAll(one, changed(one, 'binance:spot:USDT', 900_000), begin + 80_000);
    expect(asked).toContain('read_history');
    expect(state(one)).toBe('halted');
    expect(one.manager.mayDecide(one.now)).toBe(false);
    expect(one.events.map(({ type }) => type)).toContain('reconciliation_timeout');
    expect(usdt(one)).toBe(1_000_000);
    // The rest of what was thought missing arrives after all.
    readAll(one, one.holdings('binance'), one.now + 2 * MINUTE);
    expect(state(one)).toBe('active');
    expect(one.manager.mayDecide(one.now)).toBe(true);
  });

  it('is no difference where its history tells what was missed', () => {
    const one = liveBench();
    one.wait(MINUTE);
    const posting: Posting = {
      timeMs: one.now,
      account: one.accounts.index('binance:spot:USDT'),
      cause: 'funding',
      delta: 5,
      effect: 'f1',
    };
    const holds = changed(one, 'binance:spot:USDT', 1_000_005);
    const read = one.expects('read_holdings');
    expect(read.venue).toBe('binance');
    one.settle(read, holds);
    expect(one.manager.mayDecide(one.now)).toBe(false);
    let history = one.ask(one.now);
    while (history?.kind !== 'read_history') {
      if (history?.kind === 'read_holdings')
        one.settle(history, history.venue === 'binance' ? holds : one.holdings(history.venue));
      else one.wait(100);
      history = one.ask(one.now);
    }
    const event = one.event('f1', [posting], { what: 'funding' });
    one.settle(history, { kind: 'history', venue: 'binance', events: [event, event] });
    one.settle(one.expects('read_holdings'), { ...holds, asOfMs: one.now });
    expect(usdt(one)).toBe(1_000_005);
    expect(one.manager.mayDecide(one.now)).toBe(true);
    expect(state(one)).toBe('active');
  });

  it('is found at once where its line had broken off, by its history', () => {
    const one = liveBench();
    one.wait(1_000);
    expect(one.ask(one.now)).toBeUndefined();
    one.manager.reconnected('binance', one.now);
    expect(one.expects('read_history').venue).toBe('binance');
  });

  it('is taken for right where the policy says so, and counted as what came in', () => {
    const one = liveBench((settings) => void (settings.on_difference = 'adopt'));
    readAll(one, changed(one, 'binance:spot:USDT', 900_000), one.now + 80_000);
    expect(usdt(one)).toBe(900_000);
    expect(state(one)).toBe('active');
    expect(one.events.filter(({ data }) => data['error_code'] === 'REC-002')).toHaveLength(1);
  });

  it('is taken for right when an operator says so', () => {
    const one = liveBench();
    const holds = changed(one, 'binance:spot:USDT', 900_000);
    readAll(one, holds, one.now + 80_000);
    one.manager.command({ id: 'c1', kind: 'adopt', venue: 'binance' }, one.now);
    readAll(one, holds, one.now + 1_000);
    expect(usdt(one)).toBe(900_000);
    expect(state(one)).toBe('active');
  });

  it('at the very first start halts where that is a position, unless it may be begun with', () => {
    const order = {
      kind: 'order',
      venue: 'binance',
      clientRef: 'by hand',
      market: 'perp',
      symbol: 'BTC-USDT',
      side: 'sell',
      quantityBase: 0.5,
      reduceOnly: false,
    } as const;
    for (const adopts of [false, true]) {
      const one = liveBench(
        (settings) => void (settings.adopt_positions = adopts),
        ({ fill }) => void fill(order),
      );
      expect(state(one)).toBe(adopts ? 'active' : 'halted');
      expect(one.positions.quantity('binance:perp:BTC-USDT')).toBe(adopts ? -0.5 : 0);
      expect(one.manager.mayDecide(one.now)).toBe(adopts);
    }
  });
});

describe('what somebody else did', () => {
  it('is booked and told, and no risk is added until an operator resumes', () => {
    const one = liveBench();
    const account = one.accounts.index('binance:spot:BTC');
    const posting: Posting = { timeMs: one.now, account, cause: 'fill', delta: 0.1 };
    one.manager.observe(one.event('t9', [posting], { clientRef: 'web-1' }), one.now);
    expect(one.positions.quantity('binance:spot:BTC')).toBe(0.1);
    expect(state(one)).toBe('reduce_only');
    expect(one.events.some(({ data }) => data['external'] === true)).toBe(true);
    one.manager.command({ id: 'c1', kind: 'resume' }, one.now);
    expect(state(one)).toBe('active');
  });

  it('by force is booked and told with a code, once, and stops nothing', () => {
    const one = liveBench();
    const account = one.accounts.index('binance:perp:BTC-USDT');
    const posting: Posting = { timeMs: one.now, account, cause: 'liquidation', delta: 0.4 };
    for (const what of ['deleveraging', 'liquidation'] as const) {
      const event = one.event(what, [posting], { what });
      for (const told of [event, event]) one.manager.observe(told, one.now);
      const codes = one.events.filter(({ data }) => data['error_code'] === 'VEN-031');
      expect(codes.map(({ data }) => data['error_message'])).toContain(
        `binance has closed a position by force (${what} ${what})`,
      );
      expect(one.events.filter(({ data }) => data['what'] === what)).toMatchObject([
        { type: 'venue_event', level: 'ERROR', data: { external: false } },
      ]);
    }
    expect(one.positions.quantity('binance:perp:BTC-USDT')).toBe(0.8);
    expect(one.events.filter(({ data }) => data['error_code'] === 'VEN-031')).toHaveLength(2);
    expect(state(one)).toBe('active');
  });

  it('in the book is noticed with the holdings', () => {
    const one = liveBench();
    one.wait(MINUTE);
    const read = one.expects('read_holdings');
    const order = {
      ref: 'v1',
      clientRef: null,
      symbol: 'BTC-USDT',
      side: 'buy',
      restBase: 1,
    } as const;
    one.settle(read, { ...one.holdings(read.venue), openOrders: [order] });
    expect(state(one)).toBe('reduce_only');
  });
});

describe('an operator', () => {
  const say = (one: Live, command: OperatorCommand) => one.manager.command(command, one.now);

  it('stops what adds risk and lets what lowers it pass, halted or not', () => {
    for (const kind of ['reduce_only', 'halt'] as const) {
      const one = liveBench();
      one.manager.submit(decision('entry_full', [buy(3), short(3)], 30), one.now);
      one.goOn();
      say(one, { id: 'c1', kind, reason: 'looks odd' });
      expect(one.manager.mayDecide(one.now)).toBe(kind === 'reduce_only');
      expect(
        errorOf(() => one.manager.submit(decision('entry_full', [buy(1)], 30), one.now)),
      ).toMatchObject({ code: 'VM-005', message: expect.stringContaining('looks odd') as string });
      one.manager.submit(decision('exit_full', [cover(1, 0.9)], 0), one.now);
      one.goOn();
      expect(one.positions.quantity('bybit:perp:BTC-USDT')).toBeCloseTo(0, 12);
    }
  });

  it('stops a block under way before its next order that adds risk', () => {
    const one = liveBench();
    one.manager.submit(decision('entry_full', [buy(1), short(1)], 30), one.now);
    const sent = one.expects('execute');
    say(one, { id: 'c1', kind: 'halt', reason: 'now' });
    one.settle(sent, one.fill(sent.request));
    const asked = one.goOn().map(({ kind }) => kind);
    expect(asked).toEqual(['read_holdings', 'give_up']);
    expect(one.positions.quantity('binance:spot:BTC')).toBe(1);
  });

  it('is heard once by each word', () => {
    const one = liveBench();
    say(one, { id: 'c1', kind: 'halt', reason: 'now' });
    say(one, { id: 'c2', kind: 'resume' });
    say(one, { id: 'c1', kind: 'halt', reason: 'now' });
    expect(state(one)).toBe('active');
  });

  it('approves or rejects every block where blocks wait for it', () => {
    const one = liveBench((settings) => void (settings.approve_blocks = true));
    one.manager.submit(decision('rebalance', [buy(1)]), one.now);
    one.manager.submit(decision('rebalance', [buy(2)]), one.now);
    expect(one.goOn()).toEqual([]);
    expect(one.manager.mayDecide(one.now)).toBe(false);
    expect(errorOf(() => say(one, { id: 'c0', kind: 'approve', blockId: 'b7' }))).toMatchObject({
      code: 'VM-009',
    });
    say(one, { id: 'c1', kind: 'reject', blockId: 'b1' });
    say(one, { id: 'c2', kind: 'approve', blockId: 'b2' });
    expect(one.goOn().map(({ kind }) => kind)).toEqual(['execute', 'read_holdings']);
    expect(one.manager.isIdle).toBe(true);
  });
});

describe('a block that would fail half-way', () => {
  it('is refused before its first order, with everything that is wrong with it', () => {
    const one = liveBench();
    const greedy = () =>
      one.manager.submit(decision('entry_full', [buy(10), short(120)], 30), one.now);
    expect(errorOf(greedy)).toMatchObject({ code: 'VM-004' });
    expect(one.manager.isIdle).toBe(true);
    expect(one.goOn()).toEqual([]);
  });
});

describe('limits', () => {
  it('of what may be lost in a day', () => {
    const one = liveBench((settings) => void (settings.max_daily_loss = 0.05));
    one.manager.look(1, one.now);
    one.manager.look(0.96, one.now);
    expect(state(one)).toBe('active');
    one.manager.look(0.94, one.now);
    expect(state(one)).toBe('reduce_only');
    expect(one.events.at(-1)).toMatchObject({ data: { error_code: 'VM-008' } });
  });

  it('of requests within a minute, those that lower risk not counted', () => {
    const one = liveBench((settings) => void (settings.max_requests_per_minute = 2));
    one.manager.submit(decision('entry_full', [buy(1), short(1)], 30), one.now);
    const begin = one.now;
    one.goOn(begin + 59_000);
    expect(one.receipts).toHaveLength(2);
    one.goOn(begin + 61_000);
    expect(one.receipts).toHaveLength(4);
  });

  it('of blocks that fail one after another: then only risk is lowered for a while', () => {
    const one = liveBench();
    for (let i = 0; i < 3; i++) {
      expect(state(one)).toBe('active');
      one.manager.submit(decision('rebalance', [buy(1)]), one.now);
      one.settle(one.expects('execute'), { kind: 'refused', code: 'VEN-001', message: 'no' });
    }
    expect(state(one)).toBe('reduce_only');
    one.wait(5 * MINUTE);
    expect(state(one)).toBe('active');
  });
});

describe('a shadow run', () => {
  it('decides and tells, and sends nothing', () => {
    const one = liveBench((settings) => void (settings.shadow = true));
    one.manager.submit(decision('entry_full', [buy(1), short(1)], 30), one.now);
    expect(one.goOn()).toEqual([]);
    expect(one.manager.isIdle).toBe(true);
    expect(one.events.at(-1)).toMatchObject({ type: 'decision', data: { block_id: 'b1' } });
  });
});
describe('names of venues', () => {
  it('are their own: the same name at another venue is another thing', () => {
    const one = liveBench();
    const paid = (venue: string, bucket: string): Posting => ({
      timeMs: one.now,
      account: one.accounts.index(`${venue}:${bucket}:USDT`),
      cause: 'funding',
      delta: 5,
    });
    const funding = { what: 'funding' } as const;
    one.manager.observe(one.event('17', [paid('binance', 'margin')], funding), one.now);
    const other = one.event('17', [paid('bybit', 'margin')], { ...funding, venue: 'bybit' });
    one.manager.observe(other, one.now);
    expect(one.positions.quantity('binance:margin:USDT')).toBe(200_005);
    expect(one.positions.quantity('bybit:margin:USDT')).toBe(200_005);
  });
});

describe('money under way', () => {
  it('whose arrival nobody told is what a venue holds more of, and is not counted twice', () => {
    const one = liveBench((settings) => void (settings.on_difference = 'adopt'));
    const changes = [
      ['binance:spot:USDT', -100],
      ['in_transit:USDT', 100],
    ] as const;
    for (const [id, delta] of changes)
      one.updates.post(one.now, one.accounts.index(id), 'transfer', delta);
    const arrived = new Map([
      [one.accounts.index('binance:spot:USDT'), 999_900],
      [one.accounts.index('bybit:margin:USDT'), 200_130],
    ]);
    const readFor = (ms: number) =>
      readUntil(one, one.now + ms, (held) => ({
        ...held,
        quantities: held.quantities.map(({ account, quantity }) => {
          return { account, quantity: arrived.get(account) ?? quantity };
        }),
      }));
    readFor(150_000);
    // 100 of the 130 more were under way.
    expect(one.positions.quantity('bybit:margin:USDT')).toBe(200_130);
    expect(one.positions.quantity('in_transit:USDT')).toBe(0);
    expect(state(one)).toBe('active');
    // It is told after all.
    const postings = [
      ['in_transit:USDT', -100],
      ['bybit:margin:USDT', 100],
    ] as const;
    const told = postings.map(([id, delta]) => {
      return {
        timeMs: one.now,
        account: one.accounts.index(id),
        cause: 'transfer',
        delta,
      } as const;
    });
    one.manager.observe(one.event('a1', told, { venue: 'bybit', what: 'arrival' }), one.now);
    readFor(150_000);
    expect(one.positions.quantity('bybit:margin:USDT')).toBe(200_130);
    expect(one.positions.quantity('in_transit:USDT')).toBe(0);
  });
});
