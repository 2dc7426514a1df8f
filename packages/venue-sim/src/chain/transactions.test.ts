/** Transactions of the wallet: what they cost, how they are refused, that they happen whole or not at all. */
import { DAY_MS, type ContractCall } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { morpho, requestWithdrawal, stake, swap, unwrap, wrap } from '../testing/chain-calls.js';
import { BATCH_GAS_ETH, CALL_GAS_ETH, RATE, chainWorld } from '../testing/chain-world.js';
import { borrow, flash, setEmode, supply } from '../testing/lending-world.js';
import { GAS, T0, codeOf, done, hour, type TestWorld } from '../testing/test-world.js';
import type { SimWallet } from './sim-wallet.js';

const ETH = 'alchemy:wallet:ETH';
const WETH = 'alchemy:wallet:WETH';
const WSTETH = 'alchemy:wallet:wstETH';
const near = (amount: number) => expect.closeTo(amount, 12) as number;

function world(eth = 100, ...args: Parameters<typeof chainWorld>): TestWorld {
  const test = chainWorld(...args);
  test.deposit('alchemy', 'wallet', 'ETH', eth);
  test.deposit('alchemy', 'wallet', 'WETH', 50);
  test.deposit('alchemy', 'wallet', 'wstETH', 50);
  return test;
}

const walletOf = (test: TestWorld) => test.world.venue('alchemy') as SimWallet;
const wrapEth = wrap('alchemy', 'ETH', 1);
const unwrapEth = unwrap('alchemy', 'WETH', 1);

describe('the wallet itself', () => {
  it('turns ETH into WETH and back, one to one', () => {
    const test = world();
    const from = test.books.postings.length;
    done(test.transact([wrap('alchemy', 'ETH', 30.1)]));
    done(test.transact([unwrap('alchemy', 'WETH', 80.1)]));
    expect(test.posted(from)).toEqual([
      [ETH, 'gas', near(-CALL_GAS_ETH)],
      [ETH, 'convert', -30.1],
      [WETH, 'convert', 30.1],
      [ETH, 'gas', near(-CALL_GAS_ETH)],
      [WETH, 'convert', -80.1],
      [ETH, 'convert', 80.1],
    ]);
    expect(test.held(WETH)).toBe(0);
  });

  it('turns all its WETH back, whatever an earlier call of the transaction left of it', () => {
    const test = world();
    const from = test.books.postings.length;
    done(test.transact([wrap('alchemy', 'ETH', 30.1), unwrap('alchemy', 'WETH', 'max')]));
    expect(test.posted(from).slice(-2)).toEqual([
      [WETH, 'convert', -80.1],
      [ETH, 'convert', 80.1],
    ]);
    expect(test.held(WETH)).toBe(0);
  });

  it('with no WETH is refused as for none (VEN-007); a staking protocol takes no `max`', () => {
    const test = world();
    done(test.transact([unwrap('alchemy', 'WETH', 'max')]));
    expect(codeOf(test.transact([unwrap('alchemy', 'WETH', 'max')]))).toBe('VEN-007');
    expect(codeOf(test.transact([unwrap('alchemy', 'WETH', 0)]))).toBe('VEN-007');
    expect(codeOf(test.transact([unwrap('lido', 'wstETH', 'max')]))).toBe('VEN-007');
    expect(test.held(WSTETH)).toBe(50);
  });

  it('turns nothing else into anything (VEN-006)', () => {
    const test = world();
    expect(codeOf(test.transact([wrap('alchemy', 'WETH', 1)]))).toBe('VEN-006');
    expect(codeOf(test.transact([unwrap('alchemy', 'wstETH', 1)]))).toBe('VEN-006');
  });

  it('cannot hold WETH that it does not list (VEN-006)', () => {
    const test = chainWorld({}, (venues) => {
      Object.assign(venues['alchemy']!, { assets: ['ETH', 'stETH', 'eETH', 'USDT'] });
    });
    test.deposit('alchemy', 'wallet', 'ETH', 10);
    expect(codeOf(test.transact([wrapEth]))).toBe('VEN-006');
  });
});

