import { describe, expect, it } from 'vitest';
import { buy, cover, decision, errorOf, short } from './testing/bench.js';
import { liveBench } from './testing/live-bench.js';

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

  it('what lowers risk goes on', () => {
    const one = liveBench();
    one.manager.submit(decision('entry_full', [buy(3), short(3)], 30), one.now);
    one.goOn();
    one.manager.submit(decision('exit_full', [cover(1, 0.3)], 0), one.now);
    one.manager.started('another0');
    expect(one.manager.next(one.now)).toMatchObject({ kind: 'execute' });
  });

  it('a halt for a difference is not over because another venue agrees', () => {
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
});
