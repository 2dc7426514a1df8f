import { expect, it } from 'vitest';
import { HIDDEN, shownValue } from './shown-value.js';

it('shows plain values as they are', () => {
  expect(shownValue({ a: [1, 'x', null, true] })).toEqual({ a: [1, 'x', null, true] });
});

it('hides what stands behind a credential-looking key, at every depth', () => {
  expect(shownValue('s3cret', 'api_key')).toBe(HIDDEN);
  expect(shownValue({ a: [{ secret: 's3cret' }] })).toEqual({ a: [{ secret: HIDDEN }] });
});

it('hides a value that has the form of a private key', () => {
  expect(shownValue(`0x${'a1'.repeat(32)}`)).toBe(HIDDEN);
  expect(shownValue('a1'.repeat(32))).toBe(HIDDEN);
});

it('turns what JSON cannot hold into text and stops at some depth', () => {
  expect(shownValue(NaN)).toBe('NaN');
  expect(shownValue(() => 1)).toBe('(function)');
  let deep: unknown = 1;
  for (let level = 0; level < 100; level += 1) deep = [deep];
  expect(JSON.stringify(shownValue(deep))).toContain('(more)');
});