describe('gas', () => {
  const cost = (test: TestWorld, ...calls: readonly ContractCall[]) => {
    const from = test.books.postings.length;
    done(test.transact(calls));
    const [first, ...others] = test.posted(from);
    expect(first!.slice(0, 2)).toEqual([ETH, 'gas']);
    expect(others.filter(([, cause]) => cause === 'gas')).toEqual([]);
    return -first![2];
  };

  it('is units x (base fee + priority fee) of every call, paid first', () => {
    expect(CALL_GAS_ETH).toBeCloseTo(100_000 * (GAS.base + GAS.priority) * 1e-9, 15);
    for (const call of [wrapEth, unwrapEth, stake('lido', 1), supply('WETH', 1)])
      expect(cost(world(), call)).toBeCloseTo(CALL_GAS_ETH, 15);
  });

  it('of several calls is their sum and what the batch adds; a loan and its repayment count once', () => {
    const three = cost(world(), wrapEth, supply('WETH', 51), stake('lido', 2));
    expect(three).toBeCloseTo(3 * CALL_GAS_ETH + BATCH_GAS_ETH, 15);
    const loan = [morpho('flash_borrow', 'WETH', 9), morpho('flash_repay', 'WETH', 9)];
    expect(cost(world(), ...loan)).toBeCloseTo(CALL_GAS_ETH + BATCH_GAS_ETH, 15);
  });

  it('of a single call through the atomic venue has its addition too', () => {
    const test = world();
    done(test.transact([wrapEth], { via: 'instadapp' }));
    expect(test.held(ETH)).toBeCloseTo(99 - CALL_GAS_ETH - BATCH_GAS_ETH, 12);
  });

  it('follows the recorded price and the dated units', () => {
    const gas = [
      { at: T0, base_fee_gwei: 18, priority_fee_gwei: 2 },
      { at: hour(1), base_fee_gwei: 95, priority_fee_gwei: 5 },
    ];
    const test = world(100, { 'gas/ethereum': gas }, (venues) => {
      const from = new Date(hour(2)).toISOString();
      const set = { gas_units: { wrap: 30_000 } };
      Object.assign(venues['alchemy']!, { changes: [{ from, set }] });
    });
    test.moveTo(hour(1));
    expect(cost(test, wrapEth)).toBeCloseTo(100_000 * 100e-9, 15);
    test.moveTo(hour(2));
    expect(cost(test, wrapEth)).toBeCloseTo(30_000 * 100e-9, 15);
  });

  it('that cannot be paid is refused before anything happens (VEN-010)', () => {
    const exact = CALL_GAS_ETH;
    const test = world(exact * (1 - 1e-9));
    const before = test.everything();
    const outcome = test.transact([supply('WETH', 1)]);
    expect([outcome.kind, codeOf(outcome)]).toEqual(['refused', 'VEN-010']);
    expect(test.everything()).toEqual(before);
    expect(walletOf(test).nonce).toBe(0);
    expect(codeOf(world(exact * (1 + 1e-9)).transact([supply('WETH', 1)]))).toBe('done');
  });

  it('is paid before the calls: what it took they cannot spend', () => {
    const left = 10 - CALL_GAS_ETH;
    expect(codeOf(world(10).transact([stake('lido', left + 1e-9)]))).toBe('VEN-001');
    expect(codeOf(world(10).transact([stake('lido', left - 1e-9)]))).toBe('done');
  });

  it('without a price is refused (VEN-008)', () => {
    const later = [{ at: hour(5), base_fee_gwei: 18, priority_fee_gwei: 2 }];
    const outcome = world(100, { 'gas/ethereum': later }).transact([wrapEth]);
    expect([outcome.kind, codeOf(outcome)]).toEqual(['refused', 'VEN-008']);
  });
});

describe('a transaction is refused before anything happens', () => {
  function refused(calls: readonly ContractCall[], more = {}, test = world()): string {
    const before = test.world.save();
    const outcome = test.transact(calls, more);
    expect(outcome.kind).toBe('refused');
    expect(test.world.save()).toEqual(before);
    return codeOf(outcome);
  }

  it('without calls, and with several without an atomic venue (VEN-021)', () => {
    expect(refused([])).toBe('VEN-021');
    const test = world();
    const head = { kind: 'contract', venue: 'alchemy', clientRef: 'x' } as const;
    const outcome = test.world.handle({ ...head, calls: [wrapEth, unwrapEth] }, test.now);
    expect([outcome.kind, codeOf(outcome)]).toEqual(['refused', 'VEN-021']);
    expect(test.held(ETH)).toBe(100);
  });

  it('with more calls than the atomic venue takes, by its date (VEN-021)', () => {
    const change = { from: new Date(hour(1)).toISOString(), set: { max_calls: 2 } };
    const test = world(100, {}, (venues) => {
      Object.assign(venues['instadapp']!, { max_calls: 3, changes: [change] });
    });
    const three = [wrapEth, wrapEth, wrapEth];
    expect(refused([...three, wrapEth], {}, test)).toBe('VEN-021');
    done(test.transact(three));
    test.moveTo(hour(1));
    expect(refused(three, {}, test)).toBe('VEN-021');
  });

  it('through an unknown atomic venue (VEN-006)', () => {
    expect(refused([wrapEth], { via: 'morpho' })).toBe('VEN-006');
  });

  it('of an unknown protocol, of a call that a protocol has not, from a wallet that holds nothing there (VEN-009)', () => {
    expect(refused([{ ...stake('lido', 1), protocol: 'rocket' } as ContractCall])).toBe('VEN-009');
    expect(refused([wrapEth, { ...wrapEth, protocol: 'binance' } as ContractCall])).toBe('VEN-009');
    expect(refused([{ ...stake('lido', 1), protocol: 'uniswap' } as ContractCall])).toBe('VEN-009');
    expect(refused([{ ...stake('lido', 1), protocol: 'alchemy' } as ContractCall])).toBe('VEN-009');
    expect(refused([{ ...supply('WETH', 1), protocol: 'morpho' } as ContractCall])).toBe('VEN-009');
    const test = world();
    test.deposit('cold', 'wallet', 'ETH', 10);
    const calls = [stake('lido', 1)];
    const cold = { kind: 'contract', venue: 'cold', clientRef: 'x', calls } as const;
    expect(codeOf(test.world.handle(cold, test.now))).toBe('VEN-009');
  });
});

