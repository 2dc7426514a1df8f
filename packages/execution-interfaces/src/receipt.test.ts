import { describe, expect, it } from 'vitest';
import { accountsFor } from '@basis/core-types';
import { ExecutionInterfaceManager } from './execution-interface-manager.js';
import {
  NOW,
  done,
  stillMarket,
  threeVenues,
  trade,
  transfer,
  type Done,
} from './testing/fixtures.js';

const config = threeVenues();
const conclude = (instruction: ReturnType<typeof trade | typeof transfer>, outcome: Done, at = 0) =>
  new ExecutionInterfaceManager(
    config,
    accountsFor(config),
    { quantity: () => 0 },
    stillMarket(),
  ).conclude(instruction, outcome, at, NOW);

describe('the receipt of a trade', () => {
  // 1 at 40 010 and 3 at 40 050: 4 filled at 40 040 on average.
  const partial = done(
    [
      [1, 40_010, 2],
      [3, 40_050, 7],
    ],
    [
      ['binance:spot:USDT', 'fill', -40_010],
      ['binance:spot:BTC', 'fill', 1],
      ['binance:spot:USDT', 'fill', -120_150],
      ['binance:spot:BTC', 'fill', 3],
      ['binance:spot:BTC', 'fee', -0.5],
    ],
  );

  it('averages partial fills by quantity and sums their fees', () => {
    const instruction = trade({ amount: 4 });
    expect(conclude(instruction, partial, 40_000)).toEqual({
      instruction,
      chained: [],
      outcome: partial,
      filledBase: 4,
      arrivalPrice: 40_000,
      fillPrice: 40_040,
      executionCost: -160,
      feeAmount: 9,
      feeAsset: 'USDT',
      deltas: { binance: { USDT: -160_160, BTC: 3.5 } },
    });
  });

  it('counts a fill above arrival in favour of a sale', () => {
    expect(conclude(trade({ side: 'sell' }), partial, 40_000).executionCost).toBe(160);
  });

  it('names a perp position by its symbol and leaves its open value out', () => {
    const outcome = done(
      [[2, 40_000, 3]],
      [
        ['bybit:perp:BTC-USDT', 'fill', -2],
        ['bybit:perp_value:BTC-USDT', 'fill', 80_000],
        ['bybit:margin:USDT', 'fee', -3],
      ],
    );
    const receipt = conclude(trade({ tradeType: 'perp', venue: 'bybit' }), outcome, 40_000);
    expect(receipt.deltas).toEqual({ bybit: { 'BTC-USDT:perp': -2, USDT: -3 } });
  });

  it('without a fill has no price and cost nothing', () => {
    const receipt = conclude(trade(), done([], []), 40_000);
    expect(receipt).toMatchObject({ filledBase: 0, fillPrice: 0, feeAmount: 0, feeAsset: '' });
    expect(receipt.executionCost).toBeCloseTo(0);
    expect(receipt.deltas).toEqual({});
  });
});

describe('the receipt of a transfer', () => {
  it('takes its fee from the postings, and its deltas from both ends', () => {
    const outcome = done(
      [],
      [
        ['binance:spot:USDT', 'transfer', -996],
        ['binance:spot:USDT', 'transfer_fee', -4],
        ['in_transit:USDT', 'transfer', 996],
      ],
    );
    expect(conclude(transfer(), outcome)).toMatchObject({
      filledBase: 0,
      arrivalPrice: 0,
      fillPrice: 0,
      executionCost: 0,
      feeAmount: 4,
      feeAsset: 'USDT',
      deltas: { binance: { USDT: -1_000 }, in_transit: { USDT: 996 } },
    });
  });
});
