import { chainWorld } from '../../testing/chain-world.js';
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
} from '../../testing/lending-world.js';
import { T0, codeOf, done, hour, type Row } from '../../testing/test-world.js';

const YEAR_HOURS = 8_760;
const WSTETH_USD = ETH_USD * RATE.wstETH;

/** Samples of a reserve at full hours: `[hour, liquidity index, borrow index]`. */
function indexed(price: number, samples: readonly (readonly number[])[], more: Partial<Row> = {}) {
  return samples.map(([at, liquidity_index, variable_borrow_index]) =>
    reserveRow(price, {
      at: hour(at!),
      liquidity_index: liquidity_index!,
      variable_borrow_index: variable_borrow_index!,
      ...more,
    }),
  );
}

describe('a supply', () => {
  it('is kept as the amount over the index, and moves the tokens by transfers', () => {
    const world = lendingWorld({ 'aave_v3/USDT': indexed(1, [[0, 1.25, 1.5]]) });
    const before = world.test.books.postings.length;
    world.do(supply('USDT', 1_000));
    expect(world.test.posted(before)).toEqual([
      ['alchemy:wallet:ETH', 'gas', expect.closeTo(-CALL_GAS_ETH, 15)],
      ['alchemy:wallet:USDT', 'transfer', -1_000],
      ['aave_v3:supply:USDT', 'transfer', 800],
    ]);
    expect(world.supplied('USDT')).toBe(1_000);
  });

  it('grows as the recorded index does, however often that was sampled', () => {
    // Identity 1: V(t)/V(0) = LI(t)/LI(0).
    const sparse = [
      [0, 1.02, 1.04],
      [100, 1.0302, 1.06],
    ];
    const dense = [
      [0, 1.02, 1.04],
      [10, 1.0205, 1.041],
      [40, 1.028, 1.05],
      [100, 1.0302, 1.06],
    ];
    for (const samples of [sparse, dense]) {
      const world = lendingWorld({ 'aave_v3/USDT': indexed(1, samples) });
      world.do(supply('USDT', 5_000));
      world.test.moveTo(hour(100));
      expect(world.supplied('USDT')).toBeCloseTo((5_000 * 1.0302) / 1.02, 9);
    }
  });

  it('in two parts is worth as much as in one', () => {
    const rows = {
      'aave_v3/USDT': indexed(1, [
        [0, 1.013, 1],
        [9, 1.017, 1],
      ]),
    };
    const [whole, split] = [lendingWorld(rows), lendingWorld(rows)];
    whole.do(supply('USDT', 3_000));
    split.do(supply('USDT', 1_234.5), supply('USDT', 1_765.5));
    for (const world of [whole, split]) world.test.moveTo(hour(9));
    expect(split.supplied('USDT')).toBeCloseTo(whole.supplied('USDT'), 9);
  });

  it('grows linearly between samples, a debt by three terms of the exponential', () => {
    // Identity 2, over a quarter of a year at 40 % and 80 %: x = 0.1 and x = 0.2.
    const rate = { supply_apr: 0.4, borrow_apr: 0.8 };
    const world = lendingWorld({
      'aave_v3/USDT': indexed(1, [[0, 1, 1]], rate),
      'aave_v3/WETH': indexed(ETH_USD, [[0, 1, 1]], rate),
    });
    world.do(supply('USDT', 900_000), borrow('WETH', 10));
    world.test.moveTo(hour(YEAR_HOURS / 4));
    expect(world.supplied('USDT')).toBeCloseTo(900_000 * 1.1, 6);
    expect(world.owed('WETH')).toBeCloseTo(10 * (1 + 0.2 + 0.02 + 0.008 / 6), 12);
  });

  it('posts nothing while interest accrues', () => {
    const world = lendingWorld({
      'aave_v3/USDT': indexed(1, [
        [0, 1, 1],
        [5, 1.1, 1.2],
      ]),
    });
    world.do(supply('USDT', 100));
    const before = world.test.books.postings.length;
    world.test.moveTo(hour(6));
    expect(world.test.posted(before)).toEqual([]);
  });
});

