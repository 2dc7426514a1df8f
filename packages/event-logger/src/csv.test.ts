import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvCell, csvNumber, csvRow } from './csv.js';

/** A reader of RFC 4180, written from its grammar. */
function parseRow(row: string): string[] {
  const cells: string[] = [];
  for (let i = 0; i < row.length; i++) {
    let cell = '';
    if (row[i] === '"') {
      for (i++; !(row[i] === '"' && row[i + 1] !== '"'); i++) {
        if (row[i] === '"') i++;
        cell += row[i];
      }
      i++;
    } else {
      while (row[i] !== ',' && row[i] !== '\n') cell += row[i++];
    }
    cells.push(cell);
  }
  return cells;
}

const anyText = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'=+-@\t\r\n",\'a€') }));

describe('a CSV cell', () => {
  it('reads back as it was, but for the mark before a formula', () => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1 }), (texts) => {
        const read = parseRow(csvRow(texts.map(csvCell)));
        expect(read.map((text, i) => (text === `'${texts[i]}` ? texts[i] : text))).toEqual(texts);
      }),
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])('never starts a formula: %j', (text) => {
    expect(csvCell(text).replace(/^"|"$/g, '')).toBe(`'${text}`);
  });

  it('quotes what needs it and nothing else', () => {
    expect(csvCell('plain text')).toBe('plain text');
    expect(csvCell('a,b')).toBe('"a,b"');
    expect(csvCell('say "hi"')).toBe('"say ""hi"""');
    expect(csvCell('=HYPERLINK("http://x","y")')).toBe(`"'=HYPERLINK(""http://x"",""y"")"`);
  });
});

describe('a CSV number', () => {
  it('reads back as the same number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(csvNumber(value)) === value).toBe(true);
      }),
    );
  });

  it.each([NaN, Infinity, -Infinity])('is empty for %d', (value) => {
    expect(csvNumber(value)).toBe('');
  });
});
