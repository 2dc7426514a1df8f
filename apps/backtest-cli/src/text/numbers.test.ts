import { describe, expect, it } from 'vitest';
import { fixed, grouped, percent, signed, signedPercent } from './numbers.js';

describe('numbers for people', () => {
  it('have thousands separators and fixed decimals', () => {
    expect(grouped(1_234_567.891, 2)).toBe('1,234,567.89');
    expect(grouped(-1_000, 2)).toBe('-1,000.00');
    expect(grouped(999, 0)).toBe('999');
    expect(grouped(1_000, 0)).toBe('1,000');
    expect(grouped(100_000, 0)).toBe('100,000');
  });

  it('are never a negative zero', () => {
    expect(fixed(-0.001, 2)).toBe('0.00');
    expect(signed(-0.001, 2)).toBe('0.00');
    expect(fixed(-0, 0)).toBe('0');
  });

  it('show their sign where it is asked for, zero none', () => {
    expect(signed(12.5, 2)).toBe('+12.50');
    expect(signed(-12.5, 2)).toBe('-12.50');
    expect(signed(0, 2)).toBe('0.00');
    expect(signedPercent(0.0834)).toBe('+8.34 %');
    expect(signedPercent(-0.5, 0)).toBe('-50 %');
  });

  it('say where there is no number', () => {
    expect(fixed(Number.NaN, 2)).toBe('n/a');
    expect(percent(Number.POSITIVE_INFINITY)).toBe('n/a');
    expect(signed(Number.NaN, 2)).toBe('n/a');
  });
});
