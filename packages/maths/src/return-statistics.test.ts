import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReturnStatistics } from './return-statistics.js';

const HOURS_PER_YEAR = 8_760;

function fed(values: readonly number[]): ReturnStatistics {
  const statistics = new ReturnStatistics();
  statistics.start(values[0]!);
  for (const value of values.slice(1)) statistics.add(value);
  return statistics;
}

/** The definitions, in two passes. */
function byDefinition(values: readonly number[]) {
  const returns = values.slice(1).map((value, i) => (value - values[i]!) / values[i]!);
  const mean = returns.reduce((sum, r) => sum + r, 0) / returns.length;
  const variance =
    returns.reduce((sum, r) => sum + (r - mean) * (r - mean), 0) / (returns.length - 1);
  let maxDrawdown = 0;
  values.forEach((later, j) =>
    values.slice(0, j).forEach((earlier) => {
      maxDrawdown = Math.max(maxDrawdown, (earlier - later) / earlier);
    }),
  );
  return { mean, variance, maxDrawdown };
}

const paths = fc.array(fc.double({ min: 0.2, max: 5, noNaN: true }), {
  minLength: 3,
  maxLength: 60,
});

describe('ReturnStatistics', () => {
  it('equals the two-pass formulas of mean, deviation and deepest fall', () => {
    fc.assert(
      fc.property(paths, (values) => {
        const { mean, variance, maxDrawdown } = byDefinition(values);
        fc.pre(variance > 1e-12);
        const statistics = fed(values);
        const volatility = Math.sqrt(variance * HOURS_PER_YEAR);
        expect(statistics.volatility(HOURS_PER_YEAR) / volatility).toBeCloseTo(1, 9);
        expect(statistics.sharpe(HOURS_PER_YEAR)).toBeCloseTo(
          (mean * HOURS_PER_YEAR) / volatility,
          6,
        );
        expect(statistics.maxDrawdown).toBeCloseTo(maxDrawdown, 12);
      }),
    );
  });

  it('gives known figures: +10 % and -10 % in a year of two steps', () => {
    const statistics = fed([100, 110, 99]);
    // Mean 0, sample variance 0.02, twice a year: 0.04.
    expect(statistics.volatility(2)).toBeCloseTo(0.2, 12);
    expect(statistics.sharpe(2)).toBeCloseTo(0, 12);
    expect(statistics.maxDrawdown).toBeCloseTo(0.1, 12);
  });

  it('falls from the highest value so far, not from the first', () => {
    expect(fed([100, 200, 150, 180, 120]).maxDrawdown).toBeCloseTo(0.4, 12);
    expect(fed([100, 101, 102]).maxDrawdown).toBe(0);
  });

  it('has neither deviation nor Sharpe ratio where nothing varies or too little is known', () => {
    expect(fed([1]).volatility(HOURS_PER_YEAR)).toBe(0);
    expect(fed([1, 1.1]).volatility(HOURS_PER_YEAR)).toBe(0);
    expect(fed([1, 1.1]).sharpe(HOURS_PER_YEAR)).toBe(0);
    expect(fed([1, 1, 1, 1]).sharpe(HOURS_PER_YEAR)).toBe(0);
  });

  it('forgets everything when it starts again', () => {
    const statistics = fed([100, 50, 80]);
    statistics.start(10);
    expect(statistics.maxDrawdown).toBe(0);
    expect(statistics.volatility(1)).toBe(0);
  });

  it('goes on from a saved state as if never interrupted', () => {
    fc.assert(
      fc.property(paths, fc.nat(), (values, cut) => {
        const at = 1 + (cut % (values.length - 1));
        const before = fed(values.slice(0, at));
        const after = new ReturnStatistics();
        after.load(JSON.parse(JSON.stringify(before.save())) as number[]);
        for (const value of values.slice(at)) after.add(value);
        expect(after.save()).toEqual(fed(values).save());
      }),
    );
  });
});
