import type { ContractCall } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { CALL_GAS_ETH, ETH_USD, RATE, reserveRow } from '../../testing/chain-world.js';
import {
  borrow,
  flash,
  lendingWorld,
  repay,
  setEmode,
  supply,
  withdraw,
  type LendingWorld,
} from '../../testing/lending-world.js';
import { T0, codeOf, hour, type Rows } from '../../testing/test-world.js';

const recorded = (price: number, columns: Readonly<Record<string, number>>) => [
  reserveRow(price, columns),
];

/** The code, after a look whether only gas is gone where it was undone. */
function tried(world: LendingWorld, ...calls: readonly ContractCall[]): string {
  const before = world.test.everything();
  const code = codeOf(world.try(...calls));
  const gas = CALL_GAS_ETH * (calls.length === 1 ? 1 : calls.length + 0.5);
  if (code !== 'done') {
    expect(world.test.everything()).toEqual({
      ...before,
      'alchemy:wallet:ETH': expect.closeTo(before['alchemy:wallet:ETH']! - gas, 9) as number,
    });
  }
  return code;
}

describe('a call of the lending market is refused', () => {
  it('for an asset that is no reserve (VEN-006)', () => {
    const world = lendingWorld();
    for (const call of [
      supply('stETH', 1),
      withdraw('stETH', 'max'),
      borrow('stETH', 1),
      repay('stETH', 1),
      flash('flash_borrow', 'stETH', 1),
      setEmode(2),
      setEmode(-1),
      setEmode(0.5),
    ])
      expect(tried(world, call)).toBe('VEN-006');
  });

  it('for an amount that is not more than nothing (VEN-007)', () => {
    const world = lendingWorld();
    world.do(supply('USDT', 10_000), borrow('WETH', 1));
    for (const amount of [0, -1, NaN]) {
      expect(tried(world, supply('USDT', amount))).toBe('VEN-007');
      expect(tried(world, withdraw('USDT', amount))).toBe('VEN-007');
      expect(tried(world, borrow('WETH', amount))).toBe('VEN-007');
      expect(tried(world, repay('WETH', amount))).toBe('VEN-007');
    }
  });

  it('before there is a price (VEN-008)', () => {
    const world = lendingWorld({ 'aave_v3/USDT': [reserveRow(1, { at: hour(1) })] });
    expect(tried(world, supply('USDT', 10))).toBe('VEN-008');
    world.test.moveTo(hour(1));
    expect(tried(world, supply('USDT', 10))).toBe('done');
  });

  it('for more than the wallet holds, is supplied, or is owed at all (VEN-001)', () => {
    const world = lendingWorld();
    expect(tried(world, supply('WETH', 1_000.001))).toBe('VEN-001');
    expect(tried(world, withdraw('USDT', 'max'))).toBe('VEN-001');
    expect(tried(world, repay('WETH', 'max'))).toBe('VEN-001');
    expect(tried(world, repay('WETH', 1))).toBe('VEN-001');
    world.do(supply('USDT', 100));
    expect(tried(world, withdraw('USDT', 100.000001))).toBe('VEN-001');
  });

  it('for a loan above the loan-to-value, to the cent (VEN-011)', () => {
    const world = lendingWorld();
    expect(tried(world, borrow('WETH', 0.001))).toBe('VEN-011');
    // 0.75 x 100,000 = 37.5 WETH at 2,000.
    world.do(supply('USDT', 100_000));
    expect(tried(world, borrow('WETH', 37.500005))).toBe('VEN-011');
    world.do(borrow('WETH', 37.5));
    expect(tried(world, borrow('USDT', 0.01))).toBe('VEN-011');
  });

  it('for a withdrawal that leaves the health factor below 1 (VEN-011)', () => {
    const world = lendingWorld();
    world.do(supply('USDT', 100_000), borrow('WETH', 30));
    // 60,000 owed: 60,000 / 0.78 has to stay.
    const free = 100_000 - 60_000 / 0.78;
    expect(tried(world, withdraw('USDT', free + 0.01))).toBe('VEN-011');
    expect(tried(world, withdraw('USDT', 'max'))).toBe('VEN-011');
    // Not for the length of a transaction either.
    expect(tried(world, withdraw('USDT', 90_000), supply('USDT', 90_000))).toBe('VEN-011');
    expect(tried(world, withdraw('USDT', free - 0.01))).toBe('done');
  });

  it('that ends with a health factor below 1, whatever was asked (VEN-011)', () => {
    const rows = [reserveRow(ETH_USD), reserveRow(4_000, { at: hour(1) })];
    const world = lendingWorld({ 'aave_v3/WETH': rows });
    world.do(supply('USDT', 100_000), borrow('WETH', 30));
    // The moment itself was not played, so nobody has liquidated.
    world.test.now = hour(1);
    expect(codeOf(world.test.transact([repay('WETH', 1)], { leastHealthFactor: 0.5 }))).toBe(
      'VEN-011',
    );
  });

  it('above the recorded caps of a reserve, what is ours included (VEN-012)', () => {
    const totals = { total_supplied: 900, total_borrowed: 300 };
    const world = lendingWorld({
      'aave_v3/WETH': recorded(ETH_USD, { ...totals, supply_cap: 1_000, borrow_cap: 340 }),
    });
    expect(tried(world, supply('WETH', 100.001))).toBe('VEN-012');
    world.do(supply('WETH', 60));
    expect(tried(world, supply('WETH', 40.001))).toBe('VEN-012');
    world.do(supply('WETH', 40), supply('USDT', 500_000));
    expect(tried(world, borrow('WETH', 40.001))).toBe('VEN-012');
    world.do(borrow('WETH', 25));
    expect(tried(world, borrow('WETH', 15.001))).toBe('VEN-012');
    expect(tried(world, borrow('WETH', 15))).toBe('done');
  });

  it('above the configured caps where none are recorded; a recorded cap of 0 is none (VEN-012)', () => {
    const capped = (rows: Rows) =>
      lendingWorld(rows, ({ reserves }) => {
        Object.assign(reserves['WETH']!, { supply_cap: 50, borrow_cap: 20 });
      });
    const world = capped({});
    expect(tried(world, supply('WETH', 50.001))).toBe('VEN-012');
    world.do(supply('WETH', 50));
    expect(tried(world, borrow('WETH', 20.001))).toBe('VEN-012');
    expect(tried(world, borrow('WETH', 20))).toBe('done');
    const free = capped({ 'aave_v3/WETH': recorded(ETH_USD, { supply_cap: 0, borrow_cap: 0 }) });
    free.do(supply('WETH', 500), borrow('WETH', 300));
  });

  it('beyond what is supplied and not lent (VEN-013)', () => {
    // Identity 31: withdrawable <= total supplied - total borrowed.
    const totals = { total_supplied: 1_000, total_borrowed: 900 };
    const world = lendingWorld({ 'aave_v3/WETH': recorded(ETH_USD, totals) });
    world.do(supply('WETH', 500), supply('USDT', 900_000));
    expect(tried(world, withdraw('WETH', 100.001))).toBe('VEN-013');
    expect(tried(world, withdraw('WETH', 'max'))).toBe('VEN-013');
    expect(tried(world, borrow('WETH', 100.001))).toBe('VEN-013');
    expect(tried(world, flash('flash_borrow', 'WETH', 100.001))).toBe('VEN-013');
    // Our own debt is out of the reserve, too.
    world.do(borrow('WETH', 70));
    expect(tried(world, withdraw('WETH', 30.001))).toBe('VEN-013');
    world.do(withdraw('WETH', 30));
  });

  it('where everything is lent: nothing can be withdrawn or borrowed for as long (VEN-013)', () => {
    const at = (i: number, borrowed: number) =>
      reserveRow(1, { at: hour(i), total_supplied: 5e6, total_borrowed: borrowed });
    const world = lendingWorld({ 'aave_v3/USDT': [at(0, 4e6), at(1, 5e6), at(2, 4.9e6)] });
    world.do(supply('USDT', 500_000));
    world.test.moveTo(hour(1));
    expect(tried(world, withdraw('USDT', 0.01))).toBe('VEN-013');
    expect(tried(world, borrow('USDT', 0.01))).toBe('VEN-013');
    world.test.moveTo(hour(2));
    expect(tried(world, withdraw('USDT', 100_001))).toBe('VEN-013');
    expect(tried(world, withdraw('USDT', 100_000))).toBe('done');
  });

  it('by a frozen reserve, which pays out and is paid back (VEN-014)', () => {
    const from = new Date(hour(1)).toISOString();
    const world = lendingWorld({}, (lending) => {
      lending.changes = [{ from, set: { reserves: { WETH: { frozen: true } } } }];
    });
    world.do(supply('WETH', 100), borrow('WETH', 10));
    world.test.moveTo(hour(1));
    expect(tried(world, supply('WETH', 1))).toBe('VEN-014');
    expect(tried(world, borrow('WETH', 1))).toBe('VEN-014');
    world.do(repay('WETH', 'max'), withdraw('WETH', 'max'));
  });

  it('for a loan of what is not lent, ever or in the category (VEN-014)', () => {
    const world = lendingWorld();
    world.do(supply('WETH', 100));
    expect(tried(world, borrow('wstETH', 1))).toBe('VEN-014');
    expect(tried(world, borrow('USDT', 1))).toBe('done');
    world.do(repay('USDT', 'max'), setEmode(1));
    expect(tried(world, borrow('USDT', 1))).toBe('VEN-014');
    expect(tried(world, borrow('WETH', 1))).toBe('done');
  });
});