describe('the nonce', () => {
  it('counts what went onto the chain: done, undone and transferred, not what was refused', () => {
    const test = world();
    const nonce = () => walletOf(test).nonce;
    done(test.transact([wrapEth]));
    expect(nonce()).toBe(1);
    expect(test.transact([stake('lido', 1_000)]).kind).toBe('reverted');
    expect(nonce()).toBe(2);
    expect(test.transact([]).kind).toBe('refused');
    expect(nonce()).toBe(2);
    done(test.transact([wrapEth, unwrapEth]));
    done(test.transfer('alchemy:wallet', 'cold:wallet', 'ETH', 1));
    expect(nonce()).toBe(4);
    const resumed = world();
    resumed.world.load(test.world.save());
    expect(walletOf(resumed).nonce).toBe(4);
  });
});

/** Leverage on 50 wstETH, which are 60 ETH: every protocol has a part in it. */
const BUILD: readonly ContractCall[] = [
  morpho('flash_borrow', 'WETH', 300),
  flash('flash_borrow', 'USDT', 1_000),
  unwrap('alchemy', 'WETH', 180),
  stake('lido', 180),
  wrap('lido', 'stETH', 150),
  swap('WETH', 'wstETH', 120),
  requestWithdrawal('lido', 'stETH', 30),
  setEmode(1),
  supply('wstETH', 250),
  borrow('WETH', 250),
  flash('flash_repay', 'USDT', 1_000.5),
  morpho('flash_repay', 'WETH', 300),
];

describe('a transaction of several calls', () => {
  function funded(): TestWorld {
    const test = world();
    test.deposit('alchemy', 'wallet', 'USDT', 1);
    return test;
  }

  it('happens whole', () => {
    const test = funded();
    const { fills, ref } = done(test.transact(BUILD, { clientRef: 'build' }));
    expect([ref, fills]).toEqual(['build', [expect.objectContaining({ feeAsset: 'wstETH' })]]);
    expect(test.held('aave_v3:supply:wstETH')).toBe(250);
    expect(test.held('aave_v3:debt:WETH')).toBe(-250);
    expect(test.held('lido:queue:ETH')).toBe(30);
    expect(test.held(WETH)).toBe(0);
    const bought = (120 / RATE.wstETH) * (1 - 2e-4) * (1 - 1e-4);
    expect(test.held(WSTETH)).toBeCloseTo(50 + 150 / RATE.wstETH + bought - 250, 9);
    // The premium of the market's own loan.
    expect(test.held('alchemy:wallet:USDT')).toBeCloseTo(1 - 1_000 * 5e-4, 12);
  });

  /** More WETH than there is anywhere. */
  const failing = swap('WETH', 'USDT', 1e6);

  it.each(BUILD.map((_, i) => i).concat(BUILD.length))(
    'that fails after %d of them has moved nothing but its gas, to the bit',
    (i) => {
      const test = funded();
      // Something of everything there is to be put back.
      done(test.transact([supply('wstETH', 1), requestWithdrawal('lido', 'wstETH', 1)]));
      const [state, before] = [test.world.save(), test.everything()];
      const from = test.books.postings.length;
      const calls = [...BUILD.slice(0, i), failing, ...BUILD.slice(i)];
      const outcome = test.transact(calls);
      expect([outcome.kind, codeOf(outcome)]).toEqual(['reverted', 'VEN-001']);

      const flashes = BUILD.filter(({ call }) => call === 'flash_repay').length;
      const gas = (calls.length - flashes) * CALL_GAS_ETH + BATCH_GAS_ETH;
      expect(test.posted(from)).toEqual([[ETH, 'gas', near(-gas)]]);
      expect(test.everything()).toEqual({
        ...before,
        [ETH]: before[ETH]! + test.posted(from)[0]![2],
      });
      const { alchemy: _wallet, ...protocols } = state;
      expect(test.world.save()).toMatchObject(protocols);
      // And what could be done before can be done now.
      expect(codeOf(test.transact([morpho('flash_repay', 'WETH', 1)]))).toBe('VEN-007');
    },
  );

  it('that fails at its end alone is undone as well', () => {
    const test = funded();
    const before = test.everything();
    const outcome = test.transact(BUILD, { leastHealthFactor: 1.2 });
    // 250 x 1.2 x 0.95 against 250 is 1.14.
    expect(codeOf(outcome)).toBe('VEN-011');
    expect(test.everything()).toEqual({ ...before, [ETH]: expect.any(Number) as number });
    done(test.transact(BUILD, { leastHealthFactor: 1.13 }));
  });
});

