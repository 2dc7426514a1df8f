/** Legs of the role chain, but for leverage, at the simulated venues. */
import type { Decision, Leg, RunConfig, SmartContractAction } from '@basis/core-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RoleMap } from './role-map.js';
import { NOW, decision, errorOf } from './testing/bench.js';
import {
  CALL_GAS_ETH,
  EIGEN_IN_WETH,
  KEPT,
  RATE,
  chainBench,
  chainConfig,
  stakeAtEtherfi,
} from './testing/chain-bench.js';
import { leverAtOnce, leverByRounds, leaveAtOnce, leaveByRounds } from './testing/leverage.js';
import { venueActionsOf } from './venue-actions-of.js';

const DAY_MS = 86_400_000;
const ETH = 'alchemy:wallet:ETH';
const WETH = 'alchemy:wallet:WETH';
const HELD = 'alchemy:wallet:wstETH';
const QUEUE = 'lido:queue:ETH';

const leg = (does: string, token: string, amount: number, more: object = {}) =>
  ({ does, role: 'chain', token, amount, ...more }) as Leg;
const stake = (amount: number) => leg('stake', 'ETH', amount);
const unstake = (amount: number, by: 'queue' | 'market') =>
  leg('unstake', 'wstETH', amount, { by });
const near = (amount: number) => expect.closeTo(amount, 9) as number;

type Bench = ReturnType<typeof chainBench>;

function expand(one: Bench, legs: readonly Leg[], action: Decision['action'] = 'rebalance') {
  const { instructions } = one.manager.submit(decision(action, legs), NOW);
  return instructions as readonly SmartContractAction[];
}

/** Carries a decision out and tells what it was made of: `action call amount`, with the group it belongs to. */
function carryOut(one: Bench, legs: readonly Leg[], action?: Decision['action']): string[] {
  const told = expand(one, legs, action).map(({ action: name, call, atomicGroup }) =>
    [name, call.call, ...('amount' in call ? [call.amount] : []), atomicGroup ?? '']
      .join(' ')
      .trim(),
  );
  one.carryOut();
  expect(one.manager.isIdle).toBe(true);
  expect(one.disagreements()).toEqual([]);
  return told;
}

function funded(config: RunConfig = chainConfig(), eth = 100): Bench {
  return chainBench(config, eth);
}

/** 50 wstETH pledged, 20 WETH owed, 40 ETH free. */
function withLoan(config?: RunConfig): Bench {
  const one = funded(config);
  carryOut(one, [stake(62.5), leg('supply', 'wstETH', 50), leg('borrow', 'ETH', 20)]);
  return one;
}

describe('staking', () => {
  it('is called what the staking protocol of the run is called', () => {
    const one = funded();
    expect(carryOut(one, [stake(10)])).toEqual(['lido_stake stake 10']);
    expect(one.held(HELD)).toBe(8);
    const actions = ['etherfi_stake', 'etherfi_unstake'] as const;
    const other = funded(
      chainConfig((config) => {
        stakeAtEtherfi(config);
        const { venue_manager } = config.component_config;
        venue_manager.supported_actions.push(...actions);
        venue_manager.action_mapping.rebalance = [...actions];
      }),
    );
    expect(carryOut(other, [stake(10)])).toEqual(['etherfi_stake stake 10']);
    expect(other.held('alchemy:wallet:weETH')).toBe(8);
    expect(carryOut(other, [{ ...unstake(4, 'queue'), token: 'weETH' } as Leg])).toEqual([
      'etherfi_unstake request_withdrawal 4',
    ]);
  });

  it('of the plain token goes on to the wrapped one where the wallet keeps both', () => {
    const config = chainConfig(({ venue_configs }) => {
      Object.assign(venue_configs['alchemy']!, { assets: ['ETH', 'WETH', 'stETH', 'wstETH'] });
    });
    const one = funded(config);
    expect(carryOut(one, [stake(10)])).toEqual(['lido_stake stake 10', 'lido_stake wrap 10']);
    expect([one.held(HELD), one.held('alchemy:wallet:stETH')]).toEqual([8, 0]);
  });
});

