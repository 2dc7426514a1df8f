import type { InstructionBlock } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { awaitedMoney, spends } from './money-under-way.js';
import { buy, decision, short } from './testing/bench.js';
import { liveBench } from './testing/live-bench.js';
import { order, plan, transfer } from './testing/plans.js';

type Live = ReturnType<typeof liveBench>;

const ARRIVAL_MS = 3_600_000;

/** Three bought and shorted; dollars may leave Binance, for nothing. */
function hedged(): Live {
  const one = liveBench((settings, draft) => {
    settings.arrival_timeout = ARRIVAL_MS / 1_000;
    const binance = structuredClone(draft.venue_configs['binance']!);
    if (binance.venue_type === 'cex')
      binance.withdrawals = { USDT: { fee: 0, min_amount: 0, delay_seconds: 900 } };
    draft.venue_configs = { ...draft.venue_configs, binance };
  });
  one.manager.submit(decision('entry_full', [buy(3), short(3)], 30), one.now);
  one.goOn();
  return one;
}

const moved = (id: string, from: string, to: string, amount = 500) => ({
  ...transfer(from, to, amount),
  id,
  estimatedDeltas: {
    [from.split(':')[0]!]: { USDT: -amount },
    [to.split(':')[0]!]: { USDT: amount },
  },
});
const out = moved('m1-1', 'binance:spot', 'alchemy:wallet');
const onward = (name: string) => moved(name, 'alchemy:wallet', 'bybit:margin');
const named = (blockId: string, ...instructions: InstructionBlock['instructions']) => ({
  ...plan(...instructions),
  blockId,
});
const covers = () => named('exit', order('perp', 'buy', 0.9, { venue: 'bybit', reduceOnly: true }));
const sent = (asked: readonly { kind: string }[]) => asked.filter(({ kind }) => kind === 'execute');
const ends = (one: Live) =>
  one.events
    .filter(({ type }) => type === 'instruction_block_execution_failed')
    .map(({ data, correlationId }) => [correlationId, data['error_code'], data['error_message']]);