describe('collateral with a loan-to-value of 0', () => {
  const from = new Date(hour(1)).toISOString();
  const closes = (asset: string) =>
    lendingWorld({}, (lending) => {
      lending.changes = [{ from, set: { reserves: { [asset]: { ltv: 0 } } } }];
    });

  it('from its date on carries no new loan, in e-mode neither (VEN-014)', () => {
    for (const category of [0, 1]) {
      const world = closes('wstETH');
      world.do(setEmode(category), supply('wstETH', 100), borrow('WETH', 10));
      world.test.moveTo(hour(1) - 1);
      world.do(borrow('WETH', 1));
      const healthFactor = world.healthFactor();
      world.test.moveTo(hour(1));
      expect(tried(world, borrow('WETH', 1))).toBe('VEN-014');
      // What is owed stays as safe as it was.
      expect(world.healthFactor()).toBe(healthFactor);
      world.do(repay('WETH', 5));
    }
  });

  it('counts for nothing beside other collateral (VEN-011)', () => {
    const world = closes('wstETH');
    world.do(supply('wstETH', 100), supply('USDT', 100_000));
    world.test.moveTo(hour(1));
    expect(tried(world, borrow('WETH', 37.501))).toBe('VEN-011');
    expect(tried(world, borrow('WETH', 37.5))).toBe('done');
  });

  it('has to be withdrawn before other collateral while something is owed (VEN-014)', () => {
    const world = closes('wstETH');
    world.do(supply('wstETH', 10), supply('USDT', 100_000), borrow('WETH', 1));
    world.test.moveTo(hour(1));
    expect(tried(world, withdraw('USDT', 1))).toBe('VEN-014');
    world.do(withdraw('wstETH', 4), withdraw('wstETH', 'max'), withdraw('USDT', 1));
  });

  it('is read from the data where they have it (VEN-014)', () => {
    const price = ETH_USD * RATE.wstETH;
    const row = (at: number, ltv: number) =>
      reserveRow(price, { at, ltv, liquidation_threshold: 0.81 });
    const world = lendingWorld({ 'aave_v3/wstETH': [row(T0, 0.785), row(hour(2), 0)] });
    world.do(supply('wstETH', 10), borrow('WETH', 1));
    world.test.moveTo(hour(2));
    expect(tried(world, borrow('WETH', 1))).toBe('VEN-014');
  });
});

