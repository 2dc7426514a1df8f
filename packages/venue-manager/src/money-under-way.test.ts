import {
  IN_TRANSIT,
  type Answer,
  type Instruction,
  type InstructionBlock,
  type Leg,
  type Posting,
} from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { awaitedMoney } from './money-under-way.js';
import { NOW, bench, decision } from './testing/bench.js';
import { chainBench, chainConfig } from './testing/chain-bench.js';
import { leaveAtOnce, leaveByRounds, leverAtOnce, leverByRounds } from './testing/leverage.js';

const LATER = NOW + 900_000;

/** Binance to the wallet, and on from there: the second step has only what the first one brings. */
const BLOCK: InstructionBlock = {
  blockId: 'b1',
  action: 'rebalance',
  priority: 20,
  reason: 'test',
  instructions: [
    {
      type: 'wallet_transfer',
      id: 'b1-1',
      action: 'transfer',
      fromVenue: 'binance',
      fromBucket: 'spot',
      toVenue: 'alchemy',
      toBucket: 'wallet',
      token: 'USDT',
      amount: 500,
      estimatedDeltas: { binance: { USDT: -500 }, alchemy: { USDT: 500 } },
    },
    {
      type: 'wallet_transfer',
      id: 'b1-2',
      action: 'transfer',
      fromVenue: 'alchemy',
      fromBucket: 'wallet',
      toVenue: 'bybit',
      toBucket: 'margin',
      token: 'USDT',
      amount: 500,
      estimatedDeltas: { alchemy: { USDT: -500 }, bybit: { USDT: 500 } },
    },
  ],
};

describe('a step that uses what an earlier one sent', () => {
  it('waits until it has arrived', () => {
    const one = bench();
    one.manager.submitBlock(BLOCK, 'manual', NOW);
    const asked = one.carryOut();
    expect(asked.map(({ kind }) => kind)).toEqual(['execute', 'read_holdings', 'read_holdings']);
    expect(one.manager.isIdle).toBe(false);
    expect(one.ask(LATER - 1)).toBeUndefined();

    const arrival = (id: string, delta: number): Posting => ({
      timeMs: LATER,
      account: one.accounts.index(id),
      cause: 'transfer',
      delta,
    });
    for (const { timeMs, account, cause, delta } of [
      arrival('in_transit:USDT', -500),
      arrival('alchemy:wallet:USDT', 500),
    ])
      one.updates.post(timeMs, account, cause, delta);
    expect(one.ask(LATER)).toMatchObject({
      kind: 'execute',
      request: { clientRef: 'b1-2', amount: 500 },
    });
  });

  it('is sent at once where nothing is under way: its venue says what is missing', () => {
    const one = bench();
    one.manager.submitBlock({ ...BLOCK, instructions: BLOCK.instructions.slice(1) }, 'manual', NOW);
    expect(one.ask(NOW)?.kind).toBe('execute');
  });

  it('waits for the wallet it takes from: what lies in another of the same venue is no help', () => {
    const one = bench();
    one.manager.submitBlock(BLOCK, 'manual', NOW);
    one.carryOut();
    const held = { accounts: one.accounts, quantities: one.positions.quantities };
    const from = (fromBucket: 'spot' | 'margin') => ({
      ...BLOCK.instructions[0]!,
      fromBucket,
      estimatedDeltas: { binance: { USDT: -500 } },
    });
    // Binance has 999,500 in its spot wallet and nothing in its margin.
    expect(awaitedMoney([from('spot') as Instruction], held)).toBeUndefined();
    expect(awaitedMoney([from('margin') as Instruction], held)).toEqual({
      venue: 'binance',
      token: 'USDT',
      lacks: 500,
    });
  });

  it('does not wait for what it does not need', () => {
    const one = bench();
    one.manager.submitBlock(BLOCK, 'manual', NOW);
    one.carryOut();
    const { accounts, positions } = one;
    const other = { ...BLOCK.instructions[1]!, estimatedDeltas: { binance: { USDT: -500 } } };
    expect(awaitedMoney([other], { accounts, quantities: positions.quantities })).toBeUndefined();
    const position = { ...other, estimatedDeltas: { bybit: { 'BTC-USDT:perp': -1 } } };
    expect(
      awaitedMoney([position], { accounts, quantities: positions.quantities }),
    ).toBeUndefined();
  });

  it('counts what goes together as one: what its first part brings, its second may spend', () => {
    const one = bench();
    one.manager.submitBlock(BLOCK, 'manual', NOW);
    one.carryOut();
    const { accounts, positions } = one;
    const held = { accounts, quantities: positions.quantities };
    const step = (...deltas: readonly number[]) =>
      deltas.map((USDT) => ({
        ...BLOCK.instructions[1]!,
        estimatedDeltas: { alchemy: { USDT } },
      }));
    expect(awaitedMoney(step(500, -500), held)).toBeUndefined();
    expect(awaitedMoney(step(500, -300, -201), held)).toBeDefined();
  });
});

describe('on the chain', () => {
  const send = (one: ReturnType<typeof chainBench>, asset: string, amount: number) =>
    one.updates.post(NOW, one.accounts.index(`in_transit:${asset}`), 'transfer', amount);

  const submit = (
    one: ReturnType<typeof chainBench>,
    action: 'entry_full' | 'exit_full',
    leg: Leg,
  ) => one.manager.submit(decision(action, [leg]), NOW);

  it('nothing waits for what its transaction or an earlier one brings', () => {
    for (const lever of [leverAtOnce(10, 0.85), leverByRounds(10, 0.85, 0.9)]) {
      const one = chainBench(chainConfig(), 12);
      for (const asset of ['ETH', 'WETH', 'wstETH']) send(one, asset, 1);
      submit(one, 'entry_full', lever);
      one.carryOut();
      expect(one.manager.isIdle).toBe(true);
      const position = { tokens: one.held('aave_v3:supply:wstETH'), owedEth: 170 / 3 };
      const leave = lever.flashEth > 0 ? leaveAtOnce(position) : leaveByRounds(position, 0.94);
      submit(one, 'exit_full', leave);
      one.carryOut();
      expect(one.held('aave_v3:supply:wstETH')).toBe(0);
    }
  });

  it('a lever waits for what it stakes', () => {
    const one = chainBench(chainConfig(), 6);
    send(one, 'ETH', 5);
    submit(one, 'entry_full', leverAtOnce(10, 0.85));
    expect(one.ask(NOW)).toBeUndefined();
    send(one, 'ETH', -5);
    one.world.deposit('alchemy', 'wallet', 'ETH', 5, NOW, one.updates);
    one.carryOut();
    expect(one.held('aave_v3:debt:WETH')).toEqual(expect.closeTo(-170 / 3, 9));
  });
});

it('an answer for money in motion still reads its own account', () => {
  const one = bench();
  one.manager.submitBlock(BLOCK, 'manual', NOW);
  const reads: string[] = [];
  for (let request = one.ask(NOW); request !== undefined; request = one.ask(NOW)) {
    if (request.kind === 'read_holdings') reads.push(request.venue);
    const answer: Answer = one.answer(request);
    one.manager.settle(request.id, answer, NOW);
  }
  expect(reads).toEqual(['binance', IN_TRANSIT]);
});
