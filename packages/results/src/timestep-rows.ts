import { isoTime } from '@basis/core-types';
import { csvNumber } from '@basis/event-logger';

const LATEST_DATE_MS = 8.64e15;

/**
 * Writes rows of numbers as CSV. Most columns keep their value from one row to the next, so the last text of each is
 * remembered: that is most of the speed.
 */
export class TimestepRows {
  readonly columns: number;
  readonly #lastValues: Float64Array;
  readonly #lastTexts: string[];

  constructor(columns: number) {
    this.columns = columns;
    this.#lastValues = new Float64Array(columns).fill(Number.NaN);
    this.#lastTexts = new Array<string>(columns).fill('');
  }

  /** The rows from `from` until `to`, or until the text is long enough. Returns the text and the next row. */
  format(data: Float64Array, from: number, to: number, longEnough: number): [string, number] {
    const { columns } = this;
    const values = this.#lastValues;
    const texts = this.#lastTexts;
    let text = '';
    let row = from;
    for (; row < to && text.length < longEnough; row++) {
      const start = row * columns;
      text += timeCell(data[start]!);
      for (let column = 1; column < columns; column++) {
        const value = data[start + column]!;
        if (value !== values[column]) {
          values[column] = value;
          texts[column] = csvNumber(value);
        }
        text += ',';
        text += texts[column]!;
      }
      text += '\n';
    }
    return [text, row];
  }
}

function timeCell(timestampMs: number): string {
  return Math.abs(timestampMs) <= LATEST_DATE_MS ? isoTime(timestampMs) : '';
}
