import { describe, expect, it } from 'vitest';
import { accountsFor, type ContractCall, type SmartContractAction } from '@basis/core-types';
import {
  DexExecutionInterface,
  OnchainExecutionInterface,
  TransferExecutionInterface,
} from './contract-execution-interface.js';
import { ExecutionInterfaceManager } from './execution-interface-manager.js';
import {
  LEVER,
  MARKET_RATE,
  chainConfig,
  chainMarket,
  contractAction,
} from './testing/chain-fixtures.js';
import { NOW, done, trade, transfer } from './testing/fixtures.js';

function manager(config = chainConfig()) {
  const nothing = { quantity: () => 0 };
  return new ExecutionInterfaceManager(config, accountsFor(config), nothing, chainMarket());
}
const SWAP: ContractCall = {
  call: 'swap',
  protocol: 'uniswap',
  sell: 'WETH',
  buy: 'wstETH',
  amount: 12,
  leastReceived: 9.9,
};
const lever = (change: Partial<SmartContractAction> = {}) =>
  LEVER.map((call, i) =>
    contractAction(call, { id: `b1-${i + 1}`, atomicGroup: 'lever', ...change }),
  );
const eim001 = (message: RegExp) =>
  expect.objectContaining({ code: 'EIM-001', message: expect.stringMatching(message) });

describe('interfaces on the chain', () => {
  it('are made for what is subscribed, by kind', () => {
    const one = manager();
    expect(one.interfaceOf('alchemy')).toBeInstanceOf(TransferExecutionInterface);
    expect(one.interfaceOf('uniswap')).toBeInstanceOf(DexExecutionInterface);
    for (const venue of ['aave_v3', 'lido', 'morpho'])
      expect(one.interfaceOf(venue)).toBeInstanceOf(OnchainExecutionInterface);
    expect(one.interfaceOf('instadapp')).toBeUndefined();
    expect(one.getRoutingStatus()).toMatchObject({
      available_venues: {
        cex: ['binance'],
        dex: ['uniswap'],
        onchain: ['alchemy', 'aave_v3', 'lido', 'etherfi', 'morpho'],
      },
    });
  });

  it('take no orders, and protocols send nothing by themselves', () => {
    const one = manager();
    for (const venue of ['alchemy', 'aave_v3', 'lido', 'morpho', 'uniswap'])
      expect(() => one.route(trade({ venue }), 'ref', NOW)).toThrowError(eim001(/takes no orders/));
    expect(() => one.route(transfer({ fromVenue: 'aave_v3' }), 'ref', NOW)).toThrowError(
      eim001(/sends nothing by itself/),
    );
    expect(one.route(transfer({ fromVenue: 'alchemy' }), 'ref', NOW).request.venue).toBe('alchemy');
  });
});

describe('a contract action', () => {
  it.each<ContractCall>([
    ...LEVER,
    SWAP,
    { call: 'withdraw', protocol: 'aave_v3', asset: 'WETH', amount: 'max' },
    { call: 'set_emode', protocol: 'aave_v3', category: 1 },
    { call: 'request_withdrawal', protocol: 'etherfi', asset: 'weETH', amount: 1 },
    { call: 'claim_withdrawals', protocol: 'lido' },
    { call: 'flash_borrow', protocol: 'aave_v3', asset: 'WETH', amount: 1 },
  ])('alone is a transaction of the wallet with one call: %o', (call) => {
    expect(manager().route(contractAction(call), 'ref', NOW).request).toEqual({
      kind: 'contract',
      venue: 'alchemy',
      clientRef: 'ref',
      calls: [call],
    });
  });

  it.each<[ContractCall, string]>([
    [{ call: 'supply', protocol: 'lido', asset: 'ETH', amount: 1 }, 'lido'],
    [{ call: 'stake', protocol: 'aave_v3', asset: 'ETH', amount: 1 }, 'aave_v3'],
    [{ call: 'wrap', protocol: 'binance', asset: 'ETH', amount: 1 }, 'binance'],
    [{ ...SWAP, protocol: 'curve' }, 'curve'],
  ])('that its protocol does not have is refused: %o', (call, venue) => {
    const one = manager();
    expect(() => one.route(contractAction(call), 'ref', NOW)).toThrowError(
      expect.objectContaining({ code: 'EIM-001', context: expect.objectContaining({ venue }) }),
    );
    expect(one.getRoutingStatus()).toMatchObject({ instructions_failed: 1 });
  });

  it('that swaps has the price of its pool on arrival, others have none', () => {
    const arrival = (call: ContractCall) =>
      manager().route(contractAction(call), 'ref', NOW).arrivalPrice;
    expect(arrival(SWAP)).toBe(MARKET_RATE);
    expect(arrival(LEVER[0]!)).toBe(0);
  });
});

