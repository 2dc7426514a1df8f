import { describe, expect, it } from 'vitest';
import type { ContractCall, InstructionBlock, SmartContractAction } from '@basis/core-types';
import type { Receipt } from '@basis/execution-interfaces';
import { executionRecord } from './execution-record.js';

const NOW = Date.UTC(2024, 0, 1);
const BLOCK: InstructionBlock = {
  blockId: 'b1',
  action: 'entry_full',
  priority: 30,
  reason: 'a test',
  instructions: [],
};

function action(call: ContractCall, id = 'b1-1'): SmartContractAction {
  const head = { id, action: 'flash_loan', estimatedDeltas: {} } as const;
  return { type: 'smart_contract_action', call, ...head };
}

function recordOf(call: ContractCall, change: Partial<Receipt> = {}) {
  const receipt: Receipt = {
    instruction: action(call),
    chained: [],
    outcome: { kind: 'done', ref: 'r', fills: [], postings: [] },
    filledBase: 0,
    arrivalPrice: 0,
    fillPrice: 0,
    executionCost: 0,
    feeAmount: 0.002,
    feeAsset: 'ETH',
    deltas: {},
    ...change,
  };
  return executionRecord(receipt, BLOCK, NOW);
}

const BORROW: ContractCall = {
  call: 'flash_borrow',
  protocol: 'morpho',
  asset: 'WETH',
  amount: 10,
};

describe('the line of a contract call', () => {
  it('has its protocol, token and amount, and gas for its fee', () => {
    expect(recordOf(BORROW)).toEqual({
      timestampMs: NOW,
      blockId: 'b1',
      instructionId: 'b1-1',
      strategyAction: 'entry_full',
      reason: 'a test',
      venueAction: 'flash_loan',
      venue: 'morpho',
      symbol: 'WETH',
      side: 'flash_borrow',
      quantity: 10,
      arrivalPrice: 0,
      fillPrice: 0,
      executionCost: 0,
      feeAmount: 0.002,
      feeAsset: 'ETH',
    });
  });

  it('is one for a whole transaction, and names its calls', () => {
    const supply: ContractCall = { call: 'supply', protocol: 'aave_v3', asset: 'WETH', amount: 3 };
    expect(recordOf(BORROW, { chained: [action(supply, 'b1-2')] })).toMatchObject({
      venue: 'morpho',
      side: 'flash_borrow+supply',
      quantity: 10,
    });
  });

  it('names both tokens of a swap, and what was given', () => {
    const tokens = { sell: 'WETH', buy: 'wstETH', amount: 12, leastReceived: 0 };
    expect(recordOf({ call: 'swap', protocol: 'uniswap', ...tokens })).toMatchObject({
      symbol: 'WETH-wstETH',
      quantity: 12,
    });
  });

  it.each<[ContractCall, Receipt['deltas'], string, number]>([
    [
      { call: 'withdraw', protocol: 'aave_v3', asset: 'USDT', amount: 'max' },
      { aave_v3: { USDT: -950 }, alchemy: { USDT: 1_000, ETH: -0.002 } },
      'USDT',
      1_000,
    ],
    [
      { call: 'repay', protocol: 'aave_v3', asset: 'WETH', amount: 'max' },
      { alchemy: { ETH: -0.002, WETH: -7 }, aave_v3: { WETH: 6.5 } },
      'WETH',
      7,
    ],
    [
      { call: 'claim_withdrawals', protocol: 'lido' },
      { alchemy: { ETH: 4.998 }, lido: { ETH: -5 } },
      '',
      5,
    ],
    [{ call: 'set_emode', protocol: 'aave_v3', category: 1 }, { alchemy: { ETH: -0.002 } }, '', 1],
  ])('tells how much a call without a number was of: %o', (call, deltas, symbol, quantity) => {
    expect(recordOf(call, { deltas })).toMatchObject({ symbol, quantity });
  });
});