describe('taken out again', () => {
  // Indexes at which x / index * index is not x in binary for many x.
  const rows = {
    'aave_v3/USDT': indexed(1, [[0, 1.0362, 1.04944]]),
    'aave_v3/WETH': indexed(ETH_USD, [[0, 1.01809, 1.03287]]),
  };

  it.each([0.1, 0.7, 1.1, 33.3, 123.456, 99_999.99])(
    'a supply of %f, asked for by its amount or by max, leaves exactly nothing',
    (amount) => {
      for (const asked of [amount, 'max'] as const) {
        const world = lendingWorld(rows);
        world.do(supply('USDT', amount), withdraw('USDT', asked));
        expect(world.supplyShares('USDT')).toBe(0);
        expect(world.wallet('USDT')).toBeCloseTo(1_000_000, 9);
      }
    },
  );

  it.each([0.1, 0.7, 1.1, 33.3])(
    'a loan of %f, paid back by its amount or by max, leaves exactly nothing owed',
    (amount) => {
      for (const asked of [amount, 'max'] as const) {
        const world = lendingWorld(rows);
        world.do(supply('USDT', 900_000), borrow('WETH', amount), repay('WETH', asked));
        expect(world.debtShares('WETH')).toBe(0);
        expect(world.wallet('WETH')).toBeCloseTo(1_000, 12);
      }
    },
  );

  it('in several parts it leaves exactly nothing too', () => {
    const world = lendingWorld(rows);
    const parts = [33.3, 33.3, 33.3, 0.0999, 0.0001];
    world.do(supply('USDT', 100), ...parts.map((part) => withdraw('USDT', part)));
    expect(world.supplyShares('USDT')).toBe(0);
    world.do(supply('USDT', 900_000));
    for (const x of [3, 5, 6, 7, 10]) {
      const third = x / 3;
      world.do(borrow('WETH', x), repay('WETH', third), repay('WETH', third));
      world.do(repay('WETH', x - 2 * third));
      expect(world.debtShares('WETH')).toBe(0);
    }
  });

  it('a part leaves the rest, at the index of the moment', () => {
    const world = lendingWorld({
      'aave_v3/USDT': indexed(1, [
        [0, 1, 1],
        [1, 1.25, 1],
      ]),
      'aave_v3/WETH': indexed(ETH_USD, [
        [0, 1, 1],
        [1, 1, 1.6],
      ]),
    });
    world.do(supply('USDT', 100_000), borrow('WETH', 10));
    world.test.moveTo(hour(1));
    world.do(withdraw('USDT', 1_000), repay('WETH', 4));
    expect(world.supplyShares('USDT')).toBe(100_000 - 1_000 / 1.25);
    expect(world.debtShares('WETH')).toBe(-10 + 4 / 1.6);
    expect(world.owed('WETH')).toBe(12);
  });

  it('repaying more than is owed takes what is owed', () => {
    const world = lendingWorld();
    world.do(supply('USDT', 100_000), borrow('WETH', 10), repay('WETH', 25));
    expect(world.wallet('WETH')).toBe(1_000);
    expect(world.debtShares('WETH')).toBe(0);
  });

  it('a loan is paid back by a wallet that holds just what it borrowed', () => {
    for (let tenths = 1; tenths <= 50; tenths++) {
      const world = lendingWorld(rows);
      world.do(supply('WETH', 1_000), supply('USDT', 900_000));
      world.do(borrow('WETH', tenths / 10), repay('WETH', 'max'));
      expect(world.debtShares('WETH')).toBe(0);
      expect(world.wallet('WETH')).toBeGreaterThanOrEqual(0);
      expect(world.wallet('WETH')).toBeLessThan(1e-12);
    }
  });
});

