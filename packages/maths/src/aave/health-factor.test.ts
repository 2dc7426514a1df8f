import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compoundedGrowth, linearGrowth } from '../accrued-index.js';
import { healthFactorAtLeverage, healthFactorOf, leverageAtHealthFactor } from './health-factor.js';

const DAY_MS = 86_400_000;

describe('leverage and health factor', () => {
  // Identity 7, as in Aave's own forum posts; the last is the most that an LTV of 93 % opens, 1 / 0.07.
  it.each([
    [0.95, 1.01, 16.83],
    [0.965, 1.01, 22.44],
    [0.93, 1, 14.29],
  ])('at threshold %f and health factor %f is %f', (threshold, healthFactor, leverage) => {
    expect(leverageAtHealthFactor(threshold, healthFactor)).toBeCloseTo(leverage, 2);
  });

  it('undo each other', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 0.97, noNaN: true }),
        fc.double({ min: 1, max: 3, noNaN: true }),
        (threshold, healthFactor) => {
          const leverage = leverageAtHealthFactor(threshold, healthFactor);
          expect(healthFactorAtLeverage(threshold, leverage)).toBeCloseTo(healthFactor, 10);
        },
      ),
    );
  });

  it('without debt is infinite', () => {
    expect(healthFactorOf(100, 0)).toBe(Infinity);
    expect(healthFactorAtLeverage(0.9, 1)).toBe(Infinity);
  });
});

describe('the drift of a loop in one currency', () => {
  it('is growth of the collateral over growth of the debt, whatever the price', () => {
    // Identity 10: HF(t) = HF(0) x Gs / Gb.
    const grown = healthFactorOf(
      0.95 * 10 * linearGrowth(0.03, DAY_MS) * 2_500,
      9 * compoundedGrowth(0.05, DAY_MS) * 2_500,
    );
    const start = healthFactorOf(0.95 * 10, 9);
    const [gs, gb] = [
      1 + 0.03 / 365,
      1 + 0.05 / 365 + (0.05 / 365) ** 2 / 2 + (0.05 / 365) ** 3 / 6,
    ];
    expect(grown).toBeCloseTo((start * gs) / gb, 12);
  });

  it('reaches 1 after ln(HF) / (b - s)', () => {
    // Identity 11: ln(1.02) / 0.05 = 0.396 years, 144.6 days.
    let [healthFactor, days] = [1.02, 0];
    for (; healthFactor >= 1; days++) {
      healthFactor *= compoundedGrowth(0.03, DAY_MS) / compoundedGrowth(0.08, DAY_MS);
    }
    expect(days).toBe(Math.ceil((Math.log(1.02) / 0.05) * 365));
  });
});
