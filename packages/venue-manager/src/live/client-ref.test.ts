import { sha256Hex } from '@basis/core-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientRefFor, runTagOf } from './client-ref.js';

const TAG = 'k3f9qz1a';
const FORMATS = ['text', 'alphanumeric', 'hex'] as const;
const TAKEN = {
  text: /^[A-Za-z0-9_-]{1,36}$/,
  alphanumeric: /^[A-Za-z0-9]{1,32}$/,
  hex: /^0x[0-9a-f]{32}$/,
};

/** Those that the venue manager makes, and anything that an operator may call his own. */
const ours = fc
  .tuple(fc.nat(999_999), fc.nat(999), fc.constantFrom('', '-take'))
  .map(([block, place, end]) => `b${block}-${place}${end}`);
const close = fc
  .array(fc.constantFrom('a', 'b', 'x', 'X', '1', '-', '_'), { maxLength: 30 })
  .map((characters) => characters.join(''));
const ids = fc.oneof(ours, close, fc.string({ maxLength: 60 }));
const tags = fc
  .array(fc.constantFrom(...'0123456789abcdefghijklmnopqrstuvwxyz'), {
    minLength: 8,
    maxLength: 8,
  })
  .map((characters) => characters.join(''));
const named = fc.tuple(tags, ids);

describe('our name for an instruction', () => {
  it('can be read where the venue takes text', () => {
    expect(clientRefFor('text', TAG, 'b12-3')).toBe('k3f9qz1a-b12-3');
    expect(clientRefFor('text', TAG, 'b12-3-take')).toBe('k3f9qz1a-b12-3-take');
  });

  it('has letters and digits alone where the venue takes no others', () => {
    expect(clientRefFor('alphanumeric', TAG, 'b12-3-take')).toBe('k3f9qz1ab12x3xtake');
  });

  it('is 128 bits of a hash where the venue takes a number', () => {
    const hash = sha256Hex('k3f9qz1ab12-3');
    expect(clientRefFor('hex', TAG, 'b12-3')).toBe(`0x${hash.slice(0, 32)}`);
  });

  it.each(FORMATS)(
    'has the form that %s asks for, whatever the instruction is called',
    (format) => {
      fc.assert(
        fc.property(named, ([tag, id]) => {
          expect(clientRefFor(format, tag, id)).toMatch(TAKEN[format]);
        }),
      );
    },
  );

  it.each(FORMATS)('is never that of another instruction or run: %s', (format) => {
    fc.assert(
      fc.property(named, named, (one, other) => {
        fc.pre(one.join() !== other.join());
        expect(clientRefFor(format, ...one)).not.toBe(clientRefFor(format, ...other));
      }),
      { numRuns: 1_000 },
    );
    fc.assert(
      fc.property(tags, fc.uniqueArray(close, { maxLength: 40 }), (tag, some) => {
        const refs = some.map((id) => clientRefFor(format, tag, id).toLowerCase());
        const differ = new Set(some.map((id) => id.toLowerCase()));
        // Venues that do not tell case apart confuse no more than what is spelled alike.
        expect(new Set(refs).size).toBeGreaterThanOrEqual(differ.size);
      }),
    );
  });
});

describe('names that look alike', () => {
  const LONG = 'made-by-hand-on-the-tenth-of-october';
  const hash = sha256Hex(TAG, LONG);

  it.each([
    ['text', 'b1-3', 'b1_3'],
    ['text', LONG, hash.slice(0, 27)],
    ['text', LONG, hash.slice(0, 26)],
    ['alphanumeric', 'b1-3', 'b1x3'],
    ['alphanumeric', 'b1-3', 'b13'],
    ['alphanumeric', LONG, hash.slice(0, 23)],
    ['alphanumeric', LONG, `x${hash.slice(0, 23)}`],
    ['alphanumeric', LONG, `-${hash.slice(0, 23)}`],
  ] as const)('are told apart in %s: %s, %s', (format, one, other) => {
    const refs = [one, other].map((id) => clientRefFor(format, TAG, id));
    expect(refs[0]).not.toBe(refs[1]);
  });
});

describe('the tag of a run', () => {
  it('is eight characters of base 36, the same for the same run', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), (hash, startedAtMs) => {
        expect(runTagOf(hash, startedAtMs)).toMatch(/^[0-9a-z]{8}$/);
      }),
    );
    expect(runTagOf('abc', 5)).toBe(runTagOf('abc', 5));
  });

  it('is another one a millisecond later, and with another configuration', () => {
    const tags = [runTagOf('abc', 5), runTagOf('abc', 6), runTagOf('abd', 5), runTagOf('ab', 55)];
    expect(new Set(tags).size).toBe(4);
  });

  it('is the remainder of the hash by the number of tags', () => {
    const number = BigInt(`0x${sha256Hex('abc@5').slice(0, 13)}`) % 36n ** 8n;
    expect(runTagOf('abc', 5)).toBe(number.toString(36).padStart(8, '0'));
  });
});
