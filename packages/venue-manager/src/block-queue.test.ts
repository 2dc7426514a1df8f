import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOW, bench, benchConfig, block, buy, decision, errorOf, short } from './testing/bench.js';

const executed = ({ receipts }: ReturnType<typeof bench>) => [
  ...new Set(receipts.map(({ block: { blockId } }) => blockId)),
];

describe('the queue of blocks', () => {
  it('runs the lowest priority number first, and within one priority the oldest', () => {
    const one = bench();
    for (const [id, priority] of [
      ['a', 20],
      ['b', 30],
      ['c', 0],
      ['d', 20],
      ['e', 0],
    ] as const)
      one.manager.submitBlock(block(id, priority), 'manual', NOW);
    one.carryOut();
    expect(executed(one)).toEqual(['c', 'e', 'a', 'd', 'b']);
  });

  it('does so for any order of submission', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 20 }), (priorities) => {
        const one = bench();
        priorities.forEach((p, i) => one.manager.submitBlock(block(`m${i}`, p), 'manual', NOW));
        one.carryOut();
        const expected = priorities
          .map((priority, i) => ({ priority, i }))
          .sort((a, b) => a.priority - b.priority || a.i - b.i)
          .map(({ i }) => `m${i}`);
        expect(executed(one)).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  it('does not interrupt the block under way for a more urgent one', () => {
    const one = bench();
    one.manager.submit(decision('rebalance', [buy(1), short(1)], 20), NOW);
    const first = one.ask(NOW)!;
    one.manager.submitBlock(block('urgent', 0), 'manual', NOW);
    one.manager.settle(first.id, one.answer(first), NOW);
    one.carryOut();
    expect(executed(one)).toEqual(['b1', 'urgent']);
  });

  it('refuses what is beyond its limit with EXEC-003, and the queued blocks go on', () => {
    const one = bench(benchConfig((settings) => (settings.max_queue_size = 2)));
    one.manager.submitBlock(block('a', 5), 'manual', NOW);
    one.manager.submitBlock(block('b', 5), 'manual', NOW);
    expect(errorOf(() => one.manager.submitBlock(block('c', 0), 'manual', NOW))).toMatchObject({
      code: 'EXEC-003',
      context: { block_id: 'c', queue_length: 2, max_queue_size: 2 },
    });
    expect(one.events.at(-1)).toMatchObject({
      timestampMs: NOW,
      type: 'execution_queue_overflow',
      component: 'VenueManager',
      level: 'WARNING',
      correlationId: 'c',
      data: { error_code: 'EXEC-003' },
    });
    expect(one.manager.getExecutionStatus()).toMatchObject({ status: 'degraded', queue_length: 2 });
    one.carryOut();
    expect(executed(one)).toEqual(['a', 'b']);
    one.manager.submitBlock(block('d', 5), 'manual', NOW);
    expect(one.carryOut()).not.toEqual([]);
  });

  it('refuses a decision in the same way, and then queues nothing of it', () => {
    const one = bench(benchConfig((settings) => (settings.max_queue_size = 1)));
    one.manager.submit(decision('rebalance', [buy(1)]), NOW);
    expect(() => one.manager.submit(decision('rebalance', [buy(2)]), NOW)).toThrowError(
      expect.objectContaining({ code: 'EXEC-003' }),
    );
    one.carryOut();
    expect(one.receipts.map(({ receipt }) => receipt.filledBase)).toEqual([1]);
  });

  it('has no place for a block that is not valid', () => {
    const { manager } = bench();
    expect(() => manager.submitBlock({ blockId: 'x' }, 'manual', NOW)).toThrowError(
      expect.objectContaining({ code: 'VM-003' }),
    );
    expect(manager.isIdle).toBe(true);
  });

  it('takes no block for a decision of which nothing is left after rounding', () => {
    const { manager, events } = bench();
    const made = manager.submit(decision('rebalance', [buy(0.0004)]), NOW);
    expect(made.instructions).toEqual([]);
    expect(manager.isIdle).toBe(true);
    expect(manager.next(NOW)).toBeUndefined();
    expect(events).toEqual([]);
  });

  it('numbers the blocks of decisions, so that no two instructions share an id', () => {
    const one = bench();
    const made = [1, 2].map(() => one.manager.submit(decision('rebalance', [buy(1)]), NOW));
    expect(made.flatMap(({ instructions }) => instructions.map(({ id }) => id))).toEqual([
      'b1-1',
      'b2-1',
    ]);
  });

  it('says of each block where it came from', () => {
    const one = bench();
    one.manager.submit(decision('rebalance', [buy(1)]), NOW);
    one.manager.submitBlock(block('m', 1), 'manual', NOW);
    one.manager.submitBlock(block('r', 1), 'retry', NOW);
    expect(one.events.map(({ type, data }) => [type, data['trigger_source']])).toEqual([
      ['decision', 'strategy_manager'],
      ['decision', 'manual'],
      ['decision', 'retry'],
    ]);
  });
});
