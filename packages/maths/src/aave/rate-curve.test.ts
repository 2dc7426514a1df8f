import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { borrowRateRay, rateCurveRay, supplyRateRay, utilisationRay } from './rate-curve-ray.js';
import { borrowRateApr, supplyRateApr, utilisationOf, type RateCurve } from './rate-curve.js';
import { RAY } from './ray.js';

/** In force on 2024-06-15: the USDT curve of 2024-05-07. */
const USDT: RateCurve = { baseApr: 0, slope1Apr: 0.09, slope2Apr: 0.75, optimalUtilisation: 0.92 };
/** In force on 2024-07-05: the WETH curve of 2024-06-24. */
const WETH: RateCurve = { baseApr: 0, slope1Apr: 0.027, slope2Apr: 0.8, optimalUtilisation: 0.9 };

const bps = (max: number) => fc.integer({ min: 0, max }).map((points) => points / 10_000);
const curves = fc.record<RateCurve>({
  baseApr: bps(1_000),
  slope1Apr: bps(5_000),
  slope2Apr: bps(30_000),
  optimalUtilisation: fc.integer({ min: 100, max: 9_900 }).map((points) => points / 10_000),
});
/** A ray of this many hundred-thousandths. */
const ray = (hundredThousandths: number) => (BigInt(hundredThousandths) * RAY) / 100_000n;
const float = (amountRay: bigint) => Number(amountRay) / 1e27;

describe('the borrow rate', () => {
  // Identity 3. USDT: 0.09 x 0.88802 / 0.92. WETH: 0.027 + 0.8 x (0.92494 - 0.9) / 0.1 (the chain said 22.64 %).
  it.each([
    ['USDT 2024-06-15', USDT, 88_802, 0.08687],
    ['WETH 2024-07-05', WETH, 92_494, 0.2265],
  ])('of %s is as published', (_, curve, utilisation, published) => {
    expect(borrowRateApr(curve, utilisation / 1e5)).toBeCloseTo(published, 4);
    expect(float(borrowRateRay(rateCurveRay(curve), ray(utilisation)))).toBeCloseTo(published, 4);
  });

  it('is exact to the last digit', () => {
    expect(borrowRateRay(rateCurveRay(WETH), ray(92_494))).toBe(ray(22_652));
    // 0.0799218 / 0.92 = 0.0868715217391304347826086956|52..., 27 digits.
    expect(borrowRateRay(rateCurveRay(USDT), ray(88_802))).toBe(
      86_871_521_739_130_434_782_608_696n,
    );
  });

  it('is base + slope 1 at the kink from either side, base at 0, and all three at 1', () => {
    fc.assert(
      fc.property(curves, (curve) => {
        const { baseApr, slope1Apr, slope2Apr, optimalUtilisation: kink } = curve;
        const exact = rateCurveRay(curve);
        const at = (utilisation: bigint) => borrowRateRay(exact, utilisation);
        expect(at(0n)).toBe(exact.baseRay);
        expect(at(exact.optimalUtilisationRay)).toBe(exact.baseRay + exact.slope1Ray);
        expect(at(RAY)).toBe(exact.baseRay + exact.slope1Ray + exact.slope2Ray);
        // One ray unit further is at most slope 2 over the room above the kink, 300 units, plus a rounding.
        const step = at(exact.optimalUtilisationRay + 1n) - at(exact.optimalUtilisationRay);
        expect(step >= 0n && step <= 301n).toBe(true);
        expect(borrowRateApr(curve, kink)).toBeCloseTo(baseApr + slope1Apr, 14);
        expect(borrowRateApr(curve, 1)).toBe(baseApr + slope1Apr + slope2Apr);
      }),
    );
  });

  it('rises with utilisation, and is the same in floats to a part in 10^12', () => {
    const utilisation = fc.bigInt({ min: 0n, max: RAY });
    fc.assert(
      fc.property(curves, utilisation, utilisation, (curve, one, other) => {
        const [low, high] = one < other ? [one, other] : [other, one];
        const exact = rateCurveRay(curve);
        expect(borrowRateRay(exact, low)).toBeLessThanOrEqual(borrowRateRay(exact, high));
        const rate = float(borrowRateRay(exact, high));
        // What is left above the kink may be the last bits of the utilisation, at a slope of up to 300.
        expect(Math.abs(borrowRateApr(curve, float(high)) - rate)).toBeLessThan(
          1e-12 * Math.max(rate, 0.1),
        );
      }),
    );
  });
});

describe('the supply rate', () => {
  it('gives utilisation back: u = supply / (borrow x (1 - RF))', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: RAY / 100n, max: RAY }),
        fc.bigInt({ min: RAY / 100n, max: RAY }),
        fc.bigInt({ min: 0n, max: 9_000n }),
        (borrow, utilisation, factorBps) => {
          const supply = supplyRateRay(borrow, utilisation, factorBps);
          // Exactly: two half-up steps, the first of them shrunk by 1 - RF.
          const exact = borrow * utilisation * (10_000n - factorBps);
          const error = supply * RAY * 10_000n - exact;
          expect(error < RAY * 10_000n && error > -RAY * 10_000n).toBe(true);
          const [r, u, f] = [float(borrow), float(utilisation), Number(factorBps) / 1e4];
          expect(supplyRateApr(r, u, f) / (r * (1 - f))).toBeCloseTo(u, 12);
          expect(Math.abs(supplyRateApr(r, u, f) / float(supply) - 1)).toBeLessThan(1e-12);
        },
      ),
    );
  });

  it('at full utilisation is what borrowers pay less the treasury: 0.9 of it in April 2026', () => {
    expect(supplyRateApr(0.14, 1, 0.1)).toBeCloseTo(0.126, 15);
    expect(supplyRateRay(ray(14_000), RAY, 1_000n)).toBe(ray(12_600));
  });
});

describe('utilisation', () => {
  it('is debt over all funds, half up, and 0 where nothing is owed', () => {
    expect(utilisationOf(25, 75)).toBe(0.75);
    expect(utilisationOf(0, 75)).toBe(1);
    expect(utilisationOf(0, 0)).toBe(0);
    expect(utilisationRay(25n, 75n)).toBe(ray(75_000));
    // 2/3 ends on a 6 that is followed by more.
    expect(utilisationRay(1n, 2n) % 10n).toBe(7n);
    expect(utilisationRay(2n, 1n) % 10n).toBe(3n);
    expect(utilisationRay(0n, 0n)).toBe(0n);
  });
});
