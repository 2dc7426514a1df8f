import { expect, it } from 'vitest';
import { deepFreeze } from './deep-freeze.js';

it('freezes every level, lists included, and gives back the same value', () => {
  const value = { a: { b: [{ c: 1 }] }, d: null };
  expect(deepFreeze(value)).toBe(value);
  expect(() => (value.a.b[0]!.c = 2)).toThrow(TypeError);
  expect(() => value.a.b.push({ c: 3 })).toThrow(TypeError);
  expect(Object.isFrozen(value)).toBe(true);
});
