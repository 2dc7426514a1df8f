import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compoundedGrowth, linearGrowth } from '../accrued-index.js';
import { compoundedGrowthRay, grownIndexRay, linearGrowthRay } from './interest.js';
import { RAY } from './ray.js';

const YEAR = 31_536_000n;
const rateRay = fc.bigInt({ min: 0n, max: RAY });
const seconds = fc.bigInt({ min: 0n, max: YEAR });
const float = (ray: bigint) => Number(ray) / 1e27;
const apart = (a: number, b: number) => Math.abs(a / b - 1);

describe('growth over one interval', () => {
  it('is 1 + x, and 1 + x + x^2/2 + x^3/6 to the last digit where all quotients are whole', () => {
    // x = 0.6 over half a year at 1.2: 1 + 0.6 + 0.18 + 0.036.
    expect(linearGrowthRay(RAY + RAY / 5n, YEAR / 2n)).toBe((RAY / 10n) * 16n);
    expect(compoundedGrowthRay(RAY + RAY / 5n, YEAR / 2n)).toBe((RAY / 1000n) * 1816n);
  });

  // Identity 2: the series stops short of e^x by x^4/24 + ...: -3.8e-6 of it at 10 % and -1.75e-3 at 50 %.
  it.each([
    [1n, -3.8e-6, 0.05e-6],
    [5n, -1.75e-3, 0.005e-3],
  ])('misses e^x over a year at %s0 %% by %f of it', (tenths, error, tolerance) => {
    const rate = (RAY / 10n) * tenths;
    const x = Number(tenths) / 10;
    const miss = (growth: number) => growth / Math.exp(x) - 1;
    expect(Math.abs(miss(float(compoundedGrowthRay(rate, YEAR))) - error)).toBeLessThan(tolerance);
    expect(Math.abs(miss(compoundedGrowth(x, 31_536e6)) - error)).toBeLessThan(tolerance);
  });

  it('never exceeds e^x, nor falls short of 1 + x', () => {
    fc.assert(
      fc.property(rateRay, seconds, (rate, dt) => {
        const growth = compoundedGrowthRay(rate, dt);
        expect(growth).toBeGreaterThanOrEqual(linearGrowthRay(rate, dt));
        const x = float(rate) * (Number(dt) / Number(YEAR));
        expect(float(growth)).toBeLessThanOrEqual(Math.exp(x) * (1 + 1e-14));
      }),
    );
  });

  it('differs from the exact fraction by less than four units of the last place, downwards', () => {
    // Floors: x itself (twice as much again through x^2/2 + x^3/6, with x <= 1), x/2, x/6; two half-up products.
    fc.assert(
      fc.property(rateRay, seconds, (rate, dt) => {
        const [x, u] = [rate * dt, YEAR * RAY];
        const exact = (6n * u ** 3n + 6n * u * u * x + 3n * u * x * x + x ** 3n) * RAY;
        const difference = compoundedGrowthRay(rate, dt) * 6n * u ** 3n - exact;
        expect(difference).toBeGreaterThanOrEqual(-4n * 6n * u ** 3n);
        expect(difference).toBeLessThanOrEqual(1n * 6n * u ** 3n);
        const shortBy = (u + x) * RAY - linearGrowthRay(rate, dt) * u;
        expect(shortBy >= 0n && shortBy < u).toBe(true);
      }),
    );
  });

  it('is the same in floats to a part in 10^12', () => {
    fc.assert(
      fc.property(rateRay, seconds, (rate, dt) => {
        const [apr, ms] = [float(rate), Number(dt) * 1_000];
        expect(apart(linearGrowth(apr, ms), float(linearGrowthRay(rate, dt)))).toBeLessThan(1e-12);
        expect(apart(compoundedGrowth(apr, ms), float(compoundedGrowthRay(rate, dt)))).toBeLessThan(
          1e-12,
        );
      }),
    );
  });

  it('is none without time or rate', () => {
    expect(linearGrowthRay(RAY, 0n)).toBe(RAY);
    expect(compoundedGrowthRay(RAY, 0n)).toBe(RAY);
    expect(compoundedGrowthRay(0n, YEAR)).toBe(RAY);
    expect(linearGrowth(0.1, 0)).toBe(1);
    expect(compoundedGrowth(0, 1e9)).toBe(1);
  });
});

describe('growth over two intervals at one rate', () => {
  const cases = [rateRay, seconds, seconds] as const;

  it('is linear interest and interest on it: more than over one, by the product of the parts', () => {
    // (1+a)(1+b) - (1+a+b) = ab; each of three roundings costs less than one unit, times at most 2.
    fc.assert(
      fc.property(...cases, (rate, first, second) => {
        const [a, b] = [linearGrowthRay(rate, first), linearGrowthRay(rate, second)];
        const gain = grownIndexRay(a, b) - linearGrowthRay(rate, first + second);
        const product = ((a - RAY) * (b - RAY)) / RAY;
        expect(gain).toBeGreaterThanOrEqual(product - 3n);
        expect(gain).toBeLessThanOrEqual(product + 3n);
      }),
    );
  });

  it('of the debt index is no less than over one, and no more than e^x', () => {
    fc.assert(
      fc.property(...cases, (rate, first, second) => {
        const split = grownIndexRay(
          compoundedGrowthRay(rate, first),
          compoundedGrowthRay(rate, second),
        );
        // 4 units of rounding on either side of at most 2.67, see above.
        expect(split).toBeGreaterThanOrEqual(compoundedGrowthRay(rate, first + second) - 24n);
        const x = (float(rate) * Number(first + second)) / Number(YEAR);
        expect(float(split)).toBeLessThanOrEqual(Math.exp(x) * (1 + 1e-14));
      }),
    );
  });

  it('rounds the index half up', () => {
    expect(grownIndexRay(1n, RAY / 2n)).toBe(1n);
    expect(grownIndexRay(1n, RAY / 2n - 1n)).toBe(0n);
  });
});
