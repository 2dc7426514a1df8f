import type { ContractCall, Instruction } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { NOW, decision } from '../testing/bench.js';
import { chainBench, chainConfig } from '../testing/chain-bench.js';
import { leaveAtOnce, leaveByRounds, leverAtOnce, leverByRounds } from '../testing/leverage.js';
import { contextOf, findings } from '../testing/plans.js';
import { planFindings } from './check-plan.js';

describe('a plan on the chain', () => {
  const submitted = (
    one: ReturnType<typeof chainBench>,
    ...legs: Parameters<typeof decision>[1]
  ) => {
    const decided = one.manager.submit(decision('entry_full', legs), NOW);
    return planFindings(decided, contextOf(one));
  };

  it('that builds a loop and leaves it has no findings', () => {
    for (const lever of [leverAtOnce(10, 0.85), leverByRounds(10, 0.85, 0.9)]) {
      const one = chainBench(chainConfig(), 12);
      expect(submitted(one, lever)).toEqual([]);
      one.carryOut();
      const position = { tokens: one.held('aave_v3:supply:wstETH'), owedEth: 170 / 3 };
      const leave = lever.flashEth > 0 ? leaveAtOnce(position) : leaveByRounds(position, 0.94);
      const block = one.manager.submit(decision('exit_full', [leave]), NOW);
      expect(planFindings(block, contextOf(one))).toEqual([]);
      one.carryOut();
      expect(one.manager.isIdle).toBe(true);
    }
  });

  it('lacks what it stakes, once for the whole of its transaction', () => {
    const one = chainBench(chainConfig(), 6);
    expect(submitted(one, leverAtOnce(10, 0.85))).toEqual([
      expect.stringMatching(
        /^b1-1 to b1-\d+ \(flash_borrow, .*\) takes .* from alchemy:wallet:ETH/,
      ),
    ]);
  });

  const act = (call: ContractCall, deltas: Readonly<Record<string, number>>): Instruction => ({
    type: 'smart_contract_action',
    id: 'o1-1',
    action: 'swap',
    call,
    estimatedDeltas: { alchemy: deltas },
  });
  const weth = { protocol: 'aave_v3', asset: 'WETH', amount: 1 } as const;
  const wethBy = (amount: number) => act({ call: 'repay', ...weth }, { WETH: amount });

  it('lacks nothing where sums differ by binary fractions of what came and went', () => {
    const together = [-0.1, -0.2, 0.3].map((amount) => ({
      ...wethBy(amount),
      atomicGroup: 'one',
    }));
    const one = chainBench();
    expect(-0.1 - 0.2 + 0.3).toBeLessThan(0);
    expect(findings(one, ...together)).toEqual([]);
    expect(findings(one, wethBy(-1e-9))).toHaveLength(1);
  });

  it('has enough of what only a protocol knows the amount of', () => {
    const one = chainBench();
    const protocol = 'aave_v3';
    const spends = act({ call: 'stake', protocol: 'lido', asset: 'ETH', amount: 9 }, { ETH: -9 });
    const all = { asset: 'WETH', amount: 'max' } as const;
    expect(findings(one, spends)).toHaveLength(1);
    const unwraps = act({ call: 'unwrap', protocol: 'alchemy', ...all }, {});
    expect(findings(one, unwraps, spends)).toEqual([]);
    expect(findings(one, act({ call: 'claim_withdrawals', protocol: 'lido' }, {}), spends)).toEqual(
      [],
    );
    expect(findings(one, wethBy(-1))).toHaveLength(1);
    expect(findings(one, act({ call: 'withdraw', protocol, ...all }, {}), wethBy(-1))).toEqual([]);
  });

  it('lacks gas where the wallet has none left', () => {
    const one = chainBench(chainConfig(), 6);
    const stake = { does: 'stake', role: 'chain', token: 'ETH', amount: 6 } as const;
    expect(submitted(one, stake)[0]).toMatch(/alchemy:wallet:ETH, which then has 0.00\d+ less/);
    expect(submitted(one, { ...stake, amount: 5.9 })).toEqual([]);
  });
});
