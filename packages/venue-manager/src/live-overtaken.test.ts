import type { Outcome } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { buy, cover, decision, short } from './testing/bench.js';
import { liveBench } from './testing/live-bench.js';
import { order, plan } from './testing/plans.js';

type Live = ReturnType<typeof liveBench>;

const REFUSED: Outcome = { kind: 'refused', code: 'VEN-001', message: 'too little' };
const waits = (one: Live) => one.manager.liveStatus(one.now)['waiting_blocks'];

const hedged = () => {
  const one = liveBench();
  one.manager.submit(decision('entry_full', [buy(3), short(3)], 30), one.now);
  one.goOn();
  return one;
};
const byHand = (one: Live, blockId: string, made: ReturnType<typeof order>) =>
  one.manager.submitBlock({ ...plan(made), blockId, priority: 40 }, 'manual', one.now);
const reduction = () => order('perp', 'buy', 0.9, { venue: 'bybit', reduceOnly: true });

describe('a block that fails', () => {
  it('of the strategy takes none of an operator with it', () => {
    const one = hedged();
    one.manager.submit(decision('rebalance', [buy(1)]), one.now);
    const sent = one.expects('execute');
    byHand(one, 'less', reduction());
    byHand(one, 'more', order('spot', 'buy', 1));
    one.settle(sent, REFUSED);
    expect(waits(one)).toEqual(['less', 'more']);
    one.goOn();
    expect(one.positions.quantity('bybit:perp:BTC-USDT')).toBeCloseTo(0, 12);
  });

  it('of an operator takes those of his that add risk, and none that lowers it', () => {
    const one = hedged();
    byHand(one, 'first', order('spot', 'buy', 2));
    const sent = one.expects('execute');
    one.manager.submit(decision('rebalance', [buy(1)]), one.now);
    byHand(one, 'less', reduction());
    byHand(one, 'more', order('spot', 'buy', 1));
    one.settle(sent, REFUSED);
    expect(waits(one)).toEqual(['b3', 'less']);
  });
});

it('a queued block that is given up before it began overtakes nothing that is held', () => {
  const one = hedged();
  one.manager.submit(decision('rebalance', [buy(1), short(1)]), one.now);
  const sent = one.expects('execute');
  byHand(one, 'more', order('spot', 'buy', 1));
  one.settle(sent, { kind: 'unknown', message: 'no answer' });
  for (let i = 0; i < 3; i++) {
    one.wait(1_000);
    one.settle(one.expects('find'), { kind: 'never_existed' });
  }
  expect(one.expects('give_up').blockId).toBe('more');
  one.settle(one.expects('find'), { kind: 'found', outcome: one.fill(sent.request) });
  one.goOn();
  // All three shorts of the block that was held have followed.
  expect(one.positions.quantity('okx:perp:BTC-USDT')).toBeCloseTo(-1.2, 12);
  one.manager.submit(decision('exit_full', [cover(1, 0.3)], 0), one.now);
  expect(one.goOn().map(({ kind }) => kind)).toContain('execute');
});
