import { describe, expect, it } from 'vitest';
import {
  NOW,
  bench,
  benchConfig,
  buy,
  cover,
  decision,
  errorOf,
  sell,
  short,
} from './testing/bench.js';
import { liveBench, withoutBinance, readUntil } from './testing/live-bench.js';

interface Saved {
  readonly live: { reads: [string, unknown][] };
}

describe('after a start', () => {
  it('nothing that adds risk is sent or taken before every venue has said what it holds', () => {
    const one = liveBench((settings) => void (settings.approve_blocks = true));
    one.manager.submit(decision('entry_full', [buy(1)], 30), one.now);
    one.manager.command({ id: 'c1', kind: 'approve', blockId: 'b1' }, one.now);
    one.manager.started('another0');
    expect(one.manager.mayAddRisk(one.now)).toBe(false);
    const more = () => one.manager.submit(decision('entry_full', [buy(1)], 30), one.now);
    expect(errorOf(more)).toMatchObject({ code: 'VM-005' });
    const asked = one.goOn().map(({ kind }) => kind);
    expect(asked.indexOf('execute')).toBeGreaterThan(asked.indexOf('read_holdings'));
    expect(asked.slice(0, asked.indexOf('execute'))).toEqual(
      Array.from({ length: 4 }, () => ['read_history', 'read_holdings']).flat(),
    );
    expect(one.manager.mayAddRisk(one.now)).toBe(true);
  });

  it('what lowers risk goes on as soon as its own venue has said what it holds', () => {
    const one = liveBench();
    one.manager.submit(decision('entry_full', [buy(3), short(3)], 30), one.now);
    one.goOn();
    one.manager.submit(decision('exit_full', [cover(1, 0.3)], 0), one.now);
    one.manager.started('another0');
    for (const asked of ['binance', 'bybit']) {
      const history = one.expects('read_history');
      expect(history.venue).toBe(asked);
      one.settle(history, { kind: 'history', venue: asked, events: [] });
      one.settle(one.expects('read_holdings'), one.holdings(asked));
    }
    expect(one.manager.next(one.now)).toMatchObject({ kind: 'execute' });
  });

  /** Binance holds less than expected until a halt, and the process starts again. */
  const haltedAndStarted = () => {
    const one = liveBench();
    const posting = { account: one.accounts.index('binance:spot:USDT'), quantity: 900_000 };
    const differs = () => {
      const held = one.holdings('binance');
      const others = held.quantities.filter(({ account }) => account !== posting.account);
      return { ...held, quantities: [...others, posting] };
    };
    const until = one.now + 150_000;
    while (one.now < until) {
      const request = one.ask(one.now);
      if (request === undefined) one.wait(Math.max(1, one.manager.wakeAt() - one.now));
      else if (request.kind === 'read_history')
        one.settle(request, { kind: 'history', venue: request.venue, events: [] });
      else if (request.kind === 'read_holdings')
        one.settle(request, request.venue === 'binance' ? differs() : one.holdings(request.venue));
    }
    expect(one.manager.tradingState(one.now)).toBe('halted');
    one.manager.started('another0');
    return one;
  };

  it('a halt for a difference is not over because another venue agrees', () => {
    const one = haltedAndStarted();
    for (;;) {
      const request = one.ask(one.now);
      if (request === undefined) one.wait(Math.max(1, one.manager.wakeAt() - one.now));
      else if (request.kind === 'read_history')
        one.settle(request, { kind: 'history', venue: request.venue, events: [] });
      else if (request.kind === 'read_holdings' && request.venue !== 'binance') {
        one.settle(request, one.holdings(request.venue));
        break;
      } else one.settle(request, { kind: 'not_read', message: 'slow' });
    }
    expect(one.manager.tradingState(one.now)).toBe('halted');
  });

  it('a halt for a difference is over with it, though another venue does not answer', () => {
    const one = haltedAndStarted();
    const until = one.now + 120_000;
    while (one.now < until) {
      const request = one.ask(one.now);
      if (request === undefined) one.wait(Math.max(1, one.manager.wakeAt() - one.now));
      else if ('venue' in request && request.venue === 'bybit')
        one.settle(request, { kind: 'not_read', message: 'down' });
      else if (request.kind === 'read_history')
        one.settle(request, { kind: 'history', venue: request.venue, events: [] });
      else one.settle(request, one.answer(request));
    }
    expect(one.manager.tradingState(one.now)).toBe('active');
    expect(one.manager.mayDecide(one.now)).toBe(true);
    expect(one.manager.mayAddRisk(one.now)).toBe(false);
  });
});

