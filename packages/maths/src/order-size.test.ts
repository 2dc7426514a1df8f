import { describe, expect, it } from 'vitest';
import { sizeProblem, splitOrder } from './order-size.js';

const BOUNDS = { lotBase: 0.1, leastBase: 0.2, mostBase: 10, leastNotional: 50 };

describe('the size of an order', () => {
  it.each([
    [0.3, 1_000, undefined],
    [0.1 * 3, 1_000, undefined],
    [0.2, 1_000, undefined],
    [0.1, 1_000, 'lots'],
    [0.25, 1_000, 'lots'],
    [0, 1_000, 'lots'],
    [-1, 1_000, 'lots'],
    [NaN, 1_000, 'lots'],
    [10, 1_000, undefined],
    [10.1, 1_000, 'most'],
    [0.5, 100, undefined],
    [0.5, 99, 'notional'],
  ])('of %d at %d: %s', (quantity, price, problem) => {
    expect(sizeProblem(quantity, BOUNDS, price)).toBe(problem);
  });

  it('may be worth less where it closes a position whole, but not be out of lots', () => {
    expect(sizeProblem(0.5, BOUNDS, 1, true)).toBeUndefined();
    expect(sizeProblem(0.55, BOUNDS, 1, true)).toBe('lots');
  });
});

describe('an order against a position', () => {
  const split = (held: number, delta: number) => {
    const { closesBase, opensBase, keepsBase, closesAll } = splitOrder(held, delta, 0.001);
    return [closesBase, opensBase, keepsBase, closesAll];
  };

  it.each([
    [0, -2, [0, 2, 0, false]],
    [-3, -2, [0, 2, 3, false]],
    [3, 2, [0, 2, 3, false]],
    [-3, 2, [2, 0, 1, false]],
    [3, -2, [2, 0, 1, false]],
    [-3, 3, [3, 0, 0, true]],
    [-3, 5, [3, 2, 0, false]],
  ])('of %d by %d', (held, delta, expected) => {
    expect(split(held, delta)).toEqual(expected);
  });

  it('closes the whole of it where only binary fractions are left', () => {
    expect(split(-(0.1 + 0.2), 0.3)).toEqual([0.1 + 0.2, 0, 0, true]);
    expect(split(-0.3, 0.1 + 0.2)).toEqual([0.3, 0, 0, true]);
    expect(split(-0.3, 0.301)[3]).toBe(false);
  });
});
