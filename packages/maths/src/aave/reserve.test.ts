import { describe, expect, it } from 'vitest';
import { rateCurveRay } from './rate-curve-ray.js';
import { RAY } from './ray.js';
import { ReserveRefusal, type ReserveRefusalReason } from './reserve-refusal.js';
import { AaveReserve } from './reserve.js';

const ETH = 10n ** 18n;
const YEAR = 31_536_000n;
const CURVE = { baseApr: 0, slope1Apr: 0.09, slope2Apr: 0.75, optimalUtilisation: 0.9 };

const emptyReserve = (reserveFactorBps = 1_000n) =>
  new AaveReserve({ curve: rateCurveRay(CURVE), reserveFactorBps }, 0n);

/** 100 ETH from ann, of which eve borrows 45: u = 0.45, R = 0.045, supply 0.045 x 0.45 x 0.9 = 0.018225. */
function lentReserve(): AaveReserve {
  const reserve = emptyReserve();
  reserve.supply('ann', 100n * ETH, 0n);
  reserve.borrow('eve', 45n * ETH, 0n);
  return reserve;
}

function refusalOf(operation: () => unknown): ReserveRefusalReason | undefined {
  try {
    operation();
    return undefined;
  } catch (error) {
    if (error instanceof ReserveRefusal) return error.reason;
    throw error;
  }
}

describe('a reserve', () => {
  it('prices every operation from the funds it leaves', () => {
    const reserve = lentReserve();
    expect(reserve.state.borrowRateRay).toBe((RAY / 1_000n) * 45n);
    expect(reserve.state.supplyRateRay).toBe((RAY / 1_000_000n) * 18_225n);
    // Half of what is lent out back: 22.5 of 100.
    reserve.repay('eve', (45n * ETH) / 2n, 0n);
    expect(reserve.state.borrowRateRay).toBe((RAY / 10_000n) * 225n);
    reserve.repay('eve', 'all', 0n);
    expect(reserve.state.supplyRateRay).toBe(0n);
  });

  it('prices debt rounded up to the wei', () => {
    // Half of 8 wei lent, at 0.09 x 0.5 / 0.9 = 5 %: after a year 4 x 1.0513 = 4.2 are owed, up to 5; u = 5/9, and
    // 0.09 x (5/9) / 0.9 = 1/18.
    const reserve = emptyReserve();
    reserve.supply('ann', 8n, 0n);
    reserve.borrow('eve', 4n, 0n);
    reserve.accrue(YEAR);
    expect(Number(reserve.state.borrowRateRay) / 1e27).toBeCloseTo(1 / 18, 15);
  });

  it('grows by a year of interest as the formulas say, treasury included', () => {
    const reserve = lentReserve();
    reserve.accrue(YEAR);
    // 1.018225; x = 0.045: 1 + 0.045 + 0.0010125 + 0.0000151875.
    expect(reserve.supplyBalanceWei('ann', YEAR)).toBe((ETH * 1_018_225n) / 10_000n);
    const debtWei = (ETH * 45n * 10_460_276_875n) / 10_000_000_000n;
    expect(reserve.debtBalanceWei('eve', YEAR)).toBe(debtWei);
    // A tenth of the interest, in shares of the new index, down.
    const interestWei = debtWei - 45n * ETH;
    expect(reserve.state.treasuryShares).toBe(
      ((interestWei / 10n) * RAY) / ((RAY / 1_000_000n) * 1_018_225n),
    );
  });

  it('rounds the treasury down: interest to the wei, then shares', () => {
    // 3 wei lent whole at 84 %, reserve factor 50 %: interest after a year 3 x (0.84 + 0.3528 + 0.098784) = 3.87, down
    // to 3; half of it 1.5, half up to 2; the supply index is 1 + 0.84 / 2 = 1.42, and 2 / 1.42 = 1.41 shares.
    const reserve = emptyReserve(5_000n);
    reserve.supply('ann', 3n, 0n);
    reserve.borrow('eve', 3n, 0n);
    expect(reserve.state.borrowRateRay).toBe((RAY / 100n) * 84n);
    reserve.accrue(YEAR);
    expect(reserve.state.supplyIndexRay).toBe((RAY / 100n) * 142n);
    expect(reserve.state.treasuryShares).toBe(1n);
    // 4 wei: 5.17, down to 5; 2.5, half up to 3; 3 / 1.42 = 2.11. Up in any one place would give 3.
    const other = emptyReserve(5_000n);
    other.supply('ann', 4n, 0n);
    other.borrow('eve', 4n, 0n);
    other.accrue(YEAR);
    expect(other.state.treasuryShares).toBe(2n);
  });

  it('shows the same balances at a moment whether or not it is touched then', () => {
    const [still, touched] = [lentReserve(), lentReserve()];
    touched.accrue(YEAR);
    expect(touched.supplyBalanceWei('ann', YEAR)).toBe(still.supplyBalanceWei('ann', YEAR));
    expect(touched.debtBalanceWei('eve', YEAR)).toBe(still.debtBalanceWei('eve', YEAR));
    const state = touched.state;
    touched.accrue(YEAR);
    expect(touched.state).toEqual(state);
  });

  it('values a supply by the index alone, however often sampled or split', () => {
    // Identity 1: V(t) / V(0) = LI(t) / LI(0), to the wei that rounding costs.
    const reserve = lentReserve();
    reserve.supply('bob', 7n * ETH, 1_000n);
    const [indexBefore, sharesBefore] = [reserve.state.supplyIndexRay, reserve.supplyShares('bob')];
    for (let day = 1n; day <= 10n; day++) reserve.accrue(day * 86_400n);
    expect(reserve.supplyShares('bob')).toBe(sharesBefore);
    const expected = (7n * ETH * reserve.state.supplyIndexRay) / indexBefore;
    const missing = expected - reserve.supplyBalanceWei('bob', 10n * 86_400n);
    expect(missing >= 0n && missing <= 2n).toBe(true);

    const [whole, split] = [lentReserve(), lentReserve()];
    whole.supply('bob', 6n * ETH + 1n, YEAR);
    split.supply('bob', 2n * ETH, YEAR);
    split.supply('bob', 4n * ETH + 1n, YEAR);
    const lost = whole.supplyShares('bob') - split.supplyShares('bob');
    expect(lost >= 0n && lost <= 1n).toBe(true);
    whole.borrow('bob', 3n * ETH + 1n, YEAR);
    split.borrow('bob', ETH, YEAR);
    split.borrow('bob', 2n * ETH + 1n, YEAR);
    const more = split.debtShares('bob') - whole.debtShares('bob');
    expect(more >= 0n && more <= 1n).toBe(true);
  });

  it('charges an idle reserve no interest, though its base rate is above zero', () => {
    const idle = new AaveReserve(
      { curve: rateCurveRay({ ...CURVE, baseApr: 0.01 }), reserveFactorBps: 1_000n },
      0n,
    );
    idle.supply('ann', ETH, 0n);
    idle.accrue(YEAR);
    expect(idle.state.debtIndexRay).toBe(RAY);
    expect(idle.state.borrowRateRay).toBe(RAY / 100n);
    expect(idle.supplyBalanceWei('ann', YEAR)).toBe(ETH);
  });

  it('is left without dust by all', () => {
    const reserve = lentReserve();
    const at = 12_345_678n;
    const owedWei = reserve.debtBalanceWei('eve', at);
    expect(reserve.repay('eve', owedWei * 2n, at)).toBe(owedWei);
    expect(reserve.debtShares('eve')).toBe(0n);
    const balanceWei = reserve.supplyBalanceWei('ann', at);
    expect(reserve.withdraw('ann', 'all', at)).toBe(balanceWei);
    expect(reserve.state.supplyShares).toBe(0n);
    expect(reserve.state.availableWei).toBe(55n * ETH + owedWei - balanceWei);
  });
});