describe('e-mode', () => {
  it('lends by its own loan-to-value, against its collateral', () => {
    const world = lendingWorld();
    // 100 wstETH are 120 ETH: 94.2 may be borrowed, in the category 111.6.
    world.do(supply('wstETH', 100));
    expect(tried(world, borrow('WETH', 94.21))).toBe('VEN-011');
    world.do(setEmode(1));
    expect(tried(world, borrow('WETH', 111.61))).toBe('VEN-011');
    world.do(borrow('WETH', 111.6));
  });

  it('is not entered with a debt that it does not lend (VEN-018)', () => {
    const world = lendingWorld();
    world.do(supply('WETH', 100), borrow('USDT', 1_000));
    expect(tried(world, setEmode(1))).toBe('VEN-018');
    world.do(repay('USDT', 'max'), setEmode(1));
  });

  it('is not left where the position would be liquidated (VEN-018)', () => {
    const world = lendingWorld();
    world.do(setEmode(1), supply('wstETH', 100), borrow('WETH', 110));
    expect(tried(world, setEmode(0))).toBe('VEN-018');
    expect(world.healthFactor()).toBeCloseTo((0.95 * 120) / 110, 12);
    // 0.81 x 120 = 97.2 is the most.
    world.do(repay('WETH', 12.9), setEmode(0));
  });

  it('of a transaction that is undone was never entered', () => {
    const world = lendingWorld();
    world.do(supply('wstETH', 100));
    expect(tried(world, setEmode(1), borrow('WETH', 111.61))).toBe('VEN-011');
    expect(tried(world, borrow('WETH', 95))).toBe('VEN-011');
  });

  it('at a dated change goes on by the new terms', () => {
    const world = lendingWorld({}, (lending) => {
      lending.emodes!['1']!.ltv = 0.9;
      lending.emodes!['1']!.liquidation_threshold = 0.93;
      const set = { emodes: { '1': { ltv: 0.93, liquidation_threshold: 0.95 } } };
      lending.changes = [{ from: new Date(hour(1)).toISOString(), set }];
    });
    world.do(setEmode(1), supply('WETH', 100), borrow('WETH', 90));
    expect(tried(world, borrow('WETH', 1))).toBe('VEN-011');
    world.test.moveTo(hour(1));
    world.do(borrow('WETH', 3));
    expect(world.healthFactor()).toBeCloseTo(95 / 93, 12);
  });
});

it('an order or a transfer at the market itself is refused (VEN-009)', () => {
  const world = lendingWorld();
  expect(codeOf(world.test.order('aave_v3', 'spot', 'buy', 1))).toBe('VEN-009');
  expect(codeOf(world.test.transfer('alchemy:wallet', 'aave_v3:supply', 'USDT', 10))).toBe(
    'VEN-006',
  );
});
