import { SERIES_KINDS, type SeriesId, type SeriesKind } from '@basis/core-types';
import { textColumnOf } from '../series/text-columns.js';
import type { SeriesInput } from '../series/series-input.js';
import { MOST_ERRORS_PER_FILE, type CellError } from './cell-error.js';
import { parseNumber } from './parse-number.js';
import { parseTimestamp, TIMESTAMP_FORMS } from './parse-timestamp.js';

const LINE_FEED = 10;
const RETURN = 13;
const COMMA = 44;
const SPACE = 32;
const QUOTE = 34;

const SHOWN_VALUE = 60;

/** What a column of the file becomes. */
type Target =
  | { readonly kind: 'time'; readonly values: Float64Array }
  | { readonly kind: 'number'; readonly values: Float64Array }
  | { readonly kind: 'text'; readonly values: string[] }
  | { readonly kind: 'skip' };

export interface ParsedCsv {
  /** Missing where there are errors. */
  readonly series?: SeriesInput;
  readonly errors: readonly CellError[];
}

/** One series from the bytes of a CSV file. Columns are found by name; those the series does not know are left aside. */
export function parseCsv(id: SeriesId, kind: SeriesKind, bytes: Buffer, file: string): ParsedCsv {
  return new CsvParser(id, kind, bytes, file).parse();
}

class CsvParser {
  readonly #id: SeriesId;
  readonly #kind: SeriesKind;
  readonly #bytes: Buffer;
  readonly #file: string;
  readonly #errors: CellError[] = [];
  #names: readonly string[] = [];
  #targets: readonly Target[] = [];
  #rows = 0;

  constructor(id: SeriesId, kind: SeriesKind, bytes: Buffer, file: string) {
    this.#id = id;
    this.#kind = kind;
    this.#bytes = bytes;
    this.#file = file;
  }