describe('a flash loan', () => {
  const lent = morpho('flash_borrow', 'WETH', 300);
  const code = (...calls: ContractCall[]) => codeOf(world().transact(calls, { via: 'instadapp' }));

  it('has to be back at the end of its transaction, premium and all (VEN-016)', () => {
    expect(code(lent)).toBe('VEN-016');
    expect(code(lent, morpho('flash_repay', 'WETH', 299.999))).toBe('VEN-016');
    expect(code(lent, morpho('flash_repay', 'WETH', 300))).toBe('done');
    const premium = 100 * 5e-4;
    const own = flash('flash_borrow', 'WETH', 100);
    expect(code(own, flash('flash_repay', 'WETH', 100))).toBe('VEN-016');
    expect(code(own, flash('flash_repay', 'WETH', 100 + premium * 0.999))).toBe('VEN-016');
    expect(code(own, flash('flash_repay', 'WETH', 100 + premium))).toBe('done');
  });

  it('is repaid to its lender: another does not take it (VEN-007)', () => {
    expect(code(lent, flash('flash_repay', 'WETH', 300))).toBe('VEN-007');
    expect(code(lent, morpho('flash_repay', 'WETH', 300.01))).toBe('VEN-007');
    expect(code(lent, morpho('flash_repay', 'WETH', 0))).toBe('VEN-007');
    expect(code(lent, morpho('flash_repay', 'WETH', NaN))).toBe('VEN-007');
  });

  it('can be repaid in parts, the premium by itself', () => {
    const test = world();
    const from = test.books.postings.length;
    done(
      test.transact([
        flash('flash_borrow', 'WETH', 100),
        flash('flash_repay', 'WETH', 60),
        flash('flash_repay', 'WETH', 40),
        flash('flash_repay', 'WETH', 0.05),
      ]),
    );
    expect(test.posted(from).slice(1)).toEqual([
      [WETH, 'transfer', 100],
      [WETH, 'transfer', -60],
      [WETH, 'transfer', -40],
      [WETH, 'fee', near(-0.05)],
    ]);
  });

  it('cannot be more than what lies there, in sum (VEN-013)', () => {
    expect(code(morpho('flash_borrow', 'WETH', 1_000.01))).toBe('VEN-013');
    expect(code(lent, morpho('flash_borrow', 'WETH', 700.01))).toBe('VEN-013');
    const whole = [morpho('flash_borrow', 'WETH', 700), morpho('flash_repay', 'WETH', 1_000)];
    expect(code(lent, ...whole)).toBe('done');
    expect(code(morpho('flash_borrow', 'EIGEN', 1))).toBe('VEN-013');
  });

  it('of nothing is none (VEN-007)', () => {
    for (const amount of [0, -1, NaN])
      expect(code(morpho('flash_borrow', 'WETH', amount))).toBe('VEN-007');
  });

  it('that was not repaid is forgotten with its transaction', () => {
    const test = world();
    expect(codeOf(test.transact([lent], { via: 'instadapp' }))).toBe('VEN-016');
    done(test.transact([lent, morpho('flash_repay', 'WETH', 300)]));
    test.moveTo(T0 + DAY_MS);
    done(
      test.transact([morpho('flash_borrow', 'WETH', 1_000), morpho('flash_repay', 'WETH', 1_000)]),
    );
  });

  it('takes the premium and the liquidity of its date', () => {
    const test = world(100, {}, (venues) => {
      const set = { premium_bps: 9, liquidity: { WETH: 10 } };
      const changes = [{ from: new Date(hour(1)).toISOString(), set }];
      Object.assign(venues['morpho']!, { changes });
    });
    test.moveTo(hour(1));
    expect(codeOf(test.transact([lent], { via: 'instadapp' }))).toBe('VEN-013');
    const small = morpho('flash_borrow', 'WETH', 10);
    const repaid = morpho('flash_repay', 'WETH', 10 * (1 + 9e-4));
    done(test.transact([small, repaid]));
    expect(test.held(WETH)).toBeCloseTo(50 - 0.009, 12);
  });
});
