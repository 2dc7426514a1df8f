import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, hashJson, sha256Hex } from './hash.js';
import type { Json } from './json.js';

describe('sha256Hex', () => {
  it('is SHA-256: the published digests of "" and "abc"', () => {
    expect(sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(sha256Hex('abc')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    expect(sha256Hex('a', new Uint8Array([98, 99]))).toBe(sha256Hex('abc'));
  });
});

describe('canonicalJson', () => {
  it('does not depend on the order of keys', () => {
    expect(hashJson({ b: 1, a: [true, null] })).toBe(hashJson({ a: [true, null], b: 1 }));
  });

  it('leaves out what JSON leaves out', () => {
    expect(canonicalJson({ a: 1, b: undefined } as unknown as Json)).toBe('{"a":1}');
  });

  it('reads back as the value it was made from', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value as Json))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
