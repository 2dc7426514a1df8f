import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitByLargestRemainder } from './split-by-largest-remainder.js';

/** Everything below is counted in millionths, in which totals and parts are whole. */
const MILLIONTH = 1e-6;
const toMillionths = (amount: number) => Math.round(amount / MILLIONTH);
const fromMillionths = (count: number) => Number(`${count}e-6`);

const STEPS = [1, 10, 100, 250, 1_000, 5_000, 1_000_000];

interface WholeShare {
  readonly weight: number;
  readonly step: number;
}

const shares = fc.array(
  fc.record({ weight: fc.integer({ min: 1, max: 1_000 }), step: fc.constantFrom(...STEPS) }),
  { minLength: 1, maxLength: 6 },
);
const totals = fc.integer({ min: 0, max: 1_000_000_000 });

function split(total: number, whole: readonly WholeShare[]): number[] {
  return splitByLargestRemainder(
    fromMillionths(total),
    whole.map(({ weight, step }) => ({ weight, step: fromMillionths(step) })),
  ).map(toMillionths);
}

const sumOf = (parts: readonly number[]) => parts.reduce((sum, part) => sum + part, 0);

describe('splitByLargestRemainder', () => {
  it('gives parts of whole steps that sum to the total but for less than the finest step', () => {
    fc.assert(
      fc.property(totals, shares, (total, whole) => {
        const parts = split(total, whole);
        const finest = Math.min(...whole.map(({ step }) => step));
        expect(sumOf(parts)).toBeLessThanOrEqual(total);
        expect(sumOf(parts)).toBeGreaterThan(total - finest);
        parts.forEach((part, i) => {
          expect(part % whole[i]!.step).toBe(0);
          expect(part).toBeGreaterThanOrEqual(0);
        });
      }),
      { numRuns: 1_000 },
    );
  });

  it('gives every share at least its part rounded down', () => {
    fc.assert(
      fc.property(totals, shares, (total, whole) => {
        const weights = BigInt(sumOf(whole.map(({ weight }) => weight)));
        split(total, whole).forEach((part, i) => {
          const { weight, step } = whole[i]!;
          const steps = (BigInt(total) * BigInt(weight)) / (weights * BigInt(step));
          expect(part).toBeGreaterThanOrEqual(Number(steps) * step);
        });
      }),
      { numRuns: 500 },
    );
  });

  it('gives each the same wherever it stands in the list, ties aside', () => {
    const shuffled = shares.chain((whole) =>
      fc.tuple(
        fc.constant(whole),
        fc.shuffledSubarray(
          whole.map((_, i) => i),
          { minLength: whole.length, maxLength: whole.length },
        ),
      ),
    );
    fc.assert(
      fc.property(totals, shuffled, (total, [whole, order]) => {
        const weights = BigInt(sumOf(whole.map(({ weight }) => weight)));
        // Remainders over their step, all with the same denominator.
        const remainders = whole.map(({ weight, step }) => {
          const rest = (BigInt(total) * BigInt(weight)) % (weights * BigInt(step));
          return rest * (5_000_000n / BigInt(step));
        });
        fc.pre(new Set(remainders).size === whole.length);
        const finest = Math.min(...whole.map(({ step }) => step));
        fc.pre(whole.filter(({ step }) => step === finest).length === 1);
        const parts = split(total, whole);
        const partsInOrder = split(
          total,
          order.map((i) => whole[i]!),
        );
        expect(partsInOrder).toEqual(order.map((i) => parts[i]!));
      }),
      { numRuns: 500 },
    );
  });

  it('shares out ten seats as the textbook example of the method does (Hare quota)', () => {
    const votes = [47_000, 16_000, 15_900, 12_000, 6_000, 3_100];
    expect(
      splitByLargestRemainder(
        10,
        votes.map((weight) => ({ weight, step: 1 })),
      ),
    ).toEqual([5, 2, 1, 1, 1, 0]);
  });

  it('gives a tie to the first', () => {
    expect(
      splitByLargestRemainder(0.003, [
        { weight: 1, step: 0.001 },
        { weight: 1, step: 0.001 },
      ]),
    ).toEqual([0.002, 0.001]);
  });

  it('puts what coarse steps cannot take where steps are finest', () => {
    expect(
      splitByLargestRemainder(1.234, [
        { weight: 1, step: 1 },
        { weight: 1, step: 0.01 },
      ]),
    ).toEqual([0, 1.23]);
  });

  it('gives a weight of nought nothing, even where its steps are finest', () => {
    expect(
      splitByLargestRemainder(1.7, [
        { weight: 0, step: 0.1 },
        { weight: 2, step: 1 },
      ]),
    ).toEqual([0, 1]);
  });

  it('gives nobody anything where no weight is positive', () => {
    expect(splitByLargestRemainder(1, [{ weight: 0, step: 0.1 }])).toEqual([0]);
    expect(splitByLargestRemainder(1, [])).toEqual([]);
  });
});
