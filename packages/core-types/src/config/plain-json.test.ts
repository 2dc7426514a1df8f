import { expect, it } from 'vitest';
import { plainJson } from './plain-json.js';
import { pathText } from './path-text.js';

function run(input: unknown) {
  const found: string[] = [];
  const json = plainJson(input, (path) => found.push(pathText(path)));
  return { json, found };
}

it('copies plain JSON, leaving out what is undefined', () => {
  const input = { a: [1, { b: 'x' }], c: null, d: undefined };
  const { json, found } = run(input);
  expect(json).toEqual({ a: [1, { b: 'x' }], c: null });
  expect(json).not.toBe(input);
  expect(found).toEqual([]);
});

it.each(['__proto__', 'constructor', 'prototype'])('refuses the key %s and drops it', (key) => {
  const { json, found } = run(JSON.parse(`{"a": {"${key}": {"polluted": true}}}`));
  expect(found).toEqual([`a.${key}`]);
  expect(json).toEqual({ a: {} });
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

it('refuses credentials wherever they stand and drops them', () => {
  const { json, found } = run({
    venue_configs: { binance: { api_key: 's3cret', withdrawals: { secret: {} } } },
  });
  expect(found).toEqual([
    'venue_configs.binance.api_key',
    'venue_configs.binance.withdrawals.secret',
  ]);
  expect(JSON.stringify(json)).not.toContain('s3cret');
});

it('refuses class instances, functions and bigints', () => {
  expect(run({ a: new Date(0), b: () => 1, c: 1n, d: new Map() }).found).toEqual([
    'a',
    'b',
    'c',
    'd',
  ]);
});

it('refuses nesting without end, cycles included', () => {
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  expect(run(cycle).found).toHaveLength(1);
});

it('takes objects without a prototype, and those of another realm', () => {
  expect(run(Object.assign(Object.create(null) as object, { a: 1 })).found).toEqual([]);
});
