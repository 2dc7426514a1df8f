import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CompensatedSums } from './compensated-sums.js';

const BITS = 80;
/** A dyadic fraction and the same in units of 2^-80, exactly. */
const terms = fc
  .record({
    digits: fc.integer({ min: -(2 ** 30), max: 2 ** 30 }),
    shift: fc.integer({ min: 0, max: 120 }),
  })
  .map(({ digits, shift }) => ({
    term: digits * 2 ** (shift - BITS),
    exact: BigInt(digits) << BigInt(shift),
  }));

describe('CompensatedSums', () => {
  it('gives the exact sum to the last bits, whatever order large and small terms come in', () => {
    fc.assert(
      fc.property(fc.array(terms, { maxLength: 200 }), (list) => {
        const sums = new CompensatedSums(1);
        let exact = 0n;
        let magnitude = 0;
        for (const one of list) {
          sums.add(0, one.term);
          exact += one.exact;
          magnitude += Math.abs(one.term);
        }
        const expected = Number(exact) * 2 ** -BITS;
        // Neumaier's bound: one rounding of the sum, and second order in what was added.
        const bound =
          Number.EPSILON * Math.abs(expected) +
          2 * list.length ** 2 * Number.EPSILON ** 2 * magnitude;
        expect(Math.abs(sums.value(0) - expected)).toBeLessThanOrEqual(bound);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps one through a term that swallows it and leaves again', () => {
    const sums = new CompensatedSums(1);
    for (const term of [1, 1e100, 1, -1e100]) sums.add(0, term);
    expect(sums.value(0)).toBe(2);
  });

  it('keeps a million terms that are each too small for the sum', () => {
    const sums = new CompensatedSums(1);
    let ordinary = 1;
    sums.add(0, 1);
    for (let i = 0; i < 2 ** 20; i++) {
      sums.add(0, 2 ** -60);
      ordinary += 2 ** -60;
    }
    expect(ordinary).toBe(1);
    expect(sums.value(0)).toBe(1 + 2 ** -40);
  });

  it('keeps its sums apart', () => {
    const sums = new CompensatedSums(3);
    sums.add(0, 1);
    sums.add(2, 5);
    sums.add(0, 0.5);
    expect([0, 1, 2].map((i) => sums.value(i))).toEqual([1.5, 0, 5]);
  });

  it('goes on from a saved state, what it had kept back included', () => {
    const first = new CompensatedSums(1);
    first.add(0, 1e100);
    first.add(0, 1);
    const second = new CompensatedSums(1);
    second.load(JSON.parse(JSON.stringify(first.save())) as ReturnType<typeof first.save>);
    second.add(0, -1e100);
    expect(second.value(0)).toBe(1);
  });
});
