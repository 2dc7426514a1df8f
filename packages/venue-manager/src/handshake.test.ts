import { describe, expect, it } from 'vitest';
import type { Answer } from '@basis/core-types';
import {
  NOW,
  PRICE,
  bench,
  benchConfig,
  block,
  buy,
  cover,
  decision,
  errorOf,
  move,
  short,
} from './testing/bench.js';

const kinds = (one: ReturnType<typeof bench>) =>
  one
    .carryOut()
    .map((request) =>
      request.kind === 'execute'
        ? `execute ${request.request.venue}`
        : request.kind === 'read_holdings'
          ? `read ${request.venue}`
          : 'wait',
    );

describe('the handshake', () => {
  it('reads the holdings of its venue after every instruction, before the next', () => {
    const one = bench();
    one.manager.submit(decision('entry_full', [buy(1), short(1)]), NOW);
    expect(kinds(one)).toEqual([
      'execute binance',
      'read binance',
      'execute binance',
      'read binance',
      'execute bybit',
      'read bybit',
      'execute okx',
      'read okx',
    ]);
    expect(one.manager.isIdle).toBe(true);
  });

  it('reads the source and what is in transit after a transfer, but the source alone within a venue', () => {
    const one = bench();
    one.manager.submit(
      decision('rebalance', [move('spot', 'hedge[1]', 100), move('spot', 'hedge[0]', 100)]),
      NOW,
    );
    expect(kinds(one)).toEqual([
      'execute binance',
      'read binance',
      'read in_transit',
      'execute binance',
      'read binance',
    ]);
  });

  it('sends the id of the instruction as client reference', () => {
    const one = bench();
    one.manager.submit(decision('rebalance', [buy(1)]), NOW);
    expect(one.ask(NOW)).toMatchObject({
      kind: 'execute',
      request: { kind: 'order', clientRef: 'b1-1', quantityBase: 1 },
    });
  });

  it('asks for nothing while an answer is awaited, nor when there is nothing to do', () => {
    const one = bench();
    expect(one.ask(NOW)).toBeUndefined();
    one.manager.submit(decision('rebalance', [buy(1)]), NOW);
    one.manager.submit(decision('rebalance', [buy(1)]), NOW);
    const request = one.ask(NOW)!;
    expect(one.ask(NOW)).toBeUndefined();
    one.manager.settle(request.id, one.answer(request), NOW);
    expect(one.ask(NOW)).toMatchObject({ kind: 'read_holdings' });
    expect(one.ask(NOW)).toBeUndefined();
  });

  it('starts no block before the one under way is reconciled', () => {
    const one = bench();
    one.manager.submit(decision('rebalance', [buy(1)]), NOW);
    one.manager.submit(decision('rebalance', [buy(2)]), NOW);
    expect(one.manager.getExecutionStatus()).toMatchObject({
      current_block: null,
      queue_length: 2,
    });
    const seen: unknown[] = [];
    for (let i = 0; i < 4; i++) {
      const request = one.ask(NOW)!;
      const { current_block, blocks_executed, queue_length } = one.manager.getExecutionStatus();
      seen.push([request.kind, current_block, blocks_executed, queue_length]);
      one.manager.settle(request.id, one.answer(request), NOW);
    }
    expect(seen).toEqual([
      ['execute', 'b1', 0, 1],
      ['read_holdings', 'b1', 0, 1],
      ['execute', 'b2', 1, 0],
      ['read_holdings', 'b2', 1, 0],
    ]);
  });

  it('applies what was done to positions at once, and waits for reconciliation', () => {
    const one = bench();
    one.manager.submit(decision('rebalance', [buy(2)]), NOW);
    const request = one.ask(NOW)!;
    expect(one.manager.getExecutionStatus()).toMatchObject({ reconciliation_status: 'pending' });
    one.manager.settle(request.id, one.answer(request), NOW);
    expect(one.positions.quantity('binance:spot:BTC')).toBe(2);
    expect(one.positions.quantity('binance:spot:USDT')).toBe(1_000_000 - 2 * PRICE);
    expect(one.updates.tightLoops).toBe(1);
    expect(one.manager.getExecutionStatus()).toMatchObject({ reconciliation_status: 'pending' });
    one.carryOut();
    expect(one.manager.getExecutionStatus()).toMatchObject({ reconciliation_status: 'success' });
  });

  it('hands every receipt to its listener, with its block', () => {
    const one = bench();
    const made = one.manager.submit(decision('entry_full', [buy(1), short(1)]), NOW);
    one.carryOut();
    expect(one.receipts.map(({ receipt }) => receipt.instruction)).toEqual(made.instructions);
    for (const { receipt, block: of, now } of one.receipts) {
      expect(of).toBe(made);
      expect(now).toBe(NOW);
      expect(receipt).toMatchObject({ arrivalPrice: PRICE, fillPrice: PRICE });
    }
  });

  it('reads no holdings where reconciliation is switched off', () => {
    const one = bench(benchConfig((settings) => (settings.enable_reconciliation = false)));
    one.manager.submit(decision('entry_full', [buy(1), short(1)]), NOW);
    expect(kinds(one)).toEqual([
      'execute binance',
      'execute binance',
      'execute bybit',
      'execute okx',
    ]);
    expect(one.manager.getExecutionStatus()).toMatchObject({ blocks_executed: 1 });
  });

  it('opens and closes a position over all venues', () => {
    const one = bench();
    one.manager.submit(decision('entry_full', [buy(1), short(1)]), NOW);
    one.manager.submit(decision('exit_full', [cover(0, 0.4), cover(1, 0.3), cover(2, 0.3)]), NOW);
    one.carryOut();
    for (const venue of ['binance', 'bybit', 'okx'])
      expect(one.positions.quantity(`${venue}:perp:BTC-USDT`)).toBeCloseTo(0, 12);
  });
});