describe('a loop of supplying what was borrowed', () => {
  it.each([1, 5, 40])('after %d borrows at ratio l holds (1 - l^(n+1)) / (1 - l)', (borrows) => {
    // Identity 5, l = 0.8; the debt multiple is one less. Its limit is the flash loan's leverage 1 / (1 - l) = 5
    // (identity 6).
    const reserve = emptyReserve();
    reserve.supply('pool', 1_000n * ETH, 0n);
    reserve.supply('bob', ETH, 0n);
    for (let i = 0, stake = ETH; i < borrows; i++) {
      stake = (stake * 8n) / 10n;
      reserve.borrow('bob', stake, 0n);
      reserve.supply('bob', stake, 0n);
    }
    const held = reserve.supplyBalanceWei('bob', 0n);
    expect(Number(held) / 1e18).toBeCloseTo((1 - 0.8 ** (borrows + 1)) / 0.2, 12);
    expect(held - reserve.debtBalanceWei('bob', 0n)).toBe(ETH);
    if (borrows === 40) expect(Math.abs(Number(held) / 5e18 - 1)).toBeLessThan(2e-4);
  });
});

describe('a refused operation', () => {
  it('says why and changes nothing', () => {
    const cases: [ReserveRefusalReason, (reserve: AaveReserve) => unknown][] = [
      ['zero_amount', (reserve) => reserve.supply('bob', 0n, YEAR)],
      // At an index of 1.018 one wei is worth no whole share.
      ['zero_amount', (reserve) => reserve.supply('bob', 1n, YEAR)],
      ['zero_amount', (reserve) => reserve.repay('eve', 1n, YEAR)],
      ['zero_amount', (reserve) => reserve.borrow('eve', 0n, YEAR)],
      ['zero_amount', (reserve) => reserve.withdraw('bob', 'all', YEAR)],
      ['insufficient_balance', (reserve) => reserve.withdraw('bob', 1n, YEAR)],
      ['insufficient_balance', (reserve) => reserve.withdraw('ann', 102n * ETH, YEAR)],
      // 55 of 100 are there.
      ['insufficient_liquidity', (reserve) => reserve.withdraw('ann', 55n * ETH + 1n, YEAR)],
      ['insufficient_liquidity', (reserve) => reserve.withdraw('ann', 'all', YEAR)],
      ['insufficient_liquidity', (reserve) => reserve.borrow('bob', 55n * ETH + 1n, YEAR)],
      ['no_debt', (reserve) => reserve.repay('bob', 'all', YEAR)],
      ['time_reversed', (reserve) => reserve.accrue(-1n)],
    ];
    for (const [reason, operation] of cases) {
      const reserve = lentReserve();
      const before = { ...reserve.state };
      expect(refusalOf(() => operation(reserve))).toBe(reason);
      expect(reserve.state).toEqual(before);
    }
  });

  it('is not one that takes the last wei', () => {
    const reserve = lentReserve();
    expect(reserve.withdraw('ann', 55n * ETH, YEAR)).toBe(55n * ETH);
    expect(reserve.state.availableWei).toBe(0n);
  });

  it('lends no surplus that belongs to no supplier', () => {
    const reserve = lentReserve();
    reserve.repay('eve', 'all', YEAR);
    reserve.withdraw('ann', 'all', YEAR);
    expect(reserve.state.availableWei).toBeGreaterThan(0n);
    expect(refusalOf(() => reserve.borrow('bob', 1n, YEAR))).toBe('insufficient_liquidity');
  });
});
