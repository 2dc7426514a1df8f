import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dustOf, isWholeSteps, roundToStep, type Rounding } from './rounding.js';

/** `digits` x 10^-`decimals`, as the double nearest to that decimal. */
const decimal = (digits: bigint, decimals: number) => Number(`${digits}e-${decimals}`);

/** Rounding in whole numbers: value and step both counted in 10^-decimals. */
function exactly(value: bigint, step: bigint, rounding: Rounding): bigint {
  const below = value / step;
  const rest = value % step;
  if (rest === 0n || rounding === 'down') return below * step;
  if (rounding === 'up') return (below + 1n) * step;
  return (2n * rest >= step ? below + 1n : below) * step;
}

const roundings = fc.constantFrom<Rounding>('down', 'up', 'nearest');
/** Steps such as 0.001, 0.25, 5 and values of up to 10^12 of them, finer than the step by up to three decimals. */
const cases = fc
  .record({
    decimals: fc.integer({ min: 0, max: 9 }),
    unit: fc.constantFrom(1n, 2n, 5n, 25n, 100n),
    finer: fc.integer({ min: 0, max: 3 }),
    steps: fc.bigInt({ min: 0n, max: 10n ** 12n }),
    more: fc.bigInt({ min: 0n, max: 99_999n }),
  })
  .map(({ decimals, unit, finer, steps, more }) => {
    const step = unit * 10n ** BigInt(finer);
    return { step, value: steps * step + (more % step), decimals: decimals + finer };
  });

describe('roundToStep', () => {
  it('agrees with whole-number arithmetic and returns the double nearest to the decimal', () => {
    fc.assert(
      fc.property(cases, roundings, ({ value, step, decimals }, rounding) => {
        // Far out doubles, and what is taken for their dust, are coarser than these digits; half a step is rarely a double.
        fc.pre(value < 10n ** 14n && 2n * (value % step) !== step);
        const rounded = roundToStep(decimal(value, decimals), decimal(step, decimals), rounding);
        expect(rounded).toBe(decimal(exactly(value, step, rounding), decimals));
      }),
      { numRuns: 2_000 },
    );
  });

  it('leaves a whole number of steps alone, however many', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 14n }),
        fc.integer({ min: 0, max: 12 }),
        roundings,
        (steps, decimals, rounding) => {
          const value = decimal(steps, decimals);
          expect(roundToStep(value, decimal(1n, decimals), rounding)).toBe(value);
        },
      ),
    );
  });

  it.each([
    // 1.1e8 x 1e-8 and 2.9e7 x 1e-8: the product in binary falls short of the whole number.
    [1.1, 1e-8],
    [0.29, 1e-8],
    [100.000_001, 1e-6],
  ])('does not lose a step of %f in steps of %f to binary fractions', (value, step) => {
    expect(roundToStep(value, step, 'down')).toBe(value);
    expect(roundToStep(value, step, 'up')).toBe(value);
  });

  it('never gives more when rounding down, nor less when rounding up, dust aside', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.integer({ min: 0, max: 8 }),
        (value, decimals) => {
          const step = decimal(1n, decimals);
          const dust = Math.max(1e-9 * step, 1e-15 * value);
          const down = roundToStep(value, step, 'down');
          const up = roundToStep(value, step, 'up');
          expect(down).toBeLessThanOrEqual(value + dust);
          expect(down).toBeGreaterThan(value - step - dust);
          expect(up).toBeGreaterThanOrEqual(value - dust);
          expect(up).toBeLessThan(value + step + dust);
          expect(isWholeSteps(down, step)).toBe(true);
          expect(isWholeSteps(up, step)).toBe(true);
        },
      ),
    );
  });

  it('rounds a negative quantity as its mirror image', () => {
    fc.assert(
      fc.property(cases, roundings, ({ value, step, decimals }, rounding) => {
        const [amount, size] = [decimal(value, decimals), decimal(step, decimals)];
        expect(roundToStep(-amount, size, rounding) + roundToStep(amount, size, rounding)).toBe(0);
      }),
    );
  });

  it.each<[number, number, Rounding, number]>([
    [1.234_56, 0.001, 'down', 1.234],
    [1.234_56, 0.001, 'up', 1.235],
    [-1.234_56, 0.001, 'down', -1.234],
    [-1.234_56, 0.001, 'up', -1.235],
    [0.1 + 0.2, 0.1, 'down', 0.3],
    [0.1 + 0.2, 0.1, 'up', 0.3],
    [7, 2.5, 'down', 5],
    [7, 2.5, 'nearest', 7.5],
    [0.5, 1, 'nearest', 1],
    [0.499_999_999_999_999_94, 1, 'nearest', 0],
    [4_503_599_627_370_497, 1, 'nearest', 4_503_599_627_370_497],
    [1_234_567, 1_000, 'up', 1_235_000],
    [1e-19, 1e-18, 'down', 0],
    [0, 0.01, 'up', 0],
  ])('rounds %f in steps of %f %s to %f', (value, step, rounding, expected) => {
    expect(roundToStep(value, step, rounding)).toBe(expected);
  });

  it('makes no number of what is none', () => {
    expect(roundToStep(NaN, 0.1, 'down')).toBeNaN();
  });
});

describe('isWholeSteps', () => {
  it('takes what arithmetic leaves behind for whole, and a real remainder not', () => {
    expect(isWholeSteps(0.1 + 0.2, 0.1)).toBe(true);
    expect(isWholeSteps(1.1 * 1.1, 0.01)).toBe(true);
    expect(isWholeSteps(0.3001, 0.1)).toBe(false);
    expect(isWholeSteps(0.300_000_001, 0.1)).toBe(false);
    expect(isWholeSteps(NaN, 0.1)).toBe(false);
  });

  it('still does where a step is smaller than the last bits of the value', () => {
    // One unit in the last place beside 123456.78.
    expect(isWholeSteps(123_456.78 + 2 ** -36, 1e-8)).toBe(true);
    expect(isWholeSteps(123_456.78 + 5e-9, 1e-8)).toBe(false);
  });
});

describe('dustOf', () => {
  it('is a billionth of the step', () => {
    expect(dustOf(0.001, 0.5)).toBeCloseTo(1e-12, 24);
  });

  it('is some last bits of the quantity where those are larger', () => {
    // 2.5e10 doubles are 2^-18 apart: a billionth of a step of 1e-5 would tell the same quantity from itself.
    expect(dustOf(1e-5, 2.5e10)).toBe(16 * 2 ** -52 * 2.5e10);
    expect(dustOf(1e-5, -2.5e10)).toBe(dustOf(1e-5, 2.5e10));
    const held = 2.5e10 - 2 ** -18;
    expect(roundToStep(held, 1e-5, 'down') - held).toBeLessThanOrEqual(dustOf(1e-5, held));
  });
});