describe('an atomic group', () => {
  it('is one transaction through the atomic venue, with the strictest of the least health factors', () => {
    const one = manager();
    const actions = lever({ leastHealthFactor: 1.05 });
    actions[3] = { ...actions[3]!, leastHealthFactor: 1.1 };
    const chained = one.chainedBehind(actions, 0);
    expect(chained).toEqual(actions.slice(1));
    expect(one.route(actions[0]!, 'ref', NOW, chained).request).toEqual({
      kind: 'contract',
      venue: 'alchemy',
      clientRef: 'ref',
      calls: LEVER,
      via: 'instadapp',
      leastHealthFactor: 1.1,
    });
  });

  it('is what follows one another under one name: not another group, another kind or no group', () => {
    const one = manager();
    const [a, b, c] = lever() as [SmartContractAction, SmartContractAction, SmartContractAction];
    const { atomicGroup: _, ...alone } = b;
    expect(one.chainedBehind([a, b, { ...c, atomicGroup: 'other' }], 0)).toEqual([b]);
    expect(one.chainedBehind([a, transfer(), b], 0)).toEqual([]);
    expect(one.chainedBehind([a, alone, c], 0)).toEqual([]);
    expect(one.chainedBehind([alone, { ...alone, id: 'b1-9' }], 0)).toEqual([]);
    expect(one.chainedBehind([transfer(), b], 0)).toEqual([]);
    expect(one.chainedBehind([a, b, c], 1)).toEqual([c]);
  });

  it('is refused, not sent in pieces, where chaining is switched off', () => {
    const unchained = chainConfig((config) => {
      config.component_config.execution_interface_manager = { enable_atomic_chaining: false };
    });
    const [first, ...chained] = lever();
    expect(() => manager(unchained).route(first!, 'ref', NOW, chained)).toThrowError(
      eim001(/enable_atomic_chaining is off/),
    );
    expect(manager(unchained).route(first!, 'ref', NOW).request.kind).toBe('contract');
  });

  it('is refused where no atomic venue is subscribed, or one of its calls has no interface', () => {
    const config = chainConfig(({ venues, venue_configs }) => {
      Object.assign(venues.execution_subscriptions, { atomic: [] });
      delete venue_configs['instadapp'];
    });
    const [first, ...chained] = lever();
    expect(() => manager(config).route(first!, 'ref', NOW, chained)).toThrowError(
      eim001(/No subscribed venue makes 7 calls one transaction/),
    );
    const wrong = contractAction({ ...SWAP, protocol: 'lido' }, { id: 'b1-8' });
    expect(() => manager().route(first!, 'ref', NOW, [...chained, wrong])).toThrowError(
      expect.objectContaining({ context: expect.objectContaining({ instruction_id: 'b1-8' }) }),
    );
  });
});

describe('the receipt of a transaction', () => {
  const config = chainConfig();
  const accounts = accountsFor(config);
  const gas = ['alchemy:wallet:ETH', 'gas', -0.002] as const;

  it('has gas for its fee where nothing was filled, and what changed everywhere', () => {
    const call = { call: 'supply', protocol: 'aave_v3', asset: 'WETH', amount: 5 } as const;
    const outcome = done(
      [],
      [gas, ['alchemy:wallet:WETH', 'transfer', -5], ['aave_v3:supply:WETH', 'transfer', 4.9]],
      accounts,
    );
    const receipt = manager().conclude(contractAction(call), outcome, 0, NOW);
    expect(receipt).toMatchObject({
      chained: [],
      filledBase: 0,
      executionCost: 0,
      feeAmount: 0.002,
      feeAsset: 'ETH',
      deltas: { alchemy: { ETH: -0.002, WETH: -5 }, aave_v3: { 'WETH:supply': 4.9 } },
    });
  });

  it('of a swap has its fill, and what that lost against the pool', () => {
    // 12 WETH buy 9.9 wstETH at 1.21 each where 1.2 was asked.
    const outcome = done(
      [[9.9, 1.21, 0.01]],
      [gas, ['alchemy:wallet:wstETH', 'fill', 9.9]],
      accounts,
    );
    const receipt = manager().conclude(contractAction(SWAP), outcome, MARKET_RATE, NOW);
    expect(receipt).toMatchObject({ filledBase: 9.9, fillPrice: 1.21, feeAmount: 0.01 });
    expect(receipt.executionCost).toBeCloseTo((1.2 - 1.21) * 9.9, 12);
    const sale = { ...SWAP, sell: 'wstETH', buy: 'WETH' };
    const sold = manager().conclude(contractAction(sale), outcome, MARKET_RATE, NOW);
    expect(sold.executionCost).toBeCloseTo((1.21 - 1.2) * 9.9, 12);
  });

  it('of several calls is one: its gas, what went with it, and no price of fills that differ', () => {
    const [first, ...chained] = lever();
    const outcome = done(
      [[9.9, 1.21, 0.01]],
      [gas, ['alchemy:wallet:WETH', 'fee', -0.005]],
      accounts,
    );
    expect(manager().conclude(first!, outcome, 0, NOW, chained)).toMatchObject({
      instruction: first,
      chained,
      filledBase: 0,
      fillPrice: 0,
      feeAmount: 0.002,
      feeAsset: 'ETH',
      deltas: { alchemy: { ETH: -0.002, WETH: -0.005 } },
    });
  });

  it('of a transfer from the wallet has its gas', () => {
    const sent = ['alchemy:wallet:USDT', 'transfer', -1_000] as const;
    const outcome = done([], [gas, sent], accounts);
    const receipt = manager().conclude(transfer({ fromVenue: 'alchemy' }), outcome, 0, NOW);
    expect(receipt).toMatchObject({ feeAmount: 0.002, feeAsset: 'ETH' });
  });
});
