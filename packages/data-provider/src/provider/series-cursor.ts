import type { SeriesData } from '../series/series-data.js';
import { upperBound } from './upper-bound.js';

/** How far one series has been read: rows before `next` are visible. */
export class SeriesCursor {
  readonly #visibleMs: Float64Array;
  readonly #columns: Float64Array[];
  readonly #index: number;
  readonly #firstField: number;
  readonly #latest: Float64Array;
  readonly #since: Float64Array;
  readonly #nextAt: Float64Array;
  /** Number of visible rows. */
  next = 0;
  /**
   * Writes the visible row into `latest` from `firstField` on, its time into `since[index]`, and when the next row
   * becomes visible into `nextAt[index]`: Infinity after the last. Numbers live in shared arrays, because a number
   * written to a field would cost an object at every step.
   */
  constructor(
    series: SeriesData,
    index: number,
    firstField: number,
    latest: Float64Array,
    since: Float64Array,
    nextAt: Float64Array,
  ) {
    this.#visibleMs = series.visibleMs;
    this.#columns = [...series.columns];
    this.#index = index;
    this.#firstField = firstField;
    this.#latest = latest;
    this.#since = since;
    this.#nextAt = nextAt;
    this.#show(0);
  }

  /** Shows more columns behind those it has. */
  widen(columns: readonly Float64Array[]): void {
    this.#columns.push(...columns);
    this.#show(this.next);
  }

  /** Call only when the next row is visible at `t`. */
  forward(t: number): void {
    let next = this.next + 1;
    // One row a step is the rule; a jump looks further by halving.
    if (next < this.#visibleMs.length && this.#visibleMs[next]! <= t) {
      next = upperBound(this.#visibleMs, t, next + 1);
    }
    this.#show(next);
  }

  back(t: number): void {
    this.#show(upperBound(this.#visibleMs, t));
  }

  #show(next: number): void {
    this.next = next;
    this.#nextAt[this.#index] = next < this.#visibleMs.length ? this.#visibleMs[next]! : Infinity;
    const row = next - 1;
    const latest = this.#latest;
    const columns = this.#columns;
    const first = this.#firstField;
    if (row < 0) {
      latest.fill(NaN, first, first + columns.length);
      this.#since[this.#index] = -Infinity;
      return;
    }
    for (let column = 0; column < columns.length; column += 1) {
      latest[first + column] = columns[column]![row]!;
    }
    this.#since[this.#index] = this.#visibleMs[row]!;
  }
}
