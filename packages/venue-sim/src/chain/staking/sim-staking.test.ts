import { DAY_MS, type ContractCall } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { requestWithdrawal, stake, swap, unwrap, wrap } from '../../testing/chain-calls.js';
import { CALL_GAS_ETH, RATE, chainWorld } from '../../testing/chain-world.js';
import { borrow, supply } from '../../testing/lending-world.js';
import {
  T0,
  codeOf,
  done,
  hour,
  type Row,
  type Rows,
  type TestWorld,
} from '../../testing/test-world.js';

const ETH = 'alchemy:wallet:ETH';
const STETH = 'alchemy:wallet:stETH';
const WSTETH = 'alchemy:wallet:wstETH';
const WEETH = 'alchemy:wallet:weETH';
const EIGEN = 'alchemy:wallet:EIGEN';
const day = (i: number) => T0 + i * DAY_MS;
const near = (amount: number) => expect.closeTo(amount, 12) as number;

/** The rate of a wrapped token on day 0, 1, 2 … */
const daily = (token: string, rates: readonly number[]): Rows => ({
  [`lst/${token}`]: rates.map((rate, i): Row => ({
    at: day(i),
    exchange_rate: rate,
    market_price_eth: rate,
  })),
});

function world(rows: Rows = {}, change?: Parameters<typeof chainWorld>[1]): TestWorld {
  const test = chainWorld(rows, change);
  test.deposit('alchemy', 'wallet', 'ETH', 100);
  return test;
}

const assetsBut =
  (...without: string[]): Parameters<typeof chainWorld>[1] =>
  (venues) => {
    const wallet = venues['alchemy'] as { assets: string[] };
    wallet.assets = wallet.assets.filter((asset) => !without.includes(asset));
  };

describe('staking', () => {
  it('gives one rebasing token for one ETH', () => {
    const test = world();
    const from = test.books.postings.length;
    done(test.transact([stake('lido', 12)]));
    expect(test.posted(from)).toEqual([
      [ETH, 'gas', near(-CALL_GAS_ETH)],
      [ETH, 'convert', -12],
      [STETH, 'convert', 12],
    ]);
  });

  it('gives the wrapped token at the rate to a wallet that does not take the other', () => {
    const test = world({}, assetsBut('stETH'));
    done(test.transact([stake('lido', 12)]));
    expect(test.held(WSTETH)).toBe(12 / RATE.wstETH);
  });

  it('wraps at the rate and unwraps again, without a loss', () => {
    const test = world(daily('wstETH', [1.166302]));
    done(test.transact([stake('lido', 7.3)]));
    done(test.transact([wrap('lido', 'stETH', 7.3)]));
    expect(test.held(STETH)).toBe(0);
    expect(test.held(WSTETH)).toBe(7.3 / 1.166302);
    done(test.transact([unwrap('lido', 'wstETH', test.held(WSTETH))]));
    expect(test.held(WSTETH)).toBe(0);
    expect(Math.abs(test.held(STETH) / 7.3 - 1)).toBeLessThan(1e-15);
  });
});

describe('the rebase', () => {
  const rates = [1.2, 1.206, 1.206, 1.2, 1.212];

  it('multiplies what lies in the wallet by the growth of the rate, down as well as up', () => {
    const test = world(daily('wstETH', rates));
    done(test.transact([stake('lido', 50)]));
    const from = test.books.postings.length;
    test.moveTo(day(1) - 1);
    expect(test.held(STETH)).toBe(50);
    for (const [i, rate] of rates.entries()) {
      test.moveTo(day(i));
      expect(test.held(STETH)).toBeCloseTo((50 * rate) / 1.2, 12);
    }
    expect(test.posted(from)).toEqual([
      [STETH, 'staking', near(50 * 0.005)],
      [STETH, 'staking', near(-50.25 * (0.006 / 1.206))],
      [STETH, 'staking', near(50 * 0.01)],
    ]);
  });

  it('leaves the wrapped token alone: both forms grow by the same', () => {
    const test = world(daily('wstETH', rates));
    done(test.transact([stake('lido', 60)]));
    done(test.transact([wrap('lido', 'stETH', 30)]));
    test.moveTo(day(4));
    expect(test.held(WSTETH)).toBe(25);
    expect(test.held(WSTETH) * 1.212).toBeCloseTo(test.held(STETH), 12);
  });

  it('gives growth only to what was there before', () => {
    const test = world(daily('wstETH', rates));
    test.moveTo(day(1));
    done(test.transact([stake('lido', 50)]));
    test.moveTo(day(2));
    expect(test.held(STETH)).toBe(50);
  });

  it('is played once a moment', () => {
    const test = world(daily('wstETH', rates));
    done(test.transact([stake('lido', 50)]));
    test.moveTo(day(1));
    test.world.play(day(1), test.books);
    expect(test.held(STETH)).toBeCloseTo(50.25, 12);
  });

  it('goes on from the rate that was seen last, in another process too', () => {
    const [test, resumed] = [world(daily('wstETH', rates)), world(daily('wstETH', rates))];
    done(test.transact([stake('lido', 50)]));
    test.moveTo(day(1));
    resumed.world.load(JSON.parse(JSON.stringify(test.world.save())) as never);
    resumed.now = test.now;
    resumed.moveTo(day(4));
    expect(resumed.held(STETH)).toBeCloseTo((50 * 1.212) / 1.2, 12);
  });
});

