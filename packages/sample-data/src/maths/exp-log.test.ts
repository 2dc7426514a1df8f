import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exp } from './exp.js';
import { log } from './log.js';
import { roundTo } from './round-to.js';

const CLOSE = 1e-14;

describe('the fixed functions', () => {
  it('exp is within rounding of the true value', () => {
    fc.assert(
      fc.property(fc.double({ min: -50, max: 50, noNaN: true }), (x) => {
        expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(CLOSE);
      }),
      { numRuns: 1000 },
    );
    expect(exp(0)).toBe(1);
  });

  it('log is within rounding of the true value', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-15, max: 1e15, noNaN: true }), (x) => {
        expect(Math.abs(log(x) - Math.log(x))).toBeLessThan(
          CLOSE * Math.max(1, Math.abs(Math.log(x))),
        );
      }),
      { numRuns: 1000 },
    );
    expect(log(1)).toBe(0);
  });

  it('rounding gives the float of the shortest decimal text', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e5, noNaN: true }),
        fc.integer({ min: 0, max: 8 }),
        (x, decimals) => {
          const rounded = roundTo(x, decimals);
          expect(rounded).toBe(Number(rounded.toFixed(decimals)));
          expect(Math.abs(rounded - x)).toBeLessThanOrEqual(0.5001 * 10 ** -decimals);
        },
      ),
    );
  });
});
