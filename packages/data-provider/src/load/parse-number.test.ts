import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNumber } from './parse-number.js';

function parse(text: string): number {
  const padded = Buffer.from(`9,${text},9`);
  return parseNumber(padded, 2, padded.length - 2);
}

const digits = (minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength, maxLength });
const sign = fc.constantFrom('', '-', '+');
const exponent = fc.oneof(
  fc.constant(''),
  fc
    .tuple(fc.constantFrom('e', 'E'), sign, fc.integer({ min: 0, max: 330 }))
    .map((parts) => parts.join('')),
);

describe('parsing a number', () => {
  it('gives exactly what Number gives, for decimals of any length', () => {
    const decimal = fc.tuple(
      sign,
      digits(1, 22),
      fc.constantFrom('', '.'),
      digits(0, 22),
      exponent,
    );
    fc.assert(
      fc.property(decimal, ([minus, whole, point, fraction, power]) => {
        const text = `${minus}${whole}${point}${point === '' ? '' : fraction}${power}`;
        expect(parse(text)).toBe(Number(text));
      }),
      { numRuns: 3000 },
    );
  });

  it('reads back every float from its shortest text', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parse(String(value))).toBe(value === 0 ? 0 : value);
      }),
      { numRuns: 2000 },
    );
  });

  it('reads prices as exchanges write them', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e9 }),
        fc.integer({ min: 0, max: 8 }),
        (units, decimals) => {
          const text = (units / 10 ** decimals).toFixed(decimals);
          expect(parse(text)).toBe(Number(text));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it.each(['5.', '.5', '00012.50', '1e400', '-0', '1e-400', '123456789012345678901234567890'])(
    'reads %s as Number does',
    (text) => {
      expect(parse(text)).toBe(Number(text));
    },
  );

  it.each([
    '',
    '-',
    '.',
    'NaN',
    'Infinity',
    '0x10',
    '1e',
    '1e+',
    '1e5x',
    '1.2.3',
    '1 2',
    '1_000',
    'e5',
    '--1',
  ])('does not take %j for a number', (text) => {
    expect(parse(text)).toBeNaN();
  });
});