const NOTHING: Answer = { kind: 'not_read', message: 'no answer' };

describe('an answer that is not awaited', () => {
  const refusal = (one: ReturnType<typeof bench>, id: string, answer: Answer) =>
    errorOf(() => one.manager.settle(id, answer, NOW));

  it('is refused where nothing is awaited', () => {
    expect(refusal(bench(), 'r1', NOTHING)).toMatchObject({
      code: 'VM-001',
      context: { request_id: 'r1', awaited: null },
    });
  });

  it('is refused under another id, and the awaited one still counts', () => {
    const one = bench();
    one.manager.submit(decision('rebalance', [buy(1)]), NOW);
    const request = one.ask(NOW)!;
    expect(refusal(one, 'r99', one.holdings('binance'))).toMatchObject({
      code: 'VM-001',
      context: { request_id: 'r99', awaited: request.id },
    });
    one.manager.settle(request.id, one.answer(request), NOW);
    one.carryOut();
    expect(one.manager.isIdle).toBe(true);
  });

  it('is refused the second time: an effect is booked once', () => {
    const one = bench();
    one.manager.submit(decision('rebalance', [buy(1)]), NOW);
    const request = one.ask(NOW)!;
    const answer = one.answer(request);
    one.manager.settle(request.id, answer, NOW);
    expect(refusal(one, request.id, answer)).toMatchObject({ code: 'VM-001' });
    one.carryOut();
    expect(refusal(one, request.id, answer)).toMatchObject({ code: 'VM-001' });
    expect(one.positions.quantity('binance:spot:BTC')).toBe(1);
  });

  it.each<Answer['kind']>(['holdings', 'not_read'])(
    'is refused as %s for an execution, which is then not asked for again',
    (kind) => {
      const one = bench();
      one.manager.submit(decision('rebalance', [buy(1)]), NOW);
      const request = one.ask(NOW)!;
      const wrong = kind === 'holdings' ? one.holdings('binance') : NOTHING;
      expect(refusal(one, request.id, wrong)).toMatchObject({ code: 'VM-001' });
      expect(one.ask(NOW)).toBeUndefined();
      one.manager.settle(request.id, one.answer(request), NOW);
      one.carryOut();
      expect(one.receipts).toHaveLength(1);
    },
  );

  it('is refused as an outcome or as the holdings of another venue for a reading', () => {
    const one = bench();
    one.manager.submit(decision('rebalance', [buy(1)]), NOW);
    const execute = one.ask(NOW)!;
    const outcome = one.answer(execute);
    one.manager.settle(execute.id, outcome, NOW);
    const read = one.ask(NOW)!;
    expect(refusal(one, read.id, outcome)).toMatchObject({ code: 'VM-001' });
    expect(refusal(one, read.id, one.holdings('bybit'))).toMatchObject({ code: 'VM-001' });
    one.manager.settle(read.id, one.holdings('binance'), NOW);
    expect(one.manager.isIdle).toBe(true);
  });
});

it('a block made by hand is carried out like any other', () => {
  const one = bench();
  one.manager.submitBlock(block('m1', 0, 250), 'manual', NOW);
  one.carryOut();
  expect(one.positions.quantity('in_transit:USDT')).toBe(250);
  expect(one.positions.quantity('binance:spot:USDT')).toBe(999_750);
});
