import type { ExecutionRecord, ResultsSink } from '@basis/core-types';

const FIRST_ROWS = 1024;

/** Keeps a run's results in memory, one typed array per column: for library users and tests. */
export class MemoryResults implements ResultsSink {
  readonly executions: ExecutionRecord[] = [];
  #names: readonly string[] = [];
  #columns: Float64Array[] = [];
  #rows = 0;

  start(columns: readonly string[]): void {
    this.#names = columns;
    this.#columns = columns.map(() => new Float64Array(FIRST_ROWS));
    this.#rows = 0;
  }

  timesteps(buffer: Float64Array, rows: number): void {
    const width = this.#columns.length;
    this.#reserve(this.#rows + rows);
    for (let column = 0; column < width; column++) {
      const target = this.#columns[column]!;
      for (let row = 0; row < rows; row++) target[this.#rows + row] = buffer[row * width + column]!;
    }
    this.#rows += rows;
  }

  #reserve(rows: number): void {
    const capacity = this.#columns[0]?.length ?? 0;
    if (rows <= capacity) return;
    this.#columns = this.#columns.map((column) => {
      const larger = new Float64Array(Math.max(rows, capacity * 2));
      larger.set(column);
      return larger;
    });
  }

  execution(record: ExecutionRecord): void {
    this.executions.push(record);
  }

  get rows(): number {
    return this.#rows;
  }
  get columnNames(): readonly string[] {
    return this.#names;
  }

  /** One column over all steps; `timestamp` is epoch milliseconds. Throws for a name that is not there. */
  column(name: string): Float64Array {
    const index = this.#names.indexOf(name);
    if (index < 0) throw new Error(`no column ${name}; there are ${this.#names.join(', ')}`);
    return this.#columns[index]!.subarray(0, this.#rows);
  }
}
