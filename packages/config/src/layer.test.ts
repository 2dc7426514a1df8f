import { expect, it } from 'vitest';
import { layerFrom, memberOf, mergeDocuments, overlay, replaceAt, without } from './layer.js';

it('merges mappings key by key and replaces everything else', () => {
  expect(
    mergeDocuments({ a: { b: 1, c: [1, 2] }, d: 1 }, { a: { c: [3], e: 4 }, d: { f: 5 } }),
  ).toEqual({
    a: { b: 1, c: [3], e: 4 },
    d: { f: 5 },
  });
  expect(mergeDocuments({ a: { b: 1 } }, { a: null })).toEqual({ a: null });
});

it('keeps values and origins in step', () => {
  const layer = overlay(
    layerFrom({ a: { b: 1, c: [2] } }, 'base'),
    layerFrom({ a: { c: 3 } }, 'over'),
  );
  expect(layer).toEqual({
    values: { a: { b: 1, c: 3 } },
    origins: { a: { b: 'base', c: 'over' } },
  });
  expect(memberOf(layer, 'a')).toEqual({
    values: { b: 1, c: 3 },
    origins: { b: 'base', c: 'over' },
  });
  expect(memberOf(layer, 'x')).toBeUndefined();
  expect(without(layer, 'a')).toEqual({ values: {}, origins: {} });
});

it('replaces a mapping whole, and makes the mappings on the way', () => {
  const layer = replaceAt(
    layerFrom({ a: { b: { c: 1 } }, d: 2 }, 'base'),
    ['a', 'b'],
    layerFrom({ e: 3 }, 'set'),
  );
  expect(layer).toEqual({
    values: { a: { b: { e: 3 } }, d: 2 },
    origins: { a: { b: { e: 'set' } }, d: 'base' },
  });
  expect(replaceAt(layerFrom({ d: 2 }, 'base'), ['d', 'x'], layerFrom(1, 'set')).values).toEqual({
    d: { x: 1 },
  });
});

it('does not pollute prototypes', () => {
  mergeDocuments({}, JSON.parse('{"__proto__": {"polluted": 1}}'));
  replaceAt(layerFrom({}, 'base'), ['__proto__', 'polluted'], layerFrom(1, 'set'));
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});
