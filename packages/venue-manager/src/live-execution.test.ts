import type { Outcome } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { buy, cover, decision, errorOf, short } from './testing/bench.js';
import { liveBench } from './testing/live-bench.js';

type Live = ReturnType<typeof liveBench>;

const UNKNOWN: Outcome = { kind: 'unknown', message: 'no answer' };
const btc = ({ positions }: Live) => positions.quantity('binance:spot:BTC');
const submitted = (one = liveBench()) => {
  one.manager.submit(decision('entry_full', [buy(1), short(1)], 30), one.now);
  return one;
};
/** What the bench's venues tell of unknown references. */
const NOT_THERE = { kind: 'never_existed' } as const;

describe('a live run', () => {
  it('decides nothing before every venue holds what is expected', () => {
    const one = liveBench();
    expect(one.manager.mayDecide(one.now)).toBe(true);
    one.manager.started('another0');
    expect(one.manager.mayDecide(one.now)).toBe(false);
    const asked = one.goOn();
    expect(asked.map(({ kind }) => kind).filter((kind) => kind === 'read_history')).toHaveLength(4);
    expect(one.manager.mayDecide(one.now)).toBe(true);
  });

  it('names orders after the run and the instruction, and bounds their price and time', () => {
    const one = submitted();
    const { request, validUntilMs } = one.expects('execute');
    expect(request).toMatchObject({ clientRef: 'k3f9qz1a-b1-1', worstPriceQuote: 40_400 });
    expect(validUntilMs).toBe(one.now + 5_000);
  });

  it('proposes without changing anything', () => {
    const one = submitted();
    const before = JSON.stringify(one.manager.save());
    const first = one.manager.next(one.now);
    expect(one.manager.next(one.now)).toEqual(first);
    expect(JSON.stringify(one.manager.save())).toBe(before);
  });
});

describe('an unknown outcome', () => {
  it('is asked for, and what the venue has is booked once', () => {
    const one = submitted();
    const sent = one.expects('execute');
    const done = one.fill(sent.request);
    one.settle(sent, UNKNOWN);
    const find = one.expects('find');
    expect(find.clientRef).toBe(sent.request.clientRef);
    one.settle(find, { kind: 'found', outcome: done });
    expect(btc(one)).toBe(1);
    one.goOn();
    expect(one.receipts).toHaveLength(4);
    expect(one.positions.quantity('binance:perp:BTC-USDT')).toBe(-0.4);
  });

  it('is not sent again before the venue must have known of it, and then under the same name', () => {
    const one = submitted();
    const sent = one.expects('execute');
    one.settle(sent, UNKNOWN);
    const certainAfter = sent.validUntilMs! + 5_000;
    let find = one.expects('find');
    for (let finds = 0; one.now <= certainAfter; finds++) {
      expect(finds).toBeLessThan(20);
      one.settle(find, NOT_THERE);
      find = one.expects('find');
    }
    // The first question after that moment, and not long after it.
    expect(one.now).toBe(certainAfter + 1);
    one.settle(find, NOT_THERE);
    const again = one.expects('execute');
    expect(again.request).toMatchObject({ clientRef: sent.request.clientRef });
  });

  it('blocks new risk and lets risk be lowered elsewhere, and ends its block when it was overtaken', () => {
    const one = liveBench();
    one.manager.submit(decision('entry_full', [buy(3), short(3)], 30), one.now);
    one.goOn();
    one.manager.submit(decision('entry_full', [buy(1)], 30), one.now);
    const sent = one.expects('execute');
    one.settle(sent, UNKNOWN);
    for (let i = 0; i < 3; i++) one.settle(one.expects('find'), NOT_THERE);
    expect(one.manager.liveStatus(one.now)).toMatchObject({
      unknown_outcomes: [sent.request.clientRef],
    });
    expect(one.manager.mayDecide(one.now)).toBe(true);
    expect(one.manager.mayAddRisk(one.now)).toBe(false);
    const more = () => one.manager.submit(decision('entry_full', [buy(1)], 30), one.now);
    expect(errorOf(more)).toMatchObject({ code: 'VM-005' });

    one.manager.submit(decision('exit_full', [cover(1, 0.3)], 0), one.now);
    const reduction = one.expects('execute');
    expect(reduction.request).toMatchObject({ venue: 'bybit', reduceOnly: true });
    one.settle(reduction, one.fill(reduction.request));
    one.settle(one.expects('read_holdings'), one.holdings('bybit'));
    one.settle(one.expects('find'), { kind: 'found', outcome: one.fill(sent.request) });
    expect(btc(one)).toBe(4);
    one.goOn();
    expect(one.manager.isIdle).toBe(true);
    expect(one.manager.mayAddRisk(one.now)).toBe(true);
  });

  it('is held as well where the venue cannot even be asked, so that the strategy goes on elsewhere', () => {
    const one = submitted();
    one.settle(one.expects('execute'), UNKNOWN);
    for (let i = 0; i < 3; i++) {
      expect(one.manager.mayDecide(one.now)).toBe(false);
      one.settle(one.expects('find'), { kind: 'not_read', message: 'out of service' });
    }
    expect(one.manager.mayDecide(one.now)).toBe(true);
    expect(one.manager.mayAddRisk(one.now)).toBe(false);
  });

  it('is what a refused duplicate means', () => {
    const one = submitted();
    const sent = one.expects('execute');
    one.settle(sent, { kind: 'not_sent', message: 'no line' });
    const again = one.expects('execute');
    expect(again.request.clientRef).toBe(sent.request.clientRef);
    one.settle(again, { kind: 'refused', code: 'VEN-026', message: 'duplicate' });
    one.expects('find');
  });
});

