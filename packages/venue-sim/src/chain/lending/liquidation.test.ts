import { describe, expect, it } from 'vitest';
import { ETH_USD, RATE, chainWorld, reserveRow } from '../../testing/chain-world.js';
import { borrow, lendingWorld, setEmode, supply } from '../../testing/lending-world.js';
import { hour } from '../../testing/test-world.js';

const BONUS = 0.045;

/** 80 % of a supply of dollars against a loan of WETH, which costs `from` at first and `to` an hour later. */
function dollarsAgainstEther(usd: number, weth: number, from: number, to: number) {
  const world = lendingWorld(
    { 'aave_v3/WETH': [reserveRow(from), reserveRow(to, { at: hour(1) })] },
    ({ reserves }) => {
      Object.assign(reserves['USDT']!, {
        ltv: 0.75,
        liquidation_threshold: 0.8,
        liquidation_bonus: BONUS,
      });
    },
  );
  world.do(supply('USDT', usd), borrow('WETH', weth));
  const before = world.test.books.postings.length;
  world.test.moveTo(hour(1));
  return { ...world, taken: world.test.posted(before) };
}

/** 1,000 ETH of wstETH against `weth` in e-mode; an hour later wstETH costs so much that the health factor is `to`. */
function loop(weth: number, to: number) {
  const price = (collateralEth: number) => (ETH_USD * RATE.wstETH * collateralEth) / 1_000;
  const collateralEth = (weth * to) / 0.95;
  const rows = [reserveRow(price(1_000)), reserveRow(price(collateralEth), { at: hour(1) })];
  const world = lendingWorld({ 'aave_v3/wstETH': rows });
  world.do(setEmode(1), supply('wstETH', 1_000 / RATE.wstETH), borrow('WETH', weth));
  world.test.moveTo(hour(1));
  const leftEth = (world.supplied('wstETH') * RATE.wstETH * collateralEth) / 1_000;
  return { ...world, collateralEth, leftEth };
}

