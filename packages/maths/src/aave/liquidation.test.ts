import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closeFactorOf, liquidationOf, type LiquidationInput } from './liquidation.js';

/** ETH-correlated e-mode: threshold 95 %, bonus 1 %, a tenth of it the protocol's. */
const E_MODE = { liquidationThreshold: 0.95, liquidationBonus: 0.01, protocolFeeShare: 0.1 };

/** A position of one pair with this health factor: D = LT x C / HF. */
function pair(collateralUsd: number, healthFactor: number): LiquidationInput {
  const debtUsd = (E_MODE.liquidationThreshold * collateralUsd) / healthFactor;
  return { ...E_MODE, healthFactor, collateralUsd, debtUsd };
}

describe('the close factor', () => {
  // Identity 13.
  it.each([
    [0.95, 1e6, 1e6, 1],
    [0.9501, 1e6, 1e6, 0.5],
    [0.9999, 2_000, 2_000, 0.5],
    [0.9999, 1_999.99, 2_000, 1],
    [0.9999, 2_000, 1_999.99, 1],
  ])('at health factor %f with %f against %f is %f', (healthFactor, collateral, debt, factor) => {
    expect(closeFactorOf(healthFactor, collateral, debt)).toBe(factor);
  });
});

describe('a liquidation', () => {
  it('at health factor 0.99 in e-mode lifts it to 1.0205 and costs 11.9 % of equity', () => {
    // Identity 12, a thousand times as large: HF' = LT (C - (1+lb) d) / (D - d), loss lb x d, d = D/2.
    const position = pair(1e6, 0.99);
    const outcome = liquidationOf(position);
    expect(outcome.closeFactor).toBe(0.5);
    expect(outcome.debtRepaidUsd).toBeCloseTo(position.debtUsd / 2, 6);
    expect(outcome.healthFactorAfter).toBeCloseTo(1.0205, 4);
    const lossUsd = outcome.collateralSeizedUsd - outcome.debtRepaidUsd;
    expect(lossUsd / (1e6 - position.debtUsd)).toBeCloseTo(0.119, 3);
    // The bonus, 1 % of D/2 = 4,797.98: nine tenths to the liquidator, one to the protocol.
    expect(outcome.liquidatorGainUsd).toBeCloseTo(4_318.18, 2);
    expect(outcome.protocolFeeUsd).toBeCloseTo(479.8, 2);
  });

  it('raises the health factor if and only if that is above LT x (1 + bonus)', () => {
    // 0.9595 in e-mode; above 0.95 half is repaid, so both sides occur.
    fc.assert(
      fc.property(fc.double({ min: 0.9501, max: 0.9999, noNaN: true }), (healthFactor) => {
        fc.pre(Math.abs(healthFactor - 0.9595) > 1e-6);
        const after = liquidationOf(pair(1e6, healthFactor)).healthFactorAfter;
        expect(after > healthFactor).toBe(healthFactor > 0.9595);
      }),
    );
  });

  it('takes what collateral there is, and no debt beyond it', () => {
    // HF 0.9: D = 1.0556 C, more than C / 1.01 can repay.
    const outcome = liquidationOf(pair(1e6, 0.9));
    expect(outcome.closeFactor).toBe(1);
    expect(outcome.collateralSeizedUsd).toBeCloseTo(1e6, 6);
    expect(outcome.debtRepaidUsd).toBeCloseTo(1e6 / 1.01, 6);
    expect(outcome.healthFactorAfter).toBeCloseTo(0, 9);
    // Bonus 1e6 - 1e6/1.01 = 9,900.99, a tenth of it.
    expect(outcome.protocolFeeUsd).toBeCloseTo(990.099, 3);
  });

  it('seizes no more than there is, to the last bit', () => {
    // c / 1.01 x 1.01 exceeds c for some of these in binary.
    for (let collateralUsd = 1; collateralUsd <= 1_000; collateralUsd++) {
      const { collateralSeizedUsd } = liquidationOf(pair(collateralUsd, 0.9));
      expect(collateralSeizedUsd).toBeLessThanOrEqual(collateralUsd);
    }
  });

  it('clears a small pair whole, and what then is not owed is safe', () => {
    // 1,500 at threshold 83 %, bonus 5 %: D = 0.83 x 1500 / 0.99 = 1257.58; seized 1320.45.
    const small = { liquidationThreshold: 0.83, liquidationBonus: 0.05, protocolFeeShare: 0.1 };
    const debtUsd = (0.83 * 1_500) / 0.99;
    const outcome = liquidationOf({ ...small, healthFactor: 0.99, collateralUsd: 1_500, debtUsd });
    expect(outcome.debtRepaidUsd).toBe(debtUsd);
    expect(outcome.collateralSeizedUsd).toBeCloseTo(1_320.4545, 4);
    expect(outcome.healthFactorAfter).toBe(Infinity);
  });

  it('repays half of the whole debt, if the pair holds as much', () => {
    // Debts of 60k here and 30k elsewhere: half of 90k. Debts of 40k and 50k: all of the 40k.
    const account = { ...E_MODE, healthFactor: 0.98, collateralUsd: 92_000, totalDebtUsd: 90_000 };
    expect(liquidationOf({ ...account, debtUsd: 60_000 }).debtRepaidUsd).toBe(45_000);
    expect(liquidationOf({ ...account, debtUsd: 40_000 }).debtRepaidUsd).toBe(40_000);
    // Weighted collateral 0.98 x 90k, less 0.95 x 45k x 1.01, over the 45k left.
    const expected = (88_200 - 0.95 * 45_450) / 45_000;
    expect(liquidationOf({ ...account, debtUsd: 60_000 }).healthFactorAfter).toBeCloseTo(
      expected,
      12,
    );
  });

  it.each([
    // Half of 11,000 is 5,500: of a debt of 6,499 in the pair 999 would be left, of one of 6,501 enough.
    ['debt below 1,000 would be left', 6_499, 10_000, 1],
    ['1,000 of debt or more is left', 6_501, 10_000, 0.5],
    // Half of 11,000 takes 5,555 of the collateral.
    ['collateral below 1,000 would be left', 10_000, 6_554, 1],
    ['1,000 of collateral or more is left', 10_000, 6_556, 0.5],
  ])('where %s', (_, debtUsd, collateralUsd, closeFactor) => {
    const outcome = liquidationOf({
      ...E_MODE,
      healthFactor: 0.98,
      collateralUsd,
      debtUsd,
      totalDebtUsd: 11_000,
    });
    expect(outcome.closeFactor).toBe(closeFactor);
    const whole = Math.min(debtUsd, collateralUsd / 1.01);
    expect(outcome.debtRepaidUsd).toBeCloseTo(closeFactor === 1 ? whole : 5_500, 9);
  });

  it('takes nothing from a healthy account', () => {
    expect(liquidationOf(pair(1e6, 1))).toMatchObject({
      closeFactor: 0,
      debtRepaidUsd: 0,
      collateralSeizedUsd: 0,
      healthFactorAfter: 1,
    });
    expect(liquidationOf({ ...pair(1e6, 0.9), debtUsd: 0 }).closeFactor).toBe(0);
  });

  it('accounts for every dollar and never leaves dust', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 1e5, noNaN: true }),
        fc.double({ min: 1, max: 1e5, noNaN: true }),
        fc.double({ min: 0, max: 1e5, noNaN: true }),
        fc.double({ min: 0.5, max: 0.9999, noNaN: true }),
        (collateralUsd, debtUsd, otherDebtUsd, healthFactor) => {
          const totalDebtUsd = debtUsd + otherDebtUsd;
          const outcome = liquidationOf({
            ...E_MODE,
            healthFactor,
            collateralUsd,
            debtUsd,
            totalDebtUsd,
          });
          const { debtRepaidUsd, collateralSeizedUsd, protocolFeeUsd, liquidatorGainUsd } = outcome;
          expect(debtRepaidUsd + protocolFeeUsd + liquidatorGainUsd).toBeCloseTo(
            collateralSeizedUsd,
            8,
          );
          expect(collateralSeizedUsd).toBeCloseTo(1.01 * debtRepaidUsd, 8);
          expect(liquidatorGainUsd).toBeCloseTo(9 * protocolFeeUsd, 8);
          for (const left of [debtUsd - debtRepaidUsd, collateralUsd - collateralSeizedUsd]) {
            expect(left).toBeGreaterThanOrEqual(0);
          }
          const cleared = debtRepaidUsd === debtUsd || collateralUsd - collateralSeizedUsd < 1e-8;
          const enough =
            debtUsd - debtRepaidUsd >= 1_000 && collateralUsd - collateralSeizedUsd >= 1_000;
          expect(cleared || enough).toBe(true);
        },
      ),
    );
  });
});
