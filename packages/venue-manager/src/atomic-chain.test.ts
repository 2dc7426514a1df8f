import { describe, expect, it } from 'vitest';
import type { ContractCall, InstructionBlock, SmartContractAction } from '@basis/core-types';
import { NOW, errorOf } from './testing/bench.js';
import { CALL_GAS_ETH, RATE, chainBench, chainConfig } from './testing/chain-bench.js';

/** 5 ETH of our own and 10 borrowed: 15 staked, 12 wstETH pledged, 10 WETH owed. */
const LEVER: readonly ContractCall[] = [
  { call: 'flash_borrow', protocol: 'morpho', asset: 'WETH', amount: 10 },
  { call: 'unwrap', protocol: 'alchemy', asset: 'WETH', amount: 10 },
  { call: 'stake', protocol: 'lido', asset: 'ETH', amount: 15 },
  { call: 'supply', protocol: 'aave_v3', asset: 'wstETH', amount: 15 / RATE },
  { call: 'borrow', protocol: 'aave_v3', asset: 'WETH', amount: 10 },
  { call: 'flash_repay', protocol: 'morpho', asset: 'WETH', amount: 10 },
];
/** Five calls and the batch; paying back is part of the loan. */
const GAS_ETH = 6 * CALL_GAS_ETH;

function block(
  calls: readonly ContractCall[],
  change: Partial<SmartContractAction> = { atomicGroup: 'lever' },
): InstructionBlock {
  const instructions = calls.map((call, i) => ({
    type: 'smart_contract_action' as const,
    id: `c1-${i + 1}`,
    action: 'flash_loan' as const,
    call,
    estimatedDeltas: {},
    ...change,
  }));
  return { blockId: 'c1', action: 'entry_full', priority: 30, reason: 'a test', instructions };
}

describe('contract actions of one atomic group', () => {
  it('are one transaction, one receipt, and reconciled at every venue they touched', () => {
    const one = chainBench();
    one.manager.submitBlock(block(LEVER), 'manual', NOW);
    const reads = ['alchemy', 'morpho', 'lido', 'aave_v3'].map(() => 'read_holdings');
    expect(one.carryOut()).toEqual(['execute', ...reads]);

    expect(one.manager.getExecutionStatus()).toMatchObject({
      blocks_executed: 1,
      blocks_failed: 0,
      reconciliation_status: 'success',
    });
    const { held } = one;
    expect(held('aave_v3:supply:wstETH')).toBeCloseTo(12, 12);
    expect(held('aave_v3:debt:WETH')).toBeCloseTo(-10, 12);
    expect(held('alchemy:wallet:ETH')).toBeCloseTo(6 - 5 - GAS_ETH, 12);
    expect(one.disagreements()).toEqual([]);

    expect(one.receipts).toHaveLength(1);
    const [{ receipt }] = one.receipts as [(typeof one.receipts)[number]];
    expect(receipt.instruction.id).toBe('c1-1');
    expect(receipt.chained.map(({ call }) => call)).toEqual(LEVER.slice(1));
    expect(receipt.feeAsset).toBe('ETH');
    expect(receipt.feeAmount).toBeCloseTo(GAS_ETH, 12);
  });

  it('fail as one: what was undone has cost its gas and nothing else', () => {
    const one = chainBench();
    one.manager.submitBlock(
      block(LEVER, { atomicGroup: 'lever', leastHealthFactor: 2 }),
      'manual',
      NOW,
    );
    expect(errorOf(() => one.carryOut())).toMatchObject({
      code: 'VM-001',
      context: { instruction_id: 'c1-1' },
    });
    expect(one.positions.quantity('alchemy:wallet:ETH')).toBeCloseTo(6 - GAS_ETH, 12);
    expect(one.positions.quantity('aave_v3:supply:wstETH')).toBe(0);
    expect(one.positions.quantity('aave_v3:debt:WETH')).toBe(0);
    expect(one.manager.isIdle).toBe(true);
    expect(one.disagreements()).toEqual([]);
  });

  it('are followed by what does not belong to them', () => {
    const one = chainBench();
    const { instructions, ...head } = block(LEVER);
    const alone = block([{ call: 'wrap', protocol: 'alchemy', asset: 'ETH', amount: 0.5 }], {
      id: 'c1-7',
    });
    const all = [...instructions, ...alone.instructions];
    one.manager.submitBlock({ ...head, instructions: all }, 'manual', NOW);
    expect(one.carryOut().filter((kind) => kind === 'execute')).toHaveLength(2);
    expect(one.receipts.map(({ receipt }) => receipt.instruction.id)).toEqual(['c1-1', 'c1-7']);
    expect(one.positions.quantity('alchemy:wallet:WETH')).toBe(0.5);
    expect(one.disagreements()).toEqual([]);
  });

  it('are never sent in pieces: where chaining is switched off the block fails before anything is sent', () => {
    const unchained = chainConfig((config) => {
      config.component_config.execution_interface_manager = { enable_atomic_chaining: false };
    });
    const one = chainBench(unchained);
    const before = [...one.positions.quantities];
    one.manager.submitBlock(block(LEVER), 'manual', NOW);
    expect(errorOf(() => one.carryOut())).toMatchObject({
      message: expect.stringContaining('enable_atomic_chaining is off'),
    });
    expect([...one.positions.quantities]).toEqual(before);
  });
});