  parse(): ParsedCsv {
    const hasMark = this.#bytes.length >= 3 && this.#bytes.readUIntBE(0, 3) === 0xefbbbf;
    const body = this.#readHeader(hasMark ? 3 : 0);
    if (this.#errors.length === 0) this.#readBody(body);
    if (this.#errors.length > 0) return { errors: this.#errors };
    return { series: this.#series(), errors: [] };
  }

  /** Returns where the first row begins. */
  #readHeader(from: number): number {
    const end = this.#lineEnd(from);
    this.#names = this.#bytes
      .toString('utf8', from, this.#contentEnd(from, end))
      .split(',')
      .map(unquote);
    const capacity = this.#countLines(end);
    const known: readonly string[] = SERIES_KINDS[this.#kind].columns;
    const optional: readonly string[] = SERIES_KINDS[this.#kind].optional;
    const required = ['timestamp', ...known.filter((column) => !optional.includes(column))];
    for (const column of required) {
      if (!this.#names.includes(column)) {
        this.#fail(1, column, this.#names.join(','), `a header with ${required.join(', ')}`);
      }
    }
    for (const column of ['timestamp', ...known]) {
      if (this.#names.indexOf(column) !== this.#names.lastIndexOf(column)) {
        this.#fail(1, column, this.#names.join(','), 'every column once');
      }
    }
    const textName = textColumnOf(this.#kind);
    this.#targets = this.#names.map((name): Target => {
      if (name === 'timestamp') return { kind: 'time', values: new Float64Array(capacity) };
      if (!known.includes(name)) return { kind: 'skip' };
      if (name === textName) return { kind: 'text', values: [] };
      return { kind: 'number', values: new Float64Array(capacity) };
    });
    return end + 1;
  }

  #readBody(from: number): void {
    let line = 2;
    for (let at = from; at < this.#bytes.length; line += 1) {
      const end = this.#lineEnd(at);
      const content = this.#contentEnd(at, end);
      if (content > at) this.#readLine(at, content, line);
      else if (end + 1 < this.#bytes.length) this.#blankLine(end + 1, line);
      if (this.#errors.length >= MOST_ERRORS_PER_FILE) return;
      at = end + 1;
    }
  }

  /** Blank lines are fine at the end of a file and a fault before a row. */
  #blankLine(next: number, line: number): void {
    for (let at = next; at < this.#bytes.length; at += 1) {
      const byte = this.#bytes[at];
      if (byte !== LINE_FEED && byte !== RETURN) {
        this.#fail(line, null, '', 'a row; blank lines only at the end');
        return;
      }
    }
  }

  #readLine(from: number, end: number, line: number): void {
    const bytes = this.#bytes;
    const targets = this.#targets;
    let column = 0;
    let at = from;
    for (; at <= end; column += 1) {
      let stop = at;
      while (stop < end && bytes[stop] !== COMMA) stop += 1;
      const target = targets[column];
      if (target !== undefined && target.kind !== 'skip') {
        this.#readCell(target, column, at, stop, line);
      }
      at = stop + 1;
    }
    if (column !== targets.length) {
      this.#fail(line, null, bytes.toString('utf8', from, end), `${targets.length} cells`);
    }
    this.#rows += 1;
  }

  #readCell(target: Target, column: number, from: number, to: number, line: number): void {
    const bytes = this.#bytes;
    let start = from;
    let stop = to;
    while (start < stop && bytes[start] === SPACE) start += 1;
    while (stop > start && bytes[stop - 1] === SPACE) stop -= 1;
    if (stop - start >= 2 && bytes[start] === QUOTE && bytes[stop - 1] === QUOTE) {
      start += 1;
      stop -= 1;
    }
    if (target.kind === 'number') {
      const value = parseNumber(bytes, start, stop);
      target.values[this.#rows] = value;
      if (!Number.isFinite(value)) this.#badCell(column, from, to, line, 'a finite decimal number');
    } else if (target.kind === 'time') {
      const value = parseTimestamp(bytes, start, stop);
      target.values[this.#rows] = value;
      if (Number.isNaN(value)) this.#badCell(column, from, to, line, TIMESTAMP_FORMS);
    } else if (target.kind === 'text') {
      target.values.push(bytes.toString('utf8', start, stop));
    }
  }

  #badCell(column: number, from: number, to: number, line: number, allowed: string): void {
    this.#fail(line, this.#names[column]!, this.#bytes.toString('utf8', from, to), allowed);
  }

  #fail(line: number, column: string | null, value: string, allowed: string): void {
    if (this.#errors.length >= MOST_ERRORS_PER_FILE) return;
    const shown = value.length > SHOWN_VALUE ? `${value.slice(0, SHOWN_VALUE)}…` : value;
    this.#errors.push({ file: this.#file, line, column, value: shown, allowed });
  }

  #series(): SeriesInput {
    const columns: Record<string, Float64Array | string[]> = {};
    let timestampsMs: Float64Array = new Float64Array(0);
    this.#targets.forEach((target, at) => {
      if (target.kind === 'time') timestampsMs = trim(target.values, this.#rows);
      else if (target.kind === 'number')
        columns[this.#names[at]!] = trim(target.values, this.#rows);
      else if (target.kind === 'text') columns[this.#names[at]!] = target.values;
    });
    return { id: this.#id, timestampsMs, columns };
  }

  #lineEnd(from: number): number {
    const end = this.#bytes.indexOf(LINE_FEED, from);
    return end < 0 ? this.#bytes.length : end;
  }

  #contentEnd(from: number, end: number): number {
    return end > from && this.#bytes[end - 1] === RETURN ? end - 1 : end;
  }

  /** At most this many rows follow. */
  #countLines(from: number): number {
    let lines = 1;
    for (let at = from; (at = this.#bytes.indexOf(LINE_FEED, at)) >= 0; at += 1) lines += 1;
    return lines;
  }
}

function trim(values: Float64Array, rows: number): Float64Array {
  return values.length === rows ? values : values.slice(0, rows);
}

function unquote(name: string): string {
  return name.trim().replace(/^"(.*)"$/, '$1');
}