describe('a refusal', () => {
  it('for the moment is waited out, doubling the time, then the block fails and nothing is thrown', () => {
    const one = submitted();
    const times: number[] = [];
    for (let attempt = 0; attempt < 3; attempt++) {
      const sent = one.expects('execute');
      times.push(one.now);
      one.settle(sent, { kind: 'refused', code: 'VEN-028', message: 'too many' });
    }
    expect([times[1]! - times[0]!, times[2]! - times[1]!]).toEqual([100, 200]);
    expect(one.manager.isIdle).toBe(true);
    expect(one.events.at(-1)).toMatchObject({ type: 'instruction_block_execution_failed' });
    expect(one.manager.mayDecide(one.now)).toBe(true);
  });

  it('for good ends the block at once, and the second leg is never sent', () => {
    const one = submitted();
    one.settle(one.expects('execute'), { kind: 'refused', code: 'VEN-001', message: 'too little' });
    expect(one.goOn()).toEqual([]);
    expect(one.receipts).toEqual([]);
  });

  it('of the key halts', () => {
    const one = submitted();
    one.settle(one.expects('execute'), { kind: 'refused', code: 'VEN-029', message: 'revoked' });
    expect(one.manager.tradingState(one.now)).toBe('halted');
    expect(one.manager.mayDecide(one.now)).toBe(false);
  });
});

describe('what is filled', () => {
  it('in part ends the block there: the hedge is decided by what was really filled', () => {
    const one = submitted();
    const sent = one.expects('execute');
    if (sent.request.kind !== 'order') throw new Error('an order is sent first');
    const part = { ...sent.request, quantityBase: 0.4 };
    one.settle(sent, one.fill(part));
    const asked = one.goOn();
    expect(asked.map(({ kind }) => kind)).toEqual(['read_holdings', 'give_up']);
    expect(btc(one)).toBe(0.4);
    expect(one.events.at(-1)).toMatchObject({ data: { error_code: 'VM-007' } });
    expect(one.manager.mayDecide(one.now)).toBe(true);
  });

  it('is booked once, whether its event comes before the answer, after it, or twice', () => {
    for (const order of ['before', 'after', 'twice'] as const) {
      const one = submitted();
      const sent = one.expects('execute');
      const done = one.fill(sent.request);
      const postings = done.postings.map((posting) => ({ ...posting, effect: 't1' }));
      const told = one.event('t1', postings, { clientRef: sent.request.clientRef });
      if (order !== 'after') one.manager.observe(told, one.now);
      one.settle(sent, { ...done, postings });
      if (order !== 'before') one.manager.observe(told, one.now);
      expect(btc(one)).toBe(1);
      one.goOn();
      expect(one.manager.tradingState(one.now)).toBe('active');
    }
  });
});

describe('an order that rests too long', () => {
  it('is called off, and what it traded until then counts', () => {
    const one = submitted();
    const sent = one.expects('execute');
    if (sent.request.kind !== 'order') throw new Error('an order is sent first');
    one.settle(sent, { kind: 'accepted', ref: 'v1' });
    let asked = one.expects('find') as { readonly kind: string };
    const start = one.now;
    while (asked.kind === 'find') {
      one.settle(asked as never, { kind: 'found', outcome: { kind: 'accepted', ref: 'v1' } });
      one.wait(5_000);
      asked = one.ask(one.now) ?? asked;
    }
    expect(asked.kind).toBe('cancel');
    expect(one.now - start).toBeGreaterThan(29_000);
    // One whose answer is lost is said again, where the order is still there.
    one.settle(asked as never, { kind: 'unknown', message: 'no answer' });
    one.settle(one.expects('find'), { kind: 'found', outcome: { kind: 'accepted', ref: 'v1' } });
    const again = one.expects('cancel');
    one.settle(again, { kind: 'accepted', ref: 'v1' });
    const find = one.expects('find');
    one.settle(find, { kind: 'found', outcome: one.fill({ ...sent.request, quantityBase: 0.2 }) });
    expect(btc(one)).toBe(0.2);
  });
});