describe('the health factor', () => {
  const levered = (rows = {}) => {
    const world = lendingWorld(rows);
    // Ten times: 100 ETH of our own and 900 borrowed, all in wstETH.
    world.do(setEmode(1), supply('wstETH', 1_000 / RATE.wstETH), borrow('WETH', 900));
    return world;
  };

  it('is threshold x L / (L - 1), of the category for its collateral', () => {
    // Identity 7.
    expect(levered().healthFactor()).toBeCloseTo((0.95 * 10) / 9, 12);
  });

  it('takes the own threshold of what is outside the category', () => {
    const world = lendingWorld();
    world.do(setEmode(1), supply('USDT', 10_000), supply('weETH', 10), borrow('WETH', 5));
    const weEthUsd = 10 * ETH_USD * RATE.weETH;
    expect(world.healthFactor()).toBeCloseTo((10_000 * 0.78 + weEthUsd * 0.95) / 10_000, 12);
  });

  it('is infinite without debt', () => {
    const world = lendingWorld();
    world.do(supply('USDT', 10));
    expect(world.healthFactor()).toBe(Infinity);
  });

  it('of a loop in one currency drifts by the growth of both sides, whatever that currency costs', () => {
    // Identity 10: HF(t) = HF(0) x Gs / Gb.
    const paths = [
      [1, 1, 1],
      [1, 0.2, 7.3],
    ].map((prices) =>
      levered({
        'aave_v3/wstETH': [1, 1.004, 1.01].map((index, i) =>
          reserveRow(WSTETH_USD * prices[i]!, { at: hour(i), liquidity_index: index }),
        ),
        'aave_v3/WETH': [1, 1.01, 1.03].map((index, i) =>
          reserveRow(ETH_USD * prices[i]!, { at: hour(i), variable_borrow_index: index }),
        ),
      }),
    );
    for (const world of paths) {
      world.test.moveTo(hour(2));
      expect(world.healthFactor() / ((((0.95 * 10) / 9) * 1.01) / 1.03)).toBeCloseTo(1, 12);
    }
  });

  it('moves with a dated threshold, not before its date', () => {
    const world = lendingWorld({ 'aave_v3/USDT': indexed(1, [[0, 1, 1]]) }, (lending) => {
      lending.changes = [
        {
          from: new Date(hour(3)).toISOString(),
          set: { reserves: { USDT: { liquidation_threshold: 0.76, ltv: 0.7 } } },
        },
      ];
    });
    world.do(supply('USDT', 100_000), borrow('WETH', 10));
    expect(world.lending.healthFactor(hour(3) - 1)).toBeCloseTo(78_000 / 20_000, 12);
    expect(world.lending.healthFactor(hour(3))).toBeCloseTo(76_000 / 20_000, 12);
  });

  it('takes the recorded threshold before the configured one, but for a category', () => {
    const recorded = (price: number) => [
      reserveRow(price, { ltv: 0.5, liquidation_threshold: 0.6 }),
    ];
    const world = lendingWorld({
      'aave_v3/USDT': recorded(1),
      'aave_v3/wstETH': recorded(WSTETH_USD),
    });
    world.do(supply('USDT', 10_000), supply('wstETH', 10), borrow('WETH', 2));
    expect(world.healthFactor()).toBeCloseTo((0.6 * (10_000 + 24_000)) / 4_000, 12);
    world.do(setEmode(1));
    expect(world.healthFactor()).toBeCloseTo((0.6 * 10_000 + 0.95 * 24_000) / 4_000, 12);
  });

  it('can be asked at the end of a transaction, which is undone below it', () => {
    const calls = [supply('USDT', 10_000), borrow('WETH', 2)];
    const world = lendingWorld();
    // 7,800 / 4,000.
    expect(codeOf(world.test.transact(calls, { leastHealthFactor: 1.951 }))).toBe('VEN-011');
    expect(world.debtShares('WETH')).toBe(0);
    expect(world.wallet('USDT')).toBe(1_000_000);
    done(world.test.transact(calls, { leastHealthFactor: 1.95 }));
  });
});