describe('rewards', () => {
  /** EIGEN is the first of the tokens that rows may name, ETHFI the second. */
  const weekly: Rows = {
    'rewards/weETH': [
      { at: day(7), token: 0, amount_per_unit: 0.2 },
      { at: day(14), token: 1, amount_per_unit: 0.1 },
      { at: day(21), token: 0, amount_per_unit: 0.3 },
    ],
  };

  it('are credited per ETH staked at their moment: in both forms, in the wallet and in lending', () => {
    const test = world({ ...weekly, ...daily('weETH', [1.05]) });
    done(test.transact([stake('etherfi', 63)]));
    done(test.transact([wrap('etherfi', 'eETH', 42)]));
    done(test.transact([supply('weETH', 30)]));
    // 21 eETH, 10 weETH in the wallet and 30 at the lending market: 63 ETH, whatever form they are in.
    const from = test.books.postings.length;
    test.moveTo(day(7) - 1);
    expect(test.held(EIGEN)).toBe(0);
    test.moveTo(day(7));
    expect(test.held(EIGEN)).toBeCloseTo(0.2 * 63, 12);
    expect(test.posted(from)).toEqual([[EIGEN, 'reward', near(0.2 * 63)]]);
  });

  it('grow with the rate and with what lending has added', () => {
    const test = world({
      ...weekly,
      'lst/weETH': [
        { at: T0, exchange_rate: 1.05, market_price_eth: 1 },
        { at: day(7), exchange_rate: 1.06, market_price_eth: 1 },
      ],
      'aave_v3/weETH': [1, 1.01].map((liquidity_index, i) => ({
        at: day(7 * i),
        liquidity_index,
        variable_borrow_index: 1,
        supply_apr: 0,
        borrow_apr: 0,
        oracle_price_usd: 2_100,
      })),
    });
    test.deposit('alchemy', 'wallet', 'weETH', 30);
    done(test.transact([supply('weETH', 20)]));
    test.moveTo(day(7));
    expect(test.held(EIGEN)).toBeCloseTo(0.2 * (10 + 20 * 1.01) * 1.06, 12);
  });

  it('in a token that the wallet does not list are not claimed', () => {
    const test = world(weekly);
    test.deposit('alchemy', 'wallet', 'weETH', 10);
    test.moveTo(day(20));
    expect(test.held(EIGEN)).toBeCloseTo(0.2 * 10 * RATE.weETH, 12);
    expect(test.posted().filter(([, cause]) => cause === 'reward')).toHaveLength(1);
    test.moveTo(day(21));
    expect(test.held(EIGEN)).toBeCloseTo(0.5 * 10 * RATE.weETH, 12);
  });

  it('do not come for what is in the queue, belongs to others, or is another token', () => {
    const test = world(weekly);
    test.deposit('alchemy', 'wallet', 'weETH', 10);
    test.deposit('alchemy', 'wallet', 'wstETH', 10);
    done(test.transact([requestWithdrawal('etherfi', 'weETH', 10)]));
    test.moveTo(day(21));
    expect(test.held(EIGEN)).toBe(0);
  });

  it('come once, even where a moment is played again after a restart', () => {
    const test = world(weekly);
    test.deposit('alchemy', 'wallet', 'weETH', 10);
    test.moveTo(day(7));
    test.world.play(day(7), test.books);
    expect(test.held(EIGEN)).toBeCloseTo(0.2 * 10 * RATE.weETH, 12);
    const resumed = world(weekly);
    resumed.world.load(JSON.parse(JSON.stringify(test.world.save())) as never);
    resumed.world.play(day(7), resumed.books);
    expect(resumed.held(EIGEN)).toBeCloseTo(0.2 * 10 * RATE.weETH, 12);
  });

  it('of before the run are not made up for', () => {
    const test = world(weekly);
    test.now = day(8);
    test.deposit('alchemy', 'wallet', 'weETH', 10);
    test.world.play(test.now, test.books);
    test.moveTo(day(13));
    expect(test.held(EIGEN)).toBe(0);
  });

  it('can be switched off, by date as well', () => {
    const off = (set: (etherfi: Record<string, unknown>) => void) => {
      const test = world(weekly, (venues) => set(venues['etherfi'] as Record<string, unknown>));
      test.deposit('alchemy', 'wallet', 'weETH', 10);
      test.moveTo(day(21));
      return test.held(EIGEN);
    };
    expect(off((etherfi) => (etherfi['rewards'] = false))).toBe(0);
    const from = new Date(day(10)).toISOString();
    const changes = [{ from, set: { rewards: false } }];
    expect(off((etherfi) => (etherfi['changes'] = changes))).toBeCloseTo(0.2 * 10 * 1.05, 12);
  });
});

