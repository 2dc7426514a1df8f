import type { JsonObject } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { NOW, bench, buy, decision } from './testing/bench.js';

describe('status and health', () => {
  it('have the fields of the specification, and no others', () => {
    const { manager } = bench();
    expect(manager.getExecutionStatus()).toEqual({
      status: 'healthy',
      current_block: null,
      reconciliation_status: 'pending',
      blocks_executed: 0,
      blocks_failed: 0,
      queue_length: 0,
      execution_mode: 'backtest',
    });
    expect(manager.checkComponentHealth()).toEqual({
      status: 'healthy',
      error_count: 0,
      execution_mode: 'backtest',
      supported_actions_count: 5,
      instruction_blocks_processed: 0,
      component: 'VenueManager',
    });
  });

  it('count executed and failed blocks together as processed', () => {
    const one = bench();
    one.manager.submit(decision('rebalance', [buy(1)]), NOW);
    one.carryOut();
    one.manager.submit(decision('rebalance', [buy(1)]), NOW);
    const { id } = one.ask(NOW)!;
    expect(() => one.manager.settle(id, { kind: 'not_sent', message: '' }, NOW)).toThrow();
    expect(one.manager.checkComponentHealth()).toMatchObject({ instruction_blocks_processed: 2 });
    expect(one.manager.getExecutionStatus()).toMatchObject({
      blocks_executed: 1,
      blocks_failed: 1,
    });
  });
});

describe('saving and loading', () => {
  it('goes on counting where it stopped, so that ids stay unique', () => {
    const one = bench();
    one.manager.submit(decision('rebalance', [buy(1)]), NOW);
    const asked = one.carryOut();
    const saved = one.manager.save();
    expect(JSON.parse(JSON.stringify(saved))).toEqual(saved);

    const other = bench();
    other.manager.load(saved);
    expect(other.manager.save()).toEqual(saved);
    expect(other.manager.getExecutionStatus()).toMatchObject({ blocks_executed: 1 });
    const { blockId } = other.manager.submit(decision('rebalance', [buy(1)]), NOW);
    expect(blockId).toBe('b2');
    const ids = [...asked, ...other.carryOut()].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('keeps the blocks that wait, and a load is refused where some do', () => {
    const one = bench();
    const fresh = one.manager.save();
    one.manager.submit(decision('rebalance', [buy(1)]), NOW);
    const saved = one.manager.save();
    expect(() => one.manager.load(fresh)).toThrowError(
      expect.objectContaining({ code: 'EDS-006' }),
    );

    const other = bench();
    other.manager.load(JSON.parse(JSON.stringify(saved)) as JsonObject);
    expect(other.manager.isIdle).toBe(false);
    expect(other.carryOut().map(({ kind }) => kind)).toEqual(['execute', 'read_holdings']);
  });

  it('is refused while an answer is awaited: what was sent would be sent again', () => {
    const one = bench();
    one.manager.submit(decision('rebalance', [buy(1)]), NOW);
    one.ask(NOW);
    expect(() => one.manager.save()).toThrowError(expect.objectContaining({ code: 'EDS-006' }));
  });
});