describe('after a start where one venue does not answer', () => {
  const MINUTE = 60_000;
  const hedged = () => {
    const one = liveBench();
    one.manager.submit(decision('entry_full', [buy(3), short(3)], 30), one.now);
    one.goOn();
    return one;
  };

  it('decisions wait no longer than a difference may last, and then lower risk at the others', () => {
    const one = hedged();
    one.manager.started('another0');
    withoutBinance(one, one.now + 5_000);
    expect(one.manager.mayDecide(one.now)).toBe(false);
    withoutBinance(one, one.now + MINUTE);
    expect(one.manager.mayDecide(one.now)).toBe(true);
    expect(one.manager.mayAddRisk(one.now)).toBe(false);
    expect(one.manager.takesOrders('binance', 'perp')).toBe(false);
    expect(one.manager.paysOut('binance')).toBe(false);
    expect(one.manager.takesOrders('bybit', 'perp')).toBe(true);
    one.manager.submit(decision('exit_full', [cover(1, 0.9)], 0), one.now);
    expect(withoutBinance(one, one.now + 1_000)).toHaveLength(1);
    expect(one.positions.quantity('bybit:perp:BTC-USDT')).toBeCloseTo(0, 12);
    one.goOn(one.now + MINUTE);
    expect(one.manager.mayAddRisk(one.now)).toBe(true);
    expect(one.manager.takesOrders('binance', 'perp')).toBe(true);
  });

  it('nothing is sent there, not even what was planned before the start', () => {
    const one = hedged();
    one.manager.submit(decision('exit_full', [sell(1)], 0), one.now);
    one.manager.started('another0');
    expect(withoutBinance(one, one.now + MINUTE)).toEqual([]);
    expect(one.manager.isIdle).toBe(true);
    const more = () => one.manager.submit(decision('exit_full', [sell(1)], 0), one.now);
    expect(errorOf(more)).toMatchObject({ code: 'VM-005' });
  });

  it('a block that is half done there ends', () => {
    const one = hedged();
    one.manager.submit(decision('exit_full', [cover(0, 0.9), sell(1)], 0), one.now);
    const sent = one.expects('execute');
    one.settle(sent, one.fill(sent.request));
    one.settle(one.expects('read_holdings'), one.holdings('binance'));
    one.manager.started('another0');
    expect(withoutBinance(one, one.now + MINUTE)).toEqual([]);
    expect(one.manager.isIdle).toBe(true);
  });

  it('an order that is unknown there does not stop the others', () => {
    const one = hedged();
    one.manager.submit(decision('rebalance', [buy(1)]), one.now);
    one.settle(one.expects('execute'), { kind: 'unknown', message: 'no answer' });
    one.manager.started('another0');
    withoutBinance(one, one.now + MINUTE);
    expect(one.manager.mayDecide(one.now)).toBe(true);
    expect(one.manager.mayAddRisk(one.now)).toBe(false);
    expect(one.manager.takesOrders('binance', 'perp')).toBe(false);
    one.manager.submit(decision('exit_full', [cover(1, 0.9)], 0), one.now);
    withoutBinance(one, one.now + 1_000);
    expect(one.positions.quantity('bybit:perp:BTC-USDT')).toBeCloseTo(0, 12);
  });

  it('for the first time nothing is decided', () => {
    const config = benchConfig((_settings, draft) => void (draft.execution_mode = 'live'));
    const one = bench(config);
    one.manager.started('k3f9qz1a');
    let now = NOW;
    while (now < NOW + 2 * MINUTE) {
      const request = one.ask(now);
      if (request === undefined) now = Math.max(now + 1, one.manager.wakeAt());
      else if ('venue' in request && request.venue === 'binance')
        one.manager.settle(request.id, { kind: 'not_read', message: 'down' }, now);
      else if (request.kind === 'read_history')
        one.manager.settle(request.id, { kind: 'history', venue: request.venue, events: [] }, now);
      else one.manager.settle(request.id, one.answer(request), now);
    }
    expect(one.manager.mayDecide(now)).toBe(false);
  });

  it('one that came with another configuration keeps no decision waiting, and no risk is added before it answers', () => {
    const former = hedged();
    const state = JSON.parse(JSON.stringify(former.manager.save())) as Saved;
    state.live.reads = state.live.reads.filter(([venue]) => venue !== 'okx');
    const one = bench(benchConfig((_settings, draft) => void (draft.execution_mode = 'live')));
    one.positions.load(former.positions.save());
    one.manager.load(state as never);
    one.manager.started('another0');
    let now = former.now;
    const until = now + 2 * MINUTE;
    while (now < until) {
      const request = one.ask(now);
      if (request === undefined) now = Math.max(now + 1, one.manager.wakeAt());
      else if ('venue' in request && request.venue === 'okx')
        one.manager.settle(request.id, { kind: 'not_read', message: 'down' }, now);
      else if (request.kind === 'read_history')
        one.manager.settle(request.id, { kind: 'history', venue: request.venue, events: [] }, now);
      else if (request.kind === 'read_holdings')
        one.manager.settle(request.id, former.holdings(request.venue, now), now);
      if (now < former.now + 5_000) expect(one.manager.mayDecide(now)).toBe(false);
    }
    expect(one.manager.mayDecide(now)).toBe(true);
    expect(one.manager.mayAddRisk(now)).toBe(false);
    expect(one.manager.paysOut('okx')).toBe(false);
  });

  it('one that differs stops decisions', () => {
    const one = hedged();
    one.manager.started('another0');
    readUntil(one, one.now + 5_000, (held) => {
      const quantities = held.quantities.map((each) => ({ ...each, quantity: each.quantity + 1 }));
      return held.venue === 'binance' ? { ...held, quantities } : held;
    });
    expect(one.manager.mayDecide(one.now)).toBe(false);
  });
});