describe('liquidation', () => {
  it('begins below a health factor of 1 and not at it', () => {
    // 0.8 x 95,000 = 76,000 = 38 WETH at 2,000.
    const at = dollarsAgainstEther(95_000, 38, 1_500, 2_000);
    expect(at.healthFactor()).toBe(1);
    expect(at.taken).toEqual([]);
    const below = dollarsAgainstEther(95_000, 38, 1_500, 2_000.01);
    expect(below.taken.map(([id, cause]) => [id, cause])).toEqual([
      ['aave_v3:debt:WETH', 'liquidation'],
      ['aave_v3:supply:USDT', 'liquidation'],
    ]);
  });

  it('at 0.99 in e-mode repays half, takes the bonus on it, and lifts the health factor to 1.0205', () => {
    // Identity 12: HF' = LT x (C - (1 + lb) d) / (D - d); 11.9 % of the equity is lost.
    const world = loop(920, 0.99);
    const d = 460;
    expect(world.owed('WETH')).toBeCloseTo(920 - d, 9);
    expect(world.leftEth).toBeCloseTo(world.collateralEth - 1.01 * d, 9);
    expect(world.healthFactor()).toBeCloseTo((0.95 * (world.collateralEth - 1.01 * d)) / d, 12);
    expect(world.healthFactor()).toBeCloseTo(1.0205, 4);
    const lost = 1 - (world.leftEth - 460) / (world.collateralEth - 920);
    expect(lost).toBeCloseTo(0.119, 3);
  });

  it('below LT x (1 + bonus) makes it worse, and goes on until the collateral is gone', () => {
    // 0.955 < 0.9595. Half of 920 is repaid: HF' = 2 x 0.955 - 0.9595 = 0.9505. Half of the rest: 0.9415. Then all that
    // what is left of the collateral pays for; what remains is written off.
    const world = loop(920, 0.955);
    const liquidations = world.test
      .posted()
      .filter(([, cause]) => cause === 'liquidation' || cause === 'insurance');
    const last = (world.collateralEth - 1.01 * (460 + 230)) / 1.01;
    expect(liquidations.map(([, , delta]) => delta).filter((delta) => delta > 0)).toEqual([
      expect.closeTo(460, 9),
      expect.closeTo(230, 9),
      expect.closeTo(last, 9),
      expect.closeTo(230 - last, 9),
    ]);
    expect(world.debtShares('WETH')).toBe(0);
    expect(world.supplyShares('wstETH')).toBe(0);
  });

  it('may repay all at a health factor of 0.95 and half above', () => {
    // Identity 13: 76,000 / 80,000 = 0.95; at 1,999.7 it is 0.95014.
    const all = dollarsAgainstEther(95_000, 40, 1_500, 2_000);
    expect(all.debtShares('WETH')).toBe(0);
    expect(all.supplied('USDT')).toBeCloseTo(95_000 - 80_000 * (1 + BONUS), 6);
    const half = dollarsAgainstEther(95_000, 40, 1_500, 1_999.7);
    expect(half.owed('WETH')).toBeCloseTo(20, 12);
    expect(half.supplied('USDT')).toBeCloseTo(95_000 - 20 * 1_999.7 * (1 + BONUS), 6);
  });

  it.each([
    // 0.8 x 1,999 / 1,610 = 0.9933 with less than 2,000 of collateral; above, half of 2,010 leaves more than 1,000.
    ['collateral below 2,000', 1_999, 0.805, 0],
    ['debt and collateral above 2,000', 2_500, 1.005, 0.5025],
    // 0.8 x 2,480 / 1,990 = 0.997 with less than 2,000 of debt.
    ['debt below 2,000', 2_480, 0.995, 0],
  ])('of a pair with %s', (_, usd, weth, left) => {
    const world = dollarsAgainstEther(usd, weth, 1_500, 2_000);
    expect(world.owed('WETH')).toBeCloseTo(left, 9);
  });

  it('takes the bonus of the reserve for collateral outside the category', () => {
    const rows = [reserveRow(1_500), reserveRow(2_000, { at: hour(1) })];
    const world = lendingWorld({ 'aave_v3/WETH': rows });
    // 0.78 x 100,000 / (39.5 x 2,000) = 0.987.
    world.do(setEmode(1), supply('USDT', 100_000), borrow('WETH', 39.5));
    world.test.moveTo(hour(1));
    expect(world.supplied('USDT')).toBeCloseTo(100_000 - 19.75 * 2_000 * 1.045, 6);
  });

  it('takes the largest debt and the largest collateral first', () => {
    const rows = [reserveRow(1_000), reserveRow(1_500, { at: hour(1) })];
    const world = lendingWorld({ 'aave_v3/WETH': rows });
    // 0.81 x 24,000 + 0.78 x 40,000 = 50,640 against 1,500 x 30 + 6,500 = 51,500: half of it is repaid.
    world.do(supply('wstETH', 10), supply('USDT', 40_000), borrow('WETH', 30));
    world.do(borrow('USDT', 6_500));
    world.test.moveTo(hour(1));
    const repaid = 51_500 / 2;
    expect(world.owed('WETH')).toBeCloseTo(30 - repaid / 1_500, 9);
    expect(world.owed('USDT')).toBe(6_500);
    expect(world.supplied('USDT')).toBeCloseTo(40_000 - repaid * 1.045, 6);
    expect(world.supplied('wstETH')).toBe(10);
  });

  it('takes the largest collateral wherever it stands in the configuration', () => {
    const rows = [reserveRow(1_000), reserveRow(1_500, { at: hour(1) })];
    const world = lendingWorld({ 'aave_v3/WETH': rows });
    // 0.81 x 48,000 + 0.78 x 7,000 = 44,340 against 1,500 x 30 = 45,000.
    world.do(supply('wstETH', 20), supply('USDT', 7_000), borrow('WETH', 30));
    world.test.moveTo(hour(1));
    expect(world.supplied('USDT')).toBe(7_000);
    expect(world.supplied('wstETH')).toBeCloseTo(20 - (22_500 * 1.06) / 2_400, 9);
  });

  it('goes on to the next collateral when one is gone', () => {
    const rows = [reserveRow(1_000), reserveRow(2_000, { at: hour(1) })];
    const world = lendingWorld({ 'aave_v3/WETH': rows });
    // 60,000 owed against 40,000 and 24,000: 0.844, so all may be repaid.
    world.do(supply('wstETH', 10), supply('USDT', 40_000), borrow('WETH', 30));
    world.test.moveTo(hour(1));
    expect(world.supplyShares('USDT')).toBe(0);
    const restUsd = 60_000 - 40_000 / 1.045;
    expect(world.supplied('wstETH')).toBeCloseTo(10 - (restUsd * 1.06) / 2_400, 9);
    expect(world.debtShares('WETH')).toBe(0);
  });

  it('writes off what no collateral is left for', () => {
    // 160,000 owed against 95,000.
    const world = dollarsAgainstEther(95_000, 40, 1_500, 4_000);
    expect(world.supplyShares('USDT')).toBe(0);
    expect(world.debtShares('WETH')).toBe(0);
    const repaid = 95_000 / (1 + BONUS) / 4_000;
    expect(world.taken).toEqual([
      ['aave_v3:debt:WETH', 'liquidation', expect.closeTo(repaid, 9)],
      ['aave_v3:supply:USDT', 'liquidation', -95_000],
      ['aave_v3:debt:WETH', 'insurance', expect.closeTo(40 - repaid, 9)],
    ]);
    // The tokens that were borrowed are still in the wallet.
    expect(world.wallet('WETH')).toBe(1_040);
  });

  it('takes nothing that has a threshold of 0, and writes nothing off while it is there', () => {
    const closed = { ltv: 0, liquidation_threshold: 0 };
    const change = { from: '2024-01-01T02:00:00Z', set: { reserves: { USDT: closed } } };
    const test = chainWorld({ 'gas/ethereum': flatGas() }, (venues) =>
      Object.assign(venues['aave_v3']!, { changes: [change] }),
    );
    test.deposit('alchemy', 'wallet', 'ETH', 1);
    test.deposit('alchemy', 'wallet', 'USDT', 100_000);
    const lend = { protocol: 'aave_v3' } as const;
    test.transact([{ ...lend, call: 'supply', asset: 'USDT', amount: 100_000 }]);
    test.transact([{ ...lend, call: 'borrow', asset: 'WETH', amount: 10 }]);
    test.moveTo(hour(4));
    expect(test.held('aave_v3:supply:USDT')).toBe(100_000);
    expect(test.held('aave_v3:debt:WETH')).toBe(-10);
  });

  it('of all there is takes it at once, where the bonus divides and multiplies to less', () => {
    const supplies = Array.from({ length: 1_000 }, (_, i) => 90_000 + i / 100);
    const odd = supplies.filter((usd) => (usd / (1 + BONUS)) * (1 + BONUS) < usd).slice(0, 5);
    expect(odd).toHaveLength(5);
    for (const usd of odd) {
      const world = dollarsAgainstEther(usd, 40, 1_500, 4_000);
      expect(world.supplyShares('USDT')).toBe(0);
      // Repaid, seized, written off: no second liquidator for the dust.
      expect(world.taken).toHaveLength(3);
    }
  });

  it('comes after ln(HF) / (b - s) where the debt grows faster than the collateral', () => {
    // Identity 11: ln(1.02) / 0.05 = 0.3960 years = 144.6 days, so with daily samples on day 145.
    const days = Array.from({ length: 150 }, (_, day) => day);
    const grown = (rate: number, day: number) => Math.exp((rate * day) / 365);
    const world = lendingWorld(
      {
        'aave_v3/wstETH': days.map((day) =>
          reserveRow(ETH_USD * RATE.wstETH, {
            at: hour(24 * day),
            liquidity_index: grown(0.03, day),
          }),
        ),
        'aave_v3/WETH': days.map((day) =>
          reserveRow(ETH_USD, { at: hour(24 * day), variable_borrow_index: grown(0.08, day) }),
        ),
      },
      (lending) => {
        lending.emodes!['1']!.ltv = 0.94;
      },
    );
    const weth = (0.95 * 1_000) / 1.02;
    world.do(setEmode(1), supply('wstETH', 1_000 / RATE.wstETH), borrow('WETH', weth));
    expect(world.healthFactor()).toBeCloseTo(1.02, 12);
    world.test.moveTo(hour(24 * 144));
    expect(world.debtShares('WETH')).toBe(-weth);
    world.test.moveTo(hour(24 * 145));
    expect(world.debtShares('WETH')).toBeCloseTo(-weth / 2, 9);
  });
});

/** A row an hour, so that every hour is played. */
function flatGas() {
  return [0, 1, 2, 3, 4].map((i) => ({ at: hour(i), base_fee_gwei: 18, priority_fee_gwei: 2 }));
}