describe('unstaking by the queue', () => {
  const bounded = (queue: object, eth = 100) => {
    const one = funded(
      chainConfig(({ venue_configs }) => {
        Object.assign(venue_configs['lido']!, { queue: { delay_seconds: 5 * 86_400, ...queue } });
      }),
      eth,
    );
    carryOut(one, [stake(eth - 1)]);
    return one;
  };
  const requests = (one: Bench, tokens: number) =>
    carryOut(one, [unstake(tokens, 'queue')]).map((told) => Number(told.split(' ')[2]));

  it('is one request within the bounds of the queue, and counts the ETH that tokens stand for', () => {
    const one = bounded({ max_request_eth: 50 });
    // 40 wstETH are 50 ETH.
    expect(requests(one, 40)).toEqual([40]);
    expect(one.held(QUEUE)).toBe(50);
  });

  it('is as few equal requests as there can be, of the whole to the bit', () => {
    const one = bounded({ max_request_eth: 10 });
    const tokens = one.held(HELD);
    // 99 ETH in at most 10 are ten.
    const parts = requests(one, tokens);
    expect(parts).toHaveLength(10);
    for (const part of parts) expect(part).toBeCloseTo(9.9 / RATE, 12);
    expect(one.held(HELD)).toBe(0);
    expect(one.held(QUEUE)).toEqual(near(99));
  });

  it('leaves nothing below the least request: 12 are 6 and 6, not 10 and 2', () => {
    const one = bounded({ min_request_eth: 4, max_request_eth: 10 });
    expect(requests(one, 12 / RATE)).toEqual([near(6 / RATE), near(6 / RATE)]);
  });

  it('of too little is refused before anything is sent, with what to do', () => {
    const one = bounded({ min_request_eth: 4 });
    expect(errorOf(() => expand(one, [unstake(3, 'queue')]))).toMatchObject({
      code: 'VM-003',
      message: expect.stringContaining('no less than 4 ETH at once: 3 wstETH stand for 3.75'),
      resolution: expect.stringContaining('by market'),
    });
    expect(requests(one, 3.2)).toEqual([3.2]);
    // 0.9 / 1.25 x 1.25 comes out a bit below 0.9.
    expect((0.9 / RATE) * RATE).toBeLessThan(0.9);
    expect(requests(bounded({ min_request_eth: 0.9 }), 0.9 / RATE)).toHaveLength(1);
  });

  it('is claimed when it is finalised', () => {
    const one = bounded({ max_request_eth: 10 });
    requests(one, 16);
    const later = NOW + 5 * DAY_MS;
    one.updates.moveTo(later);
    one.world.play(later, one.updates);
    const before = one.held(ETH);
    expect(carryOut(one, [leg('claim', 'ETH', 20)])).toEqual(['lido_unstake claim_withdrawals']);
    expect(one.held(ETH)).toEqual(near(before + 20 - CALL_GAS_ETH));
    expect(one.held(QUEUE)).toBe(0);
  });
});

it('what is released and unstaked together never misses what the wallet counts', () => {
  const released = chainConfig(({ component_config: { venue_manager } }) => {
    const first = ['aave_withdraw', 'lido_unstake', 'swap', 'lido_stake', 'aave_supply'] as const;
    venue_manager.action_mapping.rebalance = [...first];
  });
  const eth = fc.double({ min: 0.1, max: 50, noNaN: true });
  fc.assert(
    fc.property(eth, eth, fc.constantFrom('queue', 'market'), (heldEth, pledgedEth, by) => {
      const one = funded(released, heldEth + pledgedEth + 1);
      carryOut(one, [stake(pledgedEth), leg('supply', 'wstETH', pledgedEth / RATE)]);
      carryOut(one, [stake(heldEth)]);
      const pledged = one.held('aave_v3:supply:wstETH');
      // A sum in another order than the ledger's.
      const all = (heldEth + pledgedEth) / RATE;
      carryOut(one, [leg('withdraw', 'wstETH', pledged), unstake(all, by as 'queue')]);
      expect(one.held(HELD)).toBeLessThan(2e-12 * all);
    }),
    { numRuns: 60 },
  );
});