describe('a call of a staking protocol is undone', () => {
  function undone(test: TestWorld, ...calls: Parameters<TestWorld['transact']>[0]): string {
    const before = test.everything();
    const outcome = test.transact(calls);
    expect(outcome.kind).toBe('reverted');
    const gasFree = { [ETH]: expect.closeTo(before[ETH]! - CALL_GAS_ETH, 12) as number };
    expect(test.everything()).toEqual({ ...before, ...gasFree });
    return codeOf(outcome);
  }

  it('for a token that it does not take (VEN-006)', () => {
    const test = world();
    for (const asset of ['stETH', 'wstETH', 'eETH', 'WETH'])
      test.deposit('alchemy', 'wallet', asset, 10);
    const weth = { call: 'stake', protocol: 'lido', asset: 'WETH', amount: 1 } as const;
    expect(undone(test, weth)).toBe('VEN-006');
    expect(undone(test, wrap('lido', 'wstETH', 1))).toBe('VEN-006');
    expect(undone(test, wrap('lido', 'eETH', 1))).toBe('VEN-006');
    expect(undone(test, unwrap('lido', 'stETH', 1))).toBe('VEN-006');
    expect(undone(test, requestWithdrawal('lido', 'eETH', 1))).toBe('VEN-006');
    expect(undone(test, requestWithdrawal('lido', 'ETH', 1))).toBe('VEN-006');
  });

  it('for a form that the wallet does not take (VEN-006)', () => {
    const test = world({}, assetsBut('stETH'));
    test.deposit('alchemy', 'wallet', 'wstETH', 10);
    expect(undone(test, unwrap('lido', 'wstETH', 1))).toBe('VEN-006');
    expect(undone(world({}, assetsBut('wstETH')), wrap('lido', 'stETH', 1))).toBe('VEN-001');
  });

  it('for nothing (VEN-007), for more than is held (VEN-001), before there is a rate (VEN-008)', () => {
    const test = world();
    for (const amount of [0, -1, NaN]) expect(undone(test, stake('lido', amount))).toBe('VEN-007');
    expect(undone(test, stake('lido', 100))).toBe('VEN-001');
    expect(undone(test, wrap('lido', 'stETH', 1))).toBe('VEN-001');
    const later = { 'lst/wstETH': [{ at: hour(9), exchange_rate: 1, market_price_eth: 1 }] };
    expect(undone(world(later), stake('lido', 1))).toBe('VEN-008');
  });

  it('before its gas where it has no such call (VEN-009)', () => {
    const test = world();
    const calls = [swap('WETH', 'USDT', 1), borrow('WETH', 1)].map(
      (call) => ({ ...call, protocol: 'lido' }) as ContractCall,
    );
    for (const call of calls) {
      const outcome = test.transact([call]);
      expect([outcome.kind, codeOf(outcome)]).toEqual(['refused', 'VEN-009']);
    }
    expect(codeOf(test.order('lido', 'spot', 'buy', 1))).toBe('VEN-009');
    expect(test.held(ETH)).toBe(100);
  });
});

it('says when a claim is due, and holds it apart from then on', () => {
  const test = world();
  test.deposit('alchemy', 'wallet', 'weETH', 10);
  const etherfi = test.world.venue('etherfi')!;
  const claims = () => [test.held('etherfi:queue:ETH'), test.held('etherfi:claimable:ETH')];
  done(test.transact([requestWithdrawal('etherfi', 'weETH', 10)]));
  expect([...claims(), etherfi.nextEventAt()]).toEqual([10.5, 0, day(5)]);
  test.moveTo(day(5));
  expect([...claims(), etherfi.nextEventAt()]).toEqual([0, 10.5, Infinity]);
  expect(test.held(WEETH)).toBe(0);
});
