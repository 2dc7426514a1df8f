import { describe, expect, it } from 'vitest';
import type { InstructionBlock } from '@basis/core-types';
import { checkBlock } from './check-block.js';
import { benchConfig, block, errorOf } from './testing/bench.js';

const { venue_manager } = benchConfig().component_config;
const findings = (value: Partial<InstructionBlock>): unknown =>
  (errorOf(() => checkBlock(value, venue_manager)) as { context: { findings: unknown } }).context
    .findings;
const withInstruction = (change: object) => ({
  ...block('b1', 1),
  instructions: [{ ...block('b1', 1).instructions[0]!, ...change }] as never,
});

describe('checking a block', () => {
  it('lets a complete block pass', () => {
    expect(() => checkBlock(block('b1', 0), venue_manager)).not.toThrow();
  });

  it('names every missing field at once, as VM-003', () => {
    expect(errorOf(() => checkBlock({}, venue_manager))).toMatchObject({
      code: 'VM-003',
      context: {
        block_id: null,
        findings: [
          'blockId is missing',
          'action is missing',
          'priority is missing',
          'instructions is missing',
        ],
      },
    });
  });

  it('refuses an empty block and a priority that is no integer', () => {
    expect(findings({ ...block('b1', 1.5), instructions: [] })).toEqual([
      'priority must be an integer',
      'instructions must not be empty',
    ]);
  });

  it('refuses instructions that are no list', () => {
    const made = { ...block('b1', 1), instructions: {} as never };
    expect(findings(made)).toEqual(['instructions must be a list']);
  });

  it.each([
    [{ type: 'limit_order' }, 'instruction b1-1: unknown type limit_order'],
    [{ action: 'aave_supply' }, 'instruction b1-1: aave_supply is not in supported_actions'],
    [{ id: undefined }, 'instruction undefined: id is missing'],
    [{ id: 7 }, 'instruction 7: id must be a string'],
    [{ estimatedDeltas: undefined }, 'instruction b1-1: estimatedDeltas is missing'],
    [{ toBucket: undefined }, 'instruction b1-1: toBucket is missing'],
    [
      {
        type: 'cex_trade',
        venue: 'okx',
        symbol: 'X',
        reduceOnly: false,
        tradeType: 'spot',
        side: 'BUY',
      },
      'instruction b1-1: side is none of buy, sell',
    ],
    [{ amount: undefined }, 'instruction b1-1: amount undefined must be positive'],
    [{ amount: 0 }, 'instruction b1-1: amount 0 must be positive'],
    [{ amount: -1 }, 'instruction b1-1: amount -1 must be positive'],
    [{ amount: NaN }, 'instruction b1-1: amount NaN must be positive'],
    [{ amount: Infinity }, 'instruction b1-1: amount Infinity must be positive'],
  ])('refuses an instruction with %o', (change, finding) => {
    expect(findings(withInstruction(change))).toEqual([finding]);
  });

  it('asks an amount of the contract calls that have one, and a call of every contract action', () => {
    const ofCall = (call: unknown) =>
      withInstruction({ type: 'smart_contract_action', call, amount: undefined });
    const supply = { call: 'supply', protocol: 'aave_v3', asset: 'USDT' };
    expect(findings(ofCall(undefined))).toEqual(['instruction b1-1: call is missing']);
    expect(findings(ofCall({ ...supply, amount: 0 }))).toEqual([
      'instruction b1-1: amount 0 must be positive',
    ]);
    for (const call of [
      { ...supply, amount: 5 },
      { ...supply, amount: 'max' },
      { call: 'set_emode', protocol: 'aave_v3', category: 0 },
    ])
      expect(() => checkBlock(ofCall(call), venue_manager)).not.toThrow();
  });
});
