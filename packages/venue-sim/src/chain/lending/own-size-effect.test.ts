import { describe, expect, it } from 'vitest';
import { ETH_USD, reserveRow } from '../../testing/chain-world.js';
import {
  borrow,
  lendingWorld,
  repay,
  supply,
  type LendingWorld,
} from '../../testing/lending-world.js';
import { codeOf, hour, type Row } from '../../testing/test-world.js';

const QUARTER = 8_760 / 4;
const CURVE = { base_rate: 0, slope_1: 0.028, slope_2: 0.8, optimal_utilisation: 0.8 };
const RESERVE_FACTOR = 0.15;

const borrowApr = (u: number) => (u <= 0.8 ? 0.035 * u : 0.028 + 4 * (u - 0.8));
const supplyApr = (u: number) => borrowApr(u) * u * (1 - RESERVE_FACTOR);

/** A reserve of 1,000 WETH of which 800 are lent, where nothing else moves; `more` by the full hour at which it comes. */
function world(
  samples: readonly (readonly [number, Partial<Row>])[] = [[QUARTER, {}]],
  own_size_effect = true,
): LendingWorld {
  const totals = { total_supplied: 1_000, total_borrowed: 800 };
  const weth = [[0, {}] as const, ...samples].map(([at, more]) =>
    reserveRow(ETH_USD, { at: hour(at), ...totals, ...more }),
  );
  const deep = (price: number) => [
    reserveRow(price, { total_supplied: 1e15, total_borrowed: 5e14 }),
  ];
  return lendingWorld(
    {
      'aave_v3/WETH': weth,
      'aave_v3/USDT': deep(1),
      'aave_v3/wstETH': deep(2_400),
      'aave_v3/weETH': deep(2_100),
    },
    (lending) => {
      lending.own_size_effect = own_size_effect;
      for (const reserve of Object.values(lending.reserves)) reserve.curve = { ...CURVE };
      lending.reserves['WETH']!.reserve_factor = RESERVE_FACTOR;
    },
  );
}

const posted = (one: LendingWorld, account: string) =>
  one.test
    .posted()
    .filter(([id]) => id === `aave_v3:${account}:WETH`)
    .map(([, cause, delta]) => [cause, delta] as const);

describe('our own size', () => {
  it('makes a supply earn the rate of the utilisation that it lowers', () => {
    const one = world();
    one.do(supply('WETH', 250));
    one.test.moveTo(hour(QUARTER));
    const gap = supplyApr(800 / 1_250) - supplyApr(0.8);
    expect(gap).toBeCloseTo(0.0121856 - 0.01904, 12);
    expect(posted(one, 'supply')).toEqual([
      ['transfer', 250],
      ['interest', expect.closeTo((250 * gap) / 4, 12)],
    ]);
  });

  it('makes a debt pay the rate of the utilisation that it raises, past the kink', () => {
    const one = world();
    one.do(supply('USDT', 900_000), borrow('WETH', 100));
    one.test.moveTo(hour(QUARTER));
    // From 2.8 % at 0.8 to 2.8 % + 80 % / 2 at 0.9: 40 % a year more.
    expect(posted(one, 'debt')).toEqual([
      ['transfer', -100],
      ['borrow_interest', expect.closeTo(-10, 9)],
    ]);
    expect(one.owed('WETH')).toBeCloseTo(110, 9);
  });

  it('has no effect unless it is asked for, or nothing is held', () => {
    const off = world(undefined, false);
    off.do(supply('WETH', 250));
    for (const one of [off, world()]) {
      const before = one.test.posted().length;
      one.test.moveTo(hour(QUARTER));
      expect(one.test.posted(before)).toEqual([]);
    }
  });

  it('is the same, but for interest on interest, however often it is looked at', () => {
    const often = Array.from({ length: 90 }, (_, i) => [((i + 1) * QUARTER) / 90, {}] as const);
    const [whole, split] = [world(), world(often)].map((one) => {
      one.do(supply('WETH', 250));
      one.test.moveTo(hour(QUARTER));
      return one.supplied('WETH');
    });
    // |gap| / 4 = 0.0017: its square is 3e-6 of the supply.
    expect(Math.abs(split! / whole! - 1)).toBeLessThan(3e-6);
    expect(Math.abs(whole! / 250 - 1)).toBeGreaterThan(1e-3);
  });

  it('follows a position that changes where nothing is played', () => {
    const one = world();
    one.do(supply('USDT', 900_000), borrow('WETH', 100));
    one.test.moveTo(hour(QUARTER / 2));
    one.do(repay('WETH', 'max'));
    // Half of the quarter: 5 WETH on top.
    expect(one.wallet('WETH')).toBeCloseTo(1_000 - 5, 9);
    one.do(borrow('WETH', 50));
    one.test.moveTo(hour(QUARTER));
    expect(one.owed('WETH')).toBeCloseTo(50 * (1 + 0.2 / 8), 9);
  });

  it('is at the rate that was known, up to the sample that brings another', () => {
    // From half of the quarter on nobody else has borrowed: 0.1 of the reserve is lent, at 0.35 %.
    const one = world([
      [QUARTER / 2, { total_borrowed: 0 }],
      [QUARTER, {}],
    ]);
    one.do(supply('USDT', 900_000), borrow('WETH', 100));
    one.test.moveTo(hour(QUARTER / 2));
    expect(one.owed('WETH')).toBeCloseTo(105, 9);
    one.test.moveTo(hour(QUARTER));
    expect(one.owed('WETH')).toBeCloseTo(105 * (1 + (0.035 * 0.105) / 8), 9);
  });

  it('of a transaction that is undone is booked by the next', () => {
    const one = world();
    one.do(supply('USDT', 900_000), borrow('WETH', 100));
    one.test.moveTo(hour(QUARTER / 2));
    expect(codeOf(one.try(borrow('WETH', 500)))).toBe('VEN-013');
    expect(one.owed('WETH')).toBe(100);
    one.test.moveTo(hour(QUARTER));
    expect(one.owed('WETH')).toBeCloseTo(110, 9);
  });

  it('is less after a liquidation', () => {
    const price = { oracle_price_usd: 2_274 };
    const one = world([
      [QUARTER / 2, price],
      [QUARTER, price],
    ]);
    // 105 WETH are owed then, for 0.78 x 300,000 a health factor of 0.98: half is repaid.
    one.do(supply('USDT', 300_000), borrow('WETH', 100));
    one.test.moveTo(hour(QUARTER / 2));
    expect(one.owed('WETH')).toBeCloseTo(52.5, 9);
    one.test.moveTo(hour(QUARTER));
    const gap = borrowApr(0.8525) - borrowApr(0.8);
    expect(one.owed('WETH')).toBeCloseTo(52.5 * (1 + gap / 8), 9);
  });

  it('needs totals in the data', () => {
    expect(() =>
      lendingWorld({}, (lending) => {
        lending.own_size_effect = true;
        for (const reserve of Object.values(lending.reserves)) reserve.curve = { ...CURVE };
      }),
    ).toThrow(/total_supplied/);
  });
});