describe('sold at a pool', () => {
  const least = ({ call }: SmartContractAction) =>
    (call as { leastReceived: number }).leastReceived;

  it('a staking token is ETH at once, for what a pool pays and no less than is allowed', () => {
    const one = funded();
    carryOut(one, [stake(50)]);
    const before = one.held(ETH);
    const [swap] = expand(one, [unstake(8, 'market')]);
    expect(least(swap!)).toBeCloseTo(10 * KEPT * (1 - 0.005), 12);
    one.carryOut();
    expect(one.receipts.slice(1).map(({ receipt }) => receipt.instruction.action)).toEqual([
      'swap',
      'swap',
    ]);
    expect(one.held(ETH)).toEqual(near(before + 10 * KEPT - 2 * CALL_GAS_ETH));
    expect(one.held(WETH)).toBe(0);
    expect(one.disagreements()).toEqual([]);
  });

  it('keeps to the slippage that configuration allows', () => {
    const loose = chainConfig(({ component_config }) => {
      component_config.venue_manager.max_swap_slippage = 0.02;
    });
    const [swap] = expand(funded(loose), [unstake(8, 'market')]);
    expect(least(swap!)).toBeCloseTo(10 * KEPT * 0.98, 12);
  });

  it('goes to the first venue that has such a pool', () => {
    const two = chainConfig(({ venues, venue_configs }) => {
      const { uniswap } = venue_configs;
      Object.assign(venues.execution_subscriptions, { dex: ['curve', 'uniswap'] });
      if (uniswap?.venue_type !== 'dex') return;
      const { 'wstETH-WETH': staked, 'EIGEN-WETH': reward } = uniswap.pools;
      venue_configs['curve'] = { ...uniswap, venue: 'curve', pools: { 'wstETH-WETH': staked! } };
      venue_configs['uniswap'] = { ...uniswap, pools: { 'EIGEN-WETH': reward! } };
    });
    const [staked] = expand(funded(two), [unstake(8, 'market')]);
    const [reward] = expand(funded(two), [leg('sell', 'EIGEN', 8)], 'sell_dust');
    expect([staked!.call, reward!.call]).toMatchObject([
      { protocol: 'curve' },
      { protocol: 'uniswap' },
    ]);
  });

  it('a reward is ETH, and called dust', () => {
    const one = funded();
    one.world.deposit('alchemy', 'wallet', 'EIGEN', 1_000, NOW, one.updates);
    const before = one.held(ETH);
    expect(carryOut(one, [leg('sell', 'EIGEN', 1_000)], 'sell_dust')).toEqual([
      'sell_dust swap 1000',
      'sell_dust unwrap max',
    ]);
    // 10 bp of slippage, 30 bp of fee.
    const kept = (1 - 0.001) * (1 - 0.003);
    expect(one.held(ETH)).toEqual(near(before + 1_000 * EIGEN_IN_WETH * kept - 2 * CALL_GAS_ETH));
    expect([one.held('alchemy:wallet:EIGEN'), one.held(WETH)]).toEqual([0, 0]);
  });
});

describe('ETH borrowed and paid back', () => {
  const unchained = chainConfig(({ component_config }) => {
    component_config.execution_interface_manager = { enable_atomic_chaining: false };
  });

  it('is one transaction each, with the WETH that the lender deals in turned on the way', () => {
    const one = withLoan();
    const before = one.held(ETH);
    expect(carryOut(one, [leg('borrow', 'ETH', 5)])).toEqual([
      'aave_borrow borrow 5 borrow-1',
      'aave_borrow unwrap 5 borrow-1',
    ]);
    expect(one.held('aave_v3:debt:WETH')).toEqual(near(-25));
    expect(carryOut(one, [leg('repay', 'ETH', 7)])).toEqual([
      'aave_repay wrap 7 repay-1',
      'aave_repay repay 7 repay-1',
    ]);
    expect(one.held('aave_v3:debt:WETH')).toEqual(near(-18));
    // Two calls and a batch, twice.
    expect(one.held(ETH)).toEqual(near(before + 5 - 7 - 6 * CALL_GAS_ETH));
    expect(one.held(WETH)).toBe(0);
  });

  it('is two transactions each where the run does not chain', () => {
    const one = withLoan(unchained);
    const before = one.held(ETH);
    expect(carryOut(one, [leg('borrow', 'ETH', 5), leg('repay', 'ETH', 7)])).toEqual([
      'aave_repay wrap 7',
      'aave_repay repay 7',
      'aave_borrow borrow 5',
      'aave_borrow unwrap 5',
    ]);
    expect(one.held('aave_v3:debt:WETH')).toEqual(near(-18));
    expect(one.held(ETH)).toEqual(near(before - 2 - 4 * CALL_GAS_ETH));
  });

  it('leaves what was too much as WETH, which a leg of its own unwraps', () => {
    const one = withLoan();
    carryOut(one, [leg('repay', 'ETH', 21)]);
    expect(one.held('aave_v3:debt:WETH')).toBe(0);
    expect(one.held(WETH)).toEqual(near(1));
    expect(carryOut(one, [leg('unwrap', 'WETH', 1)])).toEqual(['lido_unstake unwrap max']);
    expect(one.held(WETH)).toBe(0);
  });

  it('two in one decision are two transactions', () => {
    const one = withLoan();
    const groups = carryOut(one, [leg('borrow', 'ETH', 1), leg('borrow', 'ETH', 2)]);
    expect(groups.map((told) => told.split(' ').at(-1))).toEqual([
      'borrow-1',
      'borrow-1',
      'borrow-2',
      'borrow-2',
    ]);
    expect(one.receipts.slice(-2).map(({ receipt }) => receipt.chained.length)).toEqual([1, 1]);
  });
});

