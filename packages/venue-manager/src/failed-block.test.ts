import { describe, expect, it } from 'vitest';
import type { ComponentError, InstructionBlock, Outcome } from '@basis/core-types';
import { NOW, bench, block, buy, decision, errorOf, short } from './testing/bench.js';

/** A block under way at its first instruction, and two more of its origin behind it. */
function underWay() {
  const one = bench();
  one.manager.submit(decision('entry_full', [buy(1), short(1)], 30), NOW);
  const request = one.ask(NOW)!;
  for (const id of ['m1', 'm2']) one.manager.submitBlock(block(id, 1), 'strategy_manager', NOW);
  return { ...one, request };
}

const failure = (one: ReturnType<typeof underWay>, outcome: Outcome) =>
  errorOf(() => one.manager.settle(one.request.id, outcome, NOW)) as ComponentError;

describe('a block that fails', () => {
  it.each<[Outcome, string]>([
    [{ kind: 'refused', code: 'VEN-001', message: 'too little' }, 'VEN-001 too little'],
    [{ kind: 'not_sent', message: 'no line' }, 'not_sent: no line'],
    [{ kind: 'unknown', message: 'timed out' }, 'unknown: timed out'],
  ])('on the outcome %o throws VM-001 naming block, instruction and cause', (outcome, why) => {
    const error = failure(underWay(), outcome);
    expect(error).toMatchObject({
      code: 'VM-001',
      component: 'VenueManager',
      severity: 'HIGH',
      message: `entry_full block b1 failed at b1-1 (cex_spot_buy): ${why}`,
      context: {
        block_id: 'b1',
        instruction_id: 'b1-1',
        instruction_type: 'cex_trade',
        dropped_blocks: ['m1', 'm2'],
      },
    });
  });

  it('is dropped with those of its origin behind it, reported and counted; positions stay as they are', () => {
    const one = underWay();
    const error = failure(one, { kind: 'refused', code: 'VEN-001', message: 'too little' });
    expect(one.manager.isIdle).toBe(true);
    expect(one.ask(NOW)).toBeUndefined();
    expect(one.receipts).toEqual([]);
    expect(one.positions.quantity('binance:spot:USDT')).toBe(1_000_000);
    expect(one.events.at(-1)).toMatchObject({
      timestampMs: NOW,
      type: 'instruction_block_execution_failed',
      component: 'VenueManager',
      level: 'ERROR',
      correlationId: 'b1',
      data: error.toDocument(),
    });
    expect(one.manager.getExecutionStatus()).toMatchObject({
      status: 'unhealthy',
      current_block: null,
      blocks_executed: 0,
      blocks_failed: 1,
      queue_length: 0,
    });
    expect(one.manager.checkComponentHealth()).toMatchObject({
      status: 'unhealthy',
      error_count: 1,
    });
    expect(one.interfaces.getRoutingStatus()).toMatchObject({
      instructions_failed: 1,
      current_instruction: null,
    });
  });

  it('leaves a manager that takes and executes the next block', () => {
    const one = underWay();
    failure(one, { kind: 'not_sent', message: 'no line' });
    one.manager.submit(decision('rebalance', [buy(1)]), NOW);
    one.carryOut();
    expect(one.manager.getExecutionStatus()).toMatchObject({
      status: 'degraded',
      blocks_executed: 1,
      blocks_failed: 1,
    });
  });

  it('emits no event where none is wanted', () => {
    const one = underWay();
    one.muted.add('instruction_block_execution_failed');
    const before = one.events.length;
    failure(one, { kind: 'not_sent', message: 'no line' });
    expect(one.events).toHaveLength(before);
  });

  it('may fail at a later instruction: what was done before stays done', () => {
    const one = underWay();
    one.manager.settle(one.request.id, one.answer(one.request), NOW);
    const read = one.ask(NOW)!;
    one.manager.settle(read.id, one.answer(read), NOW);
    const second = one.ask(NOW)!;
    const refused = { kind: 'refused', code: 'VEN-002', message: 'margin' } as const;
    expect(errorOf(() => one.manager.settle(second.id, refused, NOW))).toMatchObject({
      context: { instruction_id: 'b1-2' },
    });
    expect(one.positions.quantity('binance:spot:BTC')).toBe(1);
  });

  it('fails before it is sent where no interface takes an instruction', () => {
    const one = bench();
    const made = block('m1', 1);
    const stray: InstructionBlock = {
      ...made,
      instructions: [{ ...made.instructions[0]!, fromVenue: 'kraken' } as never],
    };
    one.manager.submitBlock(stray, 'manual', NOW);
    const error = errorOf(() => one.ask(NOW)) as ComponentError;
    expect(error).toMatchObject({
      code: 'VM-001',
      context: { block_id: 'm1', cause: { error_code: 'EIM-001' } },
      cause: { code: 'EIM-001' },
    });
    expect(one.ask(NOW)).toBeUndefined();
  });
});

describe('a mismatch on reconciliation', () => {
  it('throws REC-001 with the accounts that differ, expected and actual', () => {
    const one = underWay();
    one.manager.settle(one.request.id, one.answer(one.request), NOW);
    const read = one.ask(NOW)!;
    const btc = one.accounts.index('binance:spot:BTC');
    const told = one.holdings('binance');
    const wrong = {
      ...told,
      quantities: told.quantities.map((q) => (q.account === btc ? { ...q, quantity: 0.9 } : q)),
    };
    expect(errorOf(() => one.manager.settle(read.id, wrong, NOW))).toMatchObject({
      code: 'REC-001',
      severity: 'CRITICAL',
      context: {
        block_id: 'b1',
        instruction_id: 'b1-1',
        dropped_blocks: ['m1', 'm2'],
        cause: {
          error_code: 'REC-001',
          context: {
            venue: 'binance',
            mismatches: [{ account: 'binance:spot:BTC', expected: 1, actual: 0.9 }],
          },
        },
      },
    });
    expect(one.manager.getExecutionStatus()).toMatchObject({
      status: 'unhealthy',
      reconciliation_status: 'failed',
      blocks_failed: 1,
      queue_length: 0,
    });
    expect(one.reconciliation.health.status).toBe('unhealthy');
    expect(one.events.at(-1)).toMatchObject({ type: 'instruction_block_execution_failed' });
    expect(one.ask(NOW)).toBeUndefined();
  });
});

describe('an instruction that took effect but cannot be booked', () => {
  it('fails its block and is never asked for again', () => {
    const one = underWay();
    const outcome = one.answer(one.request) as Extract<Outcome, { kind: 'done' }>;
    // ETH has no price in this market, so gas cannot be valued.
    const gas = { timeMs: NOW, account: one.accounts.index('alchemy:wallet:ETH'), delta: -1 };
    const odd = { ...outcome, postings: [{ ...gas, cause: 'gas' } as const] };
    expect(failure(one, odd)).toMatchObject({
      code: 'DATA-001',
      severity: 'CRITICAL',
      context: { block_id: 'b1', instruction_id: 'b1-1' },
    });
    expect(one.ask(NOW)).toBeUndefined();
    expect(one.manager.getExecutionStatus()).toMatchObject({ blocks_failed: 1 });
  });

  it('does so too where the listener breaks, whatever it throws', () => {
    for (const thrown of [new RangeError('disk full'), 'disk full']) {
      const one = underWay();
      one.receipts.push = () => {
        throw thrown;
      };
      const outcome = one.answer(one.request) as Outcome;
      const error = failure(one, outcome);
      expect(error.code).toBe('VM-001');
      expect(error.message).toContain('disk full');
      expect(one.ask(NOW)).toBeUndefined();
    }
  });
});
