import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTimestamp } from './parse-timestamp.js';

function parse(text: string): number {
  const bytes = Buffer.from(`${text},`);
  return parseTimestamp(bytes, 0, bytes.length - 1);
}

const moment = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.getTime());

describe('parsing a timestamp', () => {
  it('reads every ISO form of a moment, and its milliseconds', () => {
    fc.assert(
      fc.property(moment, (time) => {
        const iso = new Date(time).toISOString();
        expect(parse(iso)).toBe(time);
        expect(parse(iso.replace('T', ' ').replace('Z', ''))).toBe(time);
        expect(parse(String(time))).toBe(time);
        expect(parse(iso.slice(0, 10))).toBe(Date.parse(iso.slice(0, 10)));
        expect(parse(`${iso.slice(0, 16)}Z`)).toBe(Date.parse(`${iso.slice(0, 16)}Z`));
      }),
    );
  });

  it.each([
    ['2024-02-29T12:00:00+02:00', '2024-02-29T10:00:00Z'],
    ['2024-02-29T12:00:00-0530', '2024-02-29T17:30:00Z'],
    ['2024-02-29T12:00+02', '2024-02-29T10:00:00Z'],
    ['2024-02-29T12:00:00.5Z', '2024-02-29T12:00:00.500Z'],
    ['2024-02-29T12:00:00.123456789Z', '2024-02-29T12:00:00.123Z'],
    ['2000-02-29', '2000-02-29T00:00:00Z'],
  ])('reads %s as %s', (text, utc) => {
    expect(parse(text)).toBe(Date.parse(utc));
  });

  it.each([
    ...['', 'yesterday', '2023-02-29', '2024-13-01', '2024-00-10', '2024-04-31', '2024/01/01'],
    ...[
      '2024-01-01T24:00:00Z',
      '2024-01-01T10:60Z',
      '2024-01-01T10:00:60Z',
      '2024-01-01T10',
      '2024-1-1',
    ],
    ...[
      '2024-01-01T10:00:00.Z',
      '2024-01-01T10:00:00Zz',
      '2024-01-01T10:00:00+1',
      '2024-01-01x10:00',
    ],
    ...[
      '2024-01-01T10:00:00+25:00',
      '2024-01-01T10:00:00+01:5',
      '2024-01-01T10:00:00x',
      '2024-01-01Txx:00',
    ],
    ...['2100-01-01', '1989-12-31', '1900-02-29', '0000-01-01'],
  ])('refuses %j', (text) => {
    expect(parse(text)).toBeNaN();
  });

  it.each(['1704067200', '1704067200000000', '1704067200000.5'])(
    'does not take %s, seconds, microseconds or parts, for milliseconds',
    (text) => {
      expect(parse(text)).toBeNaN();
    },
  );
});
