import { expect, it } from 'vitest';
import { leavesOf, originAt } from './provenance.js';

it('takes a list and an empty mapping for one value', () => {
  expect(leavesOf({ a: { b: 1, c: [{ d: 1 }] }, e: {} })).toEqual([
    { path: 'a.b', value: 1 },
    { path: 'a.c', value: [{ d: 1 }] },
    { path: 'e', value: {} },
  ]);
});

it('finds where a place inside a list came from, and where a missing one would stand', () => {
  const origin = originAt({ a: { b: 'f.yaml:3', c: { d: 'g.yaml:7' } } }, 'mode.yaml');
  expect(origin('a.b')).toBe('f.yaml:3');
  expect(origin('a.b[0].x')).toBe('f.yaml:3');
  expect(origin('a.c.missing')).toBe('g.yaml');
  expect(origin('a.missing')).toBe('f.yaml');
  expect(origin('missing')).toBe('mode.yaml');
  expect(origin('')).toBe('mode.yaml');
});