describe('the estimates of a transaction', () => {
  it('are those of its calls, and the first bears what chaining costs', () => {
    const one = withLoan();
    const [borrow, unwrap] = expand(one, [leg('borrow', 'ETH', 5)]);
    expect(borrow!.estimatedDeltas).toEqual({
      alchemy: { WETH: 5, ETH: near(-2 * CALL_GAS_ETH) },
    });
    expect(unwrap!.estimatedDeltas).toEqual({
      alchemy: { WETH: -5, ETH: near(5 - CALL_GAS_ETH) },
    });
    one.carryOut();
    const [alone] = expand(one, [stake(1)]);
    expect(alone!.estimatedDeltas['alchemy']!['ETH']).toEqual(near(-1 - CALL_GAS_ETH));
  });

  it.each([
    ['at once', leverAtOnce(10, 0.85)],
    ['by rounds', leverByRounds(10, 0.85, 0.9)],
  ])('of a lever %s are together what it changes in the wallet', (_, lever) => {
    const one = funded();
    const before = ['ETH', 'WETH', 'wstETH'].map((token) => one.held(`alchemy:wallet:${token}`));
    const made = expand(one, [lever], 'entry_full');
    one.carryOut();
    ['ETH', 'WETH', 'wstETH'].forEach((token, i) => {
      const sum = made.reduce((all, one) => all + (one.estimatedDeltas['alchemy']![token] ?? 0), 0);
      expect(one.held(`alchemy:wallet:${token}`) - before[i]!).toEqual(near(sum));
    });
  });
});

describe('the place of a leg in the sequence', () => {
  const inOrder = (...sequence: readonly string[]) =>
    chainConfig(({ component_config: { venue_manager } }) => {
      venue_manager.action_mapping.rebalance = sequence as never;
    });

  it('is that of the first of its venue actions', () => {
    const lever = leverAtOnce(10, 0.85);
    const firsts = (config: RunConfig) => {
      const made = expand(funded(config), [lever, stake(1)]);
      return [made[0]!.call.call, made.at(-1)!.call.call];
    };
    const before = inOrder('flash_loan', 'lido_stake', 'aave_supply', 'aave_borrow');
    expect(firsts(before)).toEqual(['flash_borrow', 'stake']);
    // Both stand at lido_stake now, in the order of the decision.
    const level = inOrder('lido_stake', 'flash_loan', 'aave_supply', 'aave_borrow');
    expect(firsts(level)).toEqual(['flash_borrow', 'stake']);
    const behind = inOrder('aave_supply', 'lido_stake', 'flash_loan', 'aave_borrow');
    expect(expand(funded(behind), [stake(1), lever])[0]!.call.call).toBe('flash_borrow');
  });

  const every: readonly Leg[] = [
    ...[stake(1), unstake(1, 'queue'), unstake(1, 'market'), leg('claim', 'ETH', 1)],
    ...[leg('borrow', 'ETH', 1), leg('repay', 'ETH', 1), leg('unwrap', 'WETH', 1)],
    ...[leg('supply', 'wstETH', 1), leg('withdraw', 'wstETH', 1), leg('sell', 'EIGEN', 1)],
    ...[leverAtOnce(10, 0.85), leverByRounds(10, 0.85, 0.9)],
    leaveAtOnce({ tokens: 10, owedEth: 5 }),
    leaveByRounds({ tokens: 10, owedEth: 5 }, 0.94),
  ];

  it('every call of a leg goes by one of its venue actions, and every one is needed', () => {
    for (const one of every) {
      const config = chainConfig();
      const needed = venueActionsOf(one, new RoleMap(config).chain);
      const action = one.does === 'sell' ? 'sell_dust' : 'rebalance';
      const made = expand(funded(config), [one], action);
      expect(new Set(made.map((each) => each.action))).toEqual(new Set(needed));
      for (const missing of needed) {
        const rest = needed.filter((name) => name !== missing);
        const unmapped = chainConfig(({ component_config: { venue_manager } }) => {
          venue_manager.action_mapping[action] = rest;
        });
        expect(errorOf(() => expand(funded(unmapped), [one], action))).toMatchObject({
          code: 'VM-003',
          message: expect.stringContaining(`action_mapping.${action} has no ${missing}`),
        });
        const unsupported = chainConfig(({ component_config: { venue_manager } }) => {
          venue_manager.supported_actions = [...rest, 'transfer'];
          venue_manager.action_mapping = { [action]: rest };
        });
        expect(errorOf(() => expand(funded(unsupported), [one], action))).toMatchObject({
          code: 'VM-003',
          message: expect.stringContaining(`${missing} is not in supported_actions`),
        });
      }
    }
  });
});
