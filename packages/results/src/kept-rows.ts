/** Copies every n-th of the rows that come, counted over all of them, and remembers the last if it was not kept. */
export class KeptRows {
  readonly #every: number;
  readonly #columns: number;
  #seen = 0;
  #last: Float64Array | undefined;

  constructor(every: number, columns: number) {
    this.#every = every;
    this.#columns = columns;
  }

  take(buffer: Float64Array, rows: number): Float64Array {
    const columns = this.#columns;
    const every = this.#every;
    if (every === 1) return buffer.slice(0, rows * columns);
    const first = (every - (this.#seen % every)) % every;
    const kept = new Float64Array(Math.max(0, Math.ceil((rows - first) / every)) * columns);
    let at = 0;
    for (let row = first; row < rows; row += every, at += columns) {
      kept.set(buffer.subarray(row * columns, (row + 1) * columns), at);
    }
    this.#seen += rows;
    if (rows > 0) {
      const lastIsKept = (this.#seen - 1) % every === 0;
      this.#last = lastIsKept ? undefined : buffer.slice((rows - 1) * columns, rows * columns);
    }
    return kept;
  }

  /** The last row of all, if it was not among the kept: a table ends where the run ended. */
  takeLast(): Float64Array | undefined {
    const last = this.#last;
    this.#last = undefined;
    return last;
  }
}