describe('a block that waits for money under way', () => {
  it('half done lets pass what lowers risk without it, and then ends', () => {
    const one = hedged();
    one.manager.submitBlock(named('m1', out, onward('m1-2')), 'manual', one.now);
    expect(sent(one.goOn())).toHaveLength(1);
    expect(one.manager.mayDecide(one.now)).toBe(false);
    one.manager.submitBlock(covers(), 'manual', one.now);
    expect(sent(one.goOn())).toHaveLength(1);
    expect(one.positions.quantity('bybit:perp:BTC-USDT')).toBeCloseTo(0, 12);
    expect(ends(one)).toMatchObject([
      ['m1', 'VM-007', expect.stringContaining('exit went before')],
    ]);
    expect(one.manager.mayDecide(one.now)).toBe(true);
  });

  it('ends where a position is closed by force: what it was planned for is gone', () => {
    const one = hedged();
    one.manager.submitBlock(named('m1', out, onward('m1-2')), 'manual', one.now);
    expect(sent(one.goOn())).toHaveLength(1);
    const account = one.accounts.index('bybit:perp:BTC-USDT');
    const posting = { timeMs: one.now, account, cause: 'liquidation', delta: 0 } as const;
    const event = { venue: 'bybit', what: 'liquidation' } as const;
    one.manager.observe(one.event('l1', [posting], event), one.now);
    expect(sent(one.goOn())).toHaveLength(0);
    expect(ends(one)).toMatchObject([['m1', 'VM-007', expect.stringContaining('by force')]]);
    expect(one.manager.mayDecide(one.now)).toBe(true);
  });

  it('at the head of the queue lets the same pass and nothing else, and goes on when it has come', () => {
    const one = hedged();
    const road = one.accounts.index('in_transit:USDT');
    one.updates.post(one.now, road, 'transfer', 500);
    one.manager.submitBlock(named('m1', onward('m1-1')), 'manual', one.now);
    one.manager.submitBlock(named('more', order('spot', 'buy', 1)), 'manual', one.now);
    one.manager.submitBlock(covers(), 'manual', one.now);
    expect(sent(one.goOn())).toMatchObject([{ request: { venue: 'bybit', reduceOnly: true } }]);
    expect(one.manager.liveStatus(one.now)['waiting_blocks']).toEqual(['m1', 'more']);
    one.updates.post(one.now, road, 'transfer', -500);
    one.deposit('alchemy', 'wallet', 500);
    expect(sent(one.goOn())).toMatchObject([
      { request: { kind: 'transfer' } },
      { request: { kind: 'order', side: 'buy' } },
    ]);
  });

  it('ends when that has not come in time, and says what it is; the strategy is asked again', () => {
    const one = hedged();
    one.manager.submitBlock(named('m1', out, onward('m1-2')), 'manual', one.now);
    one.goOn();
    one.wait(ARRIVAL_MS);
    one.goOn();
    expect(ends(one)).toEqual([]);
    one.wait(1);
    one.goOn();
    expect(ends(one)).toMatchObject([
      [
        'm1',
        'VM-010',
        expect.stringContaining('m1-2 needs 500 USDT more at alchemy, and they have not arrived'),
      ],
    ]);
    expect(one.manager.mayDecide(one.now)).toBe(true);
  });

  it('waits for margin too: a short behind its top-up is not refused half-way', () => {
    const one = hedged();
    // At leverage 5, 25.9 short need 25.9 * 40,000 / 5 = 207,200; there are 200,000.
    const more = order('perp', 'sell', 25, { venue: 'bybit' });
    const top = moved('m1-1', 'binance:spot', 'bybit:margin', 10_000);
    one.manager.submitBlock(named('m1', top, more), 'manual', one.now);
    expect(sent(one.goOn())).toMatchObject([{ request: { kind: 'transfer' } }]);
    expect(one.manager.isIdle).toBe(false);
    one.updates.post(one.now, one.accounts.index('in_transit:USDT'), 'transfer', -10_000);
    one.deposit('bybit', 'margin', 10_000);
    expect(sent(one.goOn())).toMatchObject([{ request: { kind: 'order', side: 'sell' } }]);
    expect(ends(one)).toEqual([]);
  });

  it('ends in the queue as well', () => {
    const one = hedged();
    one.updates.post(one.now, one.accounts.index('in_transit:USDT'), 'transfer', 500);
    one.manager.submitBlock(named('m1', onward('m1-1')), 'manual', one.now);
    one.wait(ARRIVAL_MS + 1);
    one.goOn();
    expect(ends(one)).toMatchObject([['m1', 'VM-010', expect.any(String)]]);
  });
});

it('what is waited for is spent by what takes of it there, but not by the fee of a perp', () => {
  const one = hedged();
  one.updates.post(one.now, one.accounts.index('in_transit:USDT'), 'transfer', 500);
  const held = { accounts: one.accounts, quantities: one.positions.quantities };
  const awaited = awaitedMoney([onward('m1-1')], held)!;
  expect(awaited).toEqual({ venue: 'alchemy', token: 'USDT', lacks: 500 });
  expect(spends([moved('x', 'alchemy:wallet', 'binance:spot', 1)], awaited)).toBe(true);
  expect(spends([moved('x', 'binance:spot', 'alchemy:wallet', 1)], awaited)).toBe(false);
  const fee = { estimatedDeltas: { bybit: { USDT: -1 } }, venue: 'bybit', reduceOnly: true };
  const atBybit = { ...awaited, venue: 'bybit' };
  expect(spends([order('perp', 'buy', 1, fee)], atBybit)).toBe(false);
  expect(spends([order('spot', 'buy', 1, fee)], atBybit)).toBe(true);
});
