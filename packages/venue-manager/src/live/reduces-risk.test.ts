import { STRATEGY_ACTIONS, type ContractCall, type Instruction } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { blockReducesRisk, instrumentsOf, reducesRisk } from './reduces-risk.js';

const trade = (
  tradeType: 'spot' | 'perp',
  side: 'buy' | 'sell',
  reduceOnly: boolean,
): Instruction => ({
  type: 'cex_trade',
  id: 'b1-1',
  action: 'cex_spot_buy',
  venue: 'binance',
  tradeType,
  side,
  symbol: 'BTC-USDT',
  amount: 1,
  reduceOnly,
  estimatedDeltas: {},
});
const transfer = (fromVenue: string): Instruction => ({
  type: 'wallet_transfer',
  id: 'b1-1',
  action: 'transfer',
  fromVenue,
  fromBucket: fromVenue === 'alchemy' ? 'wallet' : 'spot',
  toVenue: 'bybit',
  toBucket: 'margin',
  token: 'USDT',
  amount: 100,
  estimatedDeltas: {},
});
const contract = (call: ContractCall) =>
  ({
    type: 'smart_contract_action',
    id: 'b1-1',
    action: 'swap',
    call,
    estimatedDeltas: {},
  }) satisfies Instruction;
const at = { protocol: 'aave_v3', asset: 'WETH', amount: 1 };
const swap = (sell: string, buy: string) =>
  ({ call: 'swap', protocol: 'uniswap', sell, buy, amount: 1, leastReceived: 0 }) as const;
const block = (...instructions: Instruction[]) => ({
  blockId: 'b1',
  action: STRATEGY_ACTIONS[0],
  priority: 0,
  reason: '',
  instructions,
});

describe('at an exchange', () => {
  it.each([
    ['a short is closed', trade('perp', 'buy', true), true],
    ['a long is closed', trade('perp', 'sell', true), true],
    ['a short is opened', trade('perp', 'sell', false), false],
    ['a buy may go beyond closing a short', trade('perp', 'buy', false), false],
    ['the asset is sold', trade('spot', 'sell', true), true],
    [
      'the asset is sold, by an operator who did not say reduce-only',
      trade('spot', 'sell', false),
      true,
    ],
    ['the asset is bought', trade('spot', 'buy', false), false],
    ['the asset is bought, whatever was said', trade('spot', 'buy', true), false],
    ['money is moved', transfer('binance'), true],
  ])('%s', (_, instruction, reduces) => {
    expect(reducesRisk(instruction)).toBe(reduces);
    expect(blockReducesRisk(block(instruction))).toBe(reduces);
  });
});

describe('on the chain', () => {
  it.each<[ContractCall, boolean]>([
    [{ call: 'supply', ...at }, false],
    [{ call: 'borrow', ...at }, false],
    [{ call: 'stake', ...at }, false],
    [{ call: 'wrap', ...at }, false],
    [{ call: 'set_emode', protocol: 'aave_v3', category: 1 }, false],
    [{ call: 'flash_borrow', ...at }, false],
    [{ call: 'repay', ...at }, true],
    [{ call: 'withdraw', ...at, amount: 'max' }, true],
    [{ call: 'unwrap', ...at }, true],
    [{ call: 'request_withdrawal', ...at }, true],
    [{ call: 'claim_withdrawals', protocol: 'lido' }, true],
    [swap('wstETH', 'WETH'), true],
    [swap('EIGEN', 'ETH'), true],
    [swap('WETH', 'USDT'), true],
    [swap('wstETH', 'USDC'), true],
    [swap('WETH', 'wstETH'), false],
    [swap('ETH', 'weETH'), false],
    [swap('USDT', 'WETH'), false],
    [swap('EIGEN', 'wstETH'), false],
    [swap('USDT', 'USDC'), false],
    [swap('ETH', 'WETH'), false],
  ])('%o: %s', (call, reduces) => {
    expect(reducesRisk(contract(call))).toBe(reduces);
  });

  it('what is one transaction is judged as one: leaving a loop reduces, building it does not', () => {
    const [first, ...leaves] = [
      { call: 'flash_borrow', ...at },
      { call: 'repay', ...at, amount: 'max' },
      { call: 'withdraw', ...at, amount: 'max' },
      swap('wstETH', 'WETH'),
      { call: 'flash_repay', ...at },
    ].map((call) => contract(call as ContractCall));
    expect(reducesRisk(first!, leaves)).toBe(true);
    expect(reducesRisk(first!)).toBe(false);
    const builds = [
      { call: 'unwrap', ...at },
      { call: 'stake', ...at },
      { call: 'supply', ...at },
      { call: 'borrow', ...at },
      { call: 'flash_repay', ...at },
    ].map((call) => contract(call as ContractCall));
    expect(reducesRisk(first!, builds)).toBe(false);
  });
});

describe('a block', () => {
  it('reduces with wrapping before what it is for', () => {
    const wrap = contract({ call: 'wrap', ...at });
    const repay = contract({ call: 'repay', ...at });
    expect(blockReducesRisk(block(wrap, repay))).toBe(true);
    expect(blockReducesRisk(block(wrap))).toBe(false);
  });

  it('does not where one part of it adds, and where it does nothing', () => {
    const sale = trade('spot', 'sell', true);
    expect(blockReducesRisk(block(sale, trade('perp', 'buy', true)))).toBe(true);
    expect(blockReducesRisk(block(sale, trade('perp', 'sell', false)))).toBe(false);
    expect(blockReducesRisk(block())).toBe(false);
    const exchanged = contract(swap('EIGEN', 'wstETH'));
    expect(blockReducesRisk(block(sale, exchanged))).toBe(false);
    expect(blockReducesRisk(block(sale, contract(swap('USDT', 'USDC'))))).toBe(true);
  });
});

describe('what an instruction touches', () => {
  it.each([
    ['its instrument', trade('perp', 'sell', false), 'binance:perp:BTC-USDT'],
    ['its instrument', trade('spot', 'buy', false), 'binance:spot:BTC-USDT'],
    ['the wallet', contract({ call: 'stake', ...at }), 'alchemy'],
    ['the wallet', transfer('alchemy'), 'alchemy'],
    ['the balance it is taken from', transfer('binance'), 'binance:spot:USDT'],
  ])('%s', (_, instruction, touched) => {
    expect(instrumentsOf(instruction, 'alchemy')).toEqual([touched]);
  });
});
