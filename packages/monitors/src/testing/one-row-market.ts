/** A dataset of one row: what was last written of every column. */
import {
  ComponentError,
  type DataProvider,
  type EpochMs,
  type JsonObject,
  type MarketView,
  type SeriesId,
  type SeriesKind,
} from '@basis/core-types';

export class OneRowMarket implements DataProvider {
  readonly name = 'test';
  readonly synthetic = true;
  readonly dataHash = '';
  readonly series: DataProvider['series'];
  readonly #fields: readonly string[];
  readonly #latest: number[];
  readonly #since: number[];

  /** Series with their columns. */
  constructor(columns: Readonly<Record<SeriesId, readonly string[]>>) {
    this.series = Object.entries(columns).map(([id, names], index) => {
      const kind = id.slice(0, id.indexOf('/')) as SeriesKind;
      const visible = { firstVisibleMs: 0, lastVisibleMs: Infinity };
      return { id, kind, index, columns: names, rows: 1, ...visible };
    });
    this.#fields = this.series.flatMap((one) => one.columns.map((name) => `${one.id} ${name}`));
    this.#latest = this.#fields.map(() => NaN);
    this.#since = this.series.map(() => -Infinity);
  }

  /** A new row of a series; columns that are not named stay as they were. */
  write(at: EpochMs, id: SeriesId, row: Readonly<Record<string, number>>): void {
    for (const [column, value] of Object.entries(row)) this.#latest[this.field(id, column)] = value;
    this.#since[this.find(id)!.index] = at;
  }

  find(id: SeriesId): DataProvider['series'][number] | undefined {
    return this.series.find((one) => one.id === id);
  }
  field(id: SeriesId, column: string): number {
    const field = this.#fields.indexOf(`${id} ${column}`);
    if (field < 0) throw new ComponentError('DATA-001', { message: `no ${column} of ${id}` });
    return field;
  }
  getData(t: EpochMs): MarketView {
    return {
      timestampMs: t,
      value: (field) => this.#latest[field]!,
      visibleSince: (series) => this.#since[series]!,
      copy: () => {
        throw new Error('not needed here');
      },
    };
  }
  nextChangeAt(): EpochMs {
    return Infinity;
  }
  checkComponentHealth(): JsonObject {
    return {};
  }
}
