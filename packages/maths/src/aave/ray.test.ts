import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  RAY,
  mulDivCeil,
  mulDivFloor,
  percentMul,
  rayDiv,
  rayDivCeil,
  rayDivFloor,
  rayMul,
  rayMulCeil,
  rayMulFloor,
} from './ray.js';

const amount = fc.bigInt({ min: 0n, max: 10n ** 30n });
const divisor = fc.bigInt({ min: 1n, max: 10n ** 30n });

describe('ray arithmetic', () => {
  // A quotient q of n / d is told by q x d alone: floor q d <= n < (q+1) d; ceil (q-1) d < n <= q d; half up
  // 2 q d <= 2 n + d < 2 (q+1) d.
  const floors = (q: bigint, n: bigint, d: bigint) => q * d <= n && n < (q + 1n) * d;
  const ceils = (q: bigint, n: bigint, d: bigint) => (q - 1n) * d < n && n <= q * d;
  const halves = (q: bigint, n: bigint, d: bigint) =>
    2n * q * d <= 2n * n + d && 2n * n + d < 2n * (q + 1n) * d;

  it('rounds as its name says, for any amounts', () => {
    fc.assert(
      fc.property(amount, amount, divisor, (a, b, c) => {
        expect(floors(mulDivFloor(a, b, c), a * b, c)).toBe(true);
        expect(ceils(mulDivCeil(a, b, c), a * b, c)).toBe(true);
        expect(floors(rayMulFloor(a, b), a * b, RAY)).toBe(true);
        expect(ceils(rayMulCeil(a, b), a * b, RAY)).toBe(true);
        expect(halves(rayMul(a, b), a * b, RAY)).toBe(true);
        expect(floors(rayDivFloor(a, c), a * RAY, c)).toBe(true);
        expect(ceils(rayDivCeil(a, c), a * RAY, c)).toBe(true);
        expect(halves(rayDiv(a, c), a * RAY, c)).toBe(true);
        expect(halves(percentMul(a, b), a * b, 10_000n)).toBe(true);
      }),
    );
  });

  it('rounds a half up, and less than a half down', () => {
    expect(rayMul(1n, RAY / 2n)).toBe(1n);
    expect(rayMul(1n, RAY / 2n - 1n)).toBe(0n);
    expect(rayDiv(1n, 2n * RAY)).toBe(1n);
    expect(rayDiv(1n, 2n * RAY + 1n)).toBe(0n);
    expect(percentMul(1n, 5_000n)).toBe(1n);
    expect(percentMul(1n, 4_999n)).toBe(0n);
  });

  it('leaves a whole result alone in every direction', () => {
    // 3 x 2 = 6 and 6 / 2 = 3.
    for (const multiply of [rayMul, rayMulFloor, rayMulCeil])
      expect(multiply(3n, 2n * RAY)).toBe(6n);
    for (const divide of [rayDiv, rayDivFloor, rayDivCeil]) expect(divide(6n, 2n * RAY)).toBe(3n);
  });
});