describe('one attempt', () => {
  it('does not make what is unknown a failure', () => {
    const one = liveBench((settings) => void (settings.max_retries = 1));
    one.manager.submit(decision('rebalance', [buy(1)]), one.now);
    const sent = one.expects('execute');
    const done = one.fill(sent.request);
    one.settle(sent, UNKNOWN);
    one.settle(one.expects('find'), { kind: 'found', outcome: done });
    expect(one.positions.quantity('binance:spot:BTC')).toBe(1);
  });

  it('is not given up where the venue accepted it and its query is behind', () => {
    const one = liveBench((settings) => void (settings.max_retries = 1));
    one.manager.submit(decision('rebalance', [buy(1)]), one.now);
    const sent = one.expects('execute');
    one.settle(sent, { kind: 'accepted', ref: 'v1' });
    one.settle(one.expects('find'), { kind: 'never_existed' });
    one.settle(one.expects('find'), { kind: 'found', outcome: one.fill(sent.request) });
    expect(one.positions.quantity('binance:spot:BTC')).toBe(1);
  });
});

describe('an order that is called off and stays', () => {
  it('is called off again', () => {
    const one = submitted();
    one.settle(one.expects('execute'), { kind: 'accepted', ref: 'v1' });
    const cancelledAtMs: number[] = [];
    const begin = one.now;
    while (one.now < begin + 80_000) {
      const request = one.ask(one.now);
      if (request === undefined) one.wait(Math.max(1, one.manager.wakeAt() - one.now));
      else if (request.kind === 'cancel') {
        cancelledAtMs.push(one.now - begin);
        one.settle(request, { kind: 'accepted', ref: 'v1' });
      } else if (request.kind === 'find')
        one.settle(request, { kind: 'found', outcome: { kind: 'accepted', ref: 'v1' } });
      else one.settle(request, one.answer(request));
    }
    expect(cancelledAtMs).toEqual([30_000, 60_000]);
  });

  it('is asked for between two words whose answers are lost', () => {
    const one = submitted();
    one.settle(one.expects('execute'), { kind: 'accepted', ref: 'v1' });
    one.wait(31_000);
    const asked: string[] = [];
    for (let i = 0; i < 4; i++) {
      const request = one.ask(one.now)!;
      asked.push(request.kind);
      if (request.kind === 'cancel') one.settle(request, UNKNOWN);
      else one.settle(request, { kind: 'not_read', message: 'down' });
      // So late that everything is due.
      one.wait(10_000);
    }
    expect(asked).toEqual(['cancel', 'find', 'cancel', 'find']);
  });
});

describe('gas', () => {
  it('of what was undone is booked once, told by an event or in the outcome', () => {
    const one = liveBench();
    one.manager.submit(decision('rebalance', [buy(1)]), one.now);
    const sent = one.expects('execute');
    const account = one.accounts.index('binance:spot:USDT');
    const gas = { timeMs: one.now, account, cause: 'gas', delta: -0.01, effect: 'tx1' } as const;
    const told = one.event('tx1', [gas], { venue: 'binance', what: 'funding' });
    one.manager.observe(told, one.now);
    const outcome: Outcome = {
      kind: 'reverted',
      ref: 'tx1',
      code: 'VEN-001',
      message: 'no',
      postings: [gas],
    };
    one.settle(sent, outcome);
    expect(one.positions.quantity('binance:spot:USDT')).toBe(999_999.99);
  });
});

describe('an order that rested in vain', () => {
  it('is followed by one that takes, also where it was called off when its time was over', () => {
    const one = submitted(liveBench((settings) => void (settings.execution_style = 'maker_first')));
    const sent = one.expects('execute');
    expect(sent.request).toHaveProperty('restingPriceQuote');
    one.settle(sent, { kind: 'accepted', ref: 'v1' });
    one.wait(31_000);
    one.settle(one.expects('cancel'), { kind: 'accepted', ref: 'v1' });
    const refused: Outcome = { kind: 'refused', code: 'VEN-022', message: 'called off' };
    one.settle(one.expects('find'), { kind: 'found', outcome: refused });
    const take = one.expects('execute');
    expect(take.request.clientRef).toBe(`${sent.request.clientRef}-take`);
    expect(take.request).not.toHaveProperty('restingPriceQuote');
  });
});