describe('a flash loan of the market', () => {
  it('costs its premium and the gas of one call', () => {
    const world = lendingWorld();
    const eth = world.wallet('ETH');
    done(world.try(flash('flash_borrow', 'USDT', 10_000), flash('flash_repay', 'USDT', 10_005)));
    expect(world.wallet('USDT')).toBeCloseTo(1_000_000 - 5, 9);
    expect(eth - world.wallet('ETH')).toBeCloseTo(CALL_GAS_ETH * 1.5, 12);
  });

  it('must be back at the end', () => {
    const world = lendingWorld();
    expect(codeOf(world.try(flash('flash_borrow', 'USDT', 10_000)))).toBe('VEN-016');
    expect(world.wallet('USDT')).toBe(1_000_000);
  });

  it('takes its tokens out of the reserve: they cannot be borrowed as well', () => {
    const totals = { total_supplied: 100, total_borrowed: 60 };
    const world = lendingWorld({ 'aave_v3/WETH': [reserveRow(ETH_USD, totals)] });
    const around = (amount: number) =>
      world.try(
        supply('USDT', 200_000),
        flash('flash_borrow', 'WETH', 30),
        borrow('WETH', amount),
        flash('flash_repay', 'WETH', 30 * 1.0005),
      );
    expect(codeOf(around(10.1))).toBe('VEN-013');
    expect(codeOf(around(10))).toBe('done');
    expect(codeOf(world.try(flash('flash_borrow', 'WETH', 30.1)))).toBe('VEN-013');
  });
});

describe('what was recorded too high', () => {
  it('is waited for, and counted once a sample', () => {
    const rate = { supply_apr: 0.1, borrow_apr: 0.2 };
    // After 24 hours at 10 % the index would be 1.000274 and the debt's 1.000548.
    const samples = [
      [0, 1, 1],
      [24, 1.0001, 1.001],
      [48, 1.01, 1.0001],
    ];
    // Something else that is played in between.
    const other = indexed(
      2_400,
      [0, 10, 30].map((at) => [at, 1, 1]),
    );
    const rows = { 'aave_v3/USDT': indexed(1, samples, rate), 'aave_v3/wstETH': other };
    const world = lendingWorld(rows);
    world.do(supply('USDT', 100));
    world.test.moveTo(hour(23));
    expect(world.lending.corrections).toBe(0);
    world.test.moveTo(hour(24));
    expect(world.supplied('USDT')).toBeCloseTo(100 * (1 + (0.1 * 24) / YEAR_HOURS), 9);
    expect(world.lending.corrections).toBe(1);
    world.test.moveTo(hour(40));
    expect(world.lending.corrections).toBe(1);
    world.test.moveTo(hour(48));
    expect(world.lending.corrections).toBe(2);

    const resumed = lendingWorld(rows);
    resumed.test.world.load(world.test.world.save());
    resumed.test.world.play(hour(49), resumed.test.books);
    expect(resumed.lending.corrections).toBe(2);
  });

  it('by the last digit of what is recorded is not counted', () => {
    const rate = { supply_apr: 0.1, borrow_apr: 0.2 };
    const grown = 1 + (0.1 * 24) / YEAR_HOURS;
    const samples = [
      [0, 1, 1],
      [24, grown - 1e-11, 1.001],
    ];
    const world = lendingWorld({ 'aave_v3/USDT': indexed(1, samples, rate) });
    world.test.moveTo(hour(30));
    expect(world.lending.corrections).toBe(0);
  });
});

describe('the readers', () => {
  it('say 0 of what is no reserve and of what is not held', () => {
    const world = lendingWorld();
    for (const asset of ['DOGE', 'WETH']) {
      expect(world.lending.supplied(asset, T0)).toBe(0);
      expect(world.lending.owed(asset, T0)).toBe(0);
    }
  });
});

it.each([
  // 10 tokens are worth 12 ETH: 78.5 % of that is 9.42, 93 % in the category is 11.16.
  [null, 9.42],
  ['1', 11.16],
] as const)('is in category %s from the start, as configured', (emode, most) => {
  const borrow = (amount: number) => {
    const test = chainWorld({}, (venues) => Object.assign(venues['aave_v3']!, { emode }));
    test.deposit('alchemy', 'wallet', 'ETH', 1);
    test.deposit('alchemy', 'wallet', 'wstETH', 10);
    const call = { protocol: 'aave_v3' } as const;
    test.transact([{ ...call, call: 'supply', asset: 'wstETH', amount: 10 }]);
    return test.transact([{ ...call, call: 'borrow', asset: 'WETH', amount }]).kind;
  };
  expect(borrow(most - 0.01)).toBe('done');
  expect(borrow(most + 0.01)).toBe('reverted');
});
