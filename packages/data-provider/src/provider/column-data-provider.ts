import {
  ComponentError,
  type EpochMs,
  type FieldIndex,
  type JsonObject,
  type MarketSnapshot,
  type MarketView,
  type SeriesId,
  type SeriesIndex,
  type SeriesInfo,
} from '@basis/core-types';
import type { Finding } from '../checks/finding.js';
import { derivedColumns, type DerivedColumn } from '../series/derive-columns.js';
import { hashSeries } from '../series/hash-series.js';
import type { SeriesData } from '../series/series-data.js';
import { textColumnOf } from '../series/text-columns.js';
import { ColumnMarketView } from './column-market-view.js';
import type { MarketDataProvider } from './market-data-provider.js';
import { mergeTimes } from './merge-times.js';
import { SeriesCursor } from './series-cursor.js';
import { takeSnapshot } from './take-snapshot.js';
import { upperBound } from './upper-bound.js';

export interface ColumnDataProviderOptions {
  readonly name: string;
  readonly synthetic: boolean;
  /** Checked and with ascending timestamps. */
  readonly series: readonly SeriesData[];
  readonly warnings?: readonly Finding[];
}

const ASKED_AT = 0;
const NEXT_CHANGE = 1;

/**
 * Market data over columns in memory. A step moves one cursor per series that changed and copies its row into a flat
 * array of latest values; between two changes `getData` costs one comparison. Nothing is allocated after construction.
 */
export class ColumnDataProvider implements MarketDataProvider {
  readonly name: string;
  readonly synthetic: boolean;
  readonly series: readonly SeriesInfo[];
  readonly warnings: readonly Finding[];

  readonly #data: readonly SeriesData[];
  readonly #derived: readonly (readonly DerivedColumn[])[];
  readonly #firstFields: readonly FieldIndex[];
  readonly #byId: ReadonlyMap<SeriesId, SeriesInfo>;
  readonly #cursors: readonly SeriesCursor[];
  readonly #view: ColumnMarketView;
  /** Every moment at which something changes. */
  readonly #times: Float64Array;
  /** Position in `#times` of the first moment after the one last asked for. */
  #next = 0;
  /** By series: when its next row becomes visible. */
  readonly #nextRowAt: Float64Array;
  /**
   * When the market was last asked for, and when it changes next. In an array, because a number written to a field costs
   * an object at every step.
   */
  readonly #clock = Float64Array.of(-Infinity, Infinity);
  /** By series: whether its derived columns have been asked for; those of others cost nothing. */
  readonly #isDerived: boolean[];
  #hash: string | undefined;
  #errorCount = 0;

  constructor(options: ColumnDataProviderOptions) {
    this.name = options.name;
    this.synthetic = options.synthetic;
    this.warnings = options.warnings ?? [];
    // Sorted, so that numbering does not depend on the order in which a folder was read.
    this.#data = [...options.series].sort((a, b) => (a.id < b.id ? -1 : 1));
    this.#derived = this.#data.map(derivedColumns);
    this.#isDerived = this.#data.map(() => false);
    this.series = this.#data.map((one, index) => describe(one, index, this.#derived[index]!));
    this.#byId = new Map(this.series.map((info) => [info.id, info]));

    const firstFields: FieldIndex[] = [];
    let fields = 0;
    this.#data.forEach(({ columns }, index) => {
      firstFields.push(fields);
      fields += columns.length + this.#derived[index]!.length;
    });
    this.#firstFields = firstFields;
    const latest = new Float64Array(fields).fill(NaN);
    const since = new Float64Array(this.#data.length).fill(-Infinity);
    this.#nextRowAt = new Float64Array(this.#data.length).fill(Infinity);
    this.#cursors = this.#data.map(
      (one, index) =>
        new SeriesCursor(one, index, firstFields[index]!, latest, since, this.#nextRowAt),
    );
    this.#view = new ColumnMarketView(this.#clock, latest, since, () => this.#copy());
    this.#times = mergeTimes(this.#data.map((one) => one.visibleMs));
    this.#setNext(0);
  }

  get dataHash(): string {
    this.#hash ??= hashSeries(this.#data);
    return this.#hash;
  }

  find(series: SeriesId): SeriesInfo | undefined {
    return this.#byId.get(series);
  }

  field(series: SeriesId, column: string): FieldIndex {
    const info = this.#byId.get(series);
    if (info === undefined) {
      throw this.#missing(`Series ${series} is not in dataset ${this.name}`, series, [
        ...this.#byId.keys(),
      ]);
    }
    const { numericNames, kind } = this.#data[info.index]!;
    const at = numericNames.indexOf(column);
    if (at >= 0) return this.#firstFields[info.index]! + at;
    const derived = this.#derived[info.index]!.findIndex(({ name }) => name === column);
    if (derived >= 0) {
      this.#derive(info.index);
      return this.#firstFields[info.index]! + numericNames.length + derived;
    }
    const reason = column === textColumnOf(kind) ? 'is text: read it with text()' : 'is missing';
    throw this.#missing(`Column ${column} of series ${series} ${reason}`, series, numericNames);
  }

  #derive(series: SeriesIndex): void {
    if (this.#isDerived[series]!) return;
    this.#isDerived[series] = true;
    this.#cursors[series]!.widen(this.#derived[series]!.map((column) => column.derive()));
  }

  getData(t: EpochMs): MarketView {
    if (t >= this.#clock[ASKED_AT]!) {
      if (t >= this.#clock[NEXT_CHANGE]!) this.#forward(t);
    } else {
      this.#back(t);
    }
    this.#clock[ASKED_AT] = t;
    return this.#view;
  }

  nextChangeAt(): EpochMs {
    return this.#clock[NEXT_CHANGE]!;
  }

  text(series: SeriesIndex): string {
    const row = this.#cursors[series]!.next - 1;
    return this.#data[series]!.text?.[row] ?? '';
  }

  checkComponentHealth(): JsonObject {
    return {
      component: 'DataProvider',
      status: this.#errorCount === 0 ? 'healthy' : 'degraded',
      error_count: this.#errorCount,
      warning_count: this.warnings.length,
      dataset: this.name,
      synthetic: this.synthetic,
      series_count: this.series.length,
      rows: this.series.reduce((rows, one) => rows + one.rows, 0),
    };
  }

  #forward(t: EpochMs): void {
    let next = this.#next + 1;
    if (next < this.#times.length && this.#times[next]! <= t) {
      next = upperBound(this.#times, t, next + 1);
    }
    this.#setNext(next);
    const cursors = this.#cursors;
    for (let index = 0; index < cursors.length; index += 1) {
      if (t >= this.#nextRowAt[index]!) cursors[index]!.forward(t);
    }
  }

  #back(t: EpochMs): void {
    if (Number.isNaN(t)) {
      this.#errorCount += 1;
      throw new ComponentError('DATA-002', {
        message: 'getData was asked for a time that is not a number',
      });
    }
    this.#setNext(upperBound(this.#times, t));
    for (const cursor of this.#cursors) cursor.back(t);
  }

  #setNext(next: number): void {
    this.#next = next;
    this.#clock[NEXT_CHANGE] = next < this.#times.length ? this.#times[next]! : Infinity;
  }

  #copy(): MarketSnapshot {
    return takeSnapshot(
      this.#clock[ASKED_AT]!,
      this.#data.map((series, index) => ({ series, row: this.#cursors[index]!.next - 1 })),
    );
  }

  #missing(message: string, series: SeriesId, available: readonly string[]): ComponentError {
    this.#errorCount += 1;
    return new ComponentError('DATA-001', { message, context: { series, available } });
  }
}

function describe(
  data: SeriesData,
  index: SeriesIndex,
  derived: readonly DerivedColumn[],
): SeriesInfo {
  return {
    id: data.id,
    kind: data.kind,
    index,
    columns: [...data.columnNames, ...derived.map(({ name }) => name)],
    rows: data.timestampsMs.length,
    firstVisibleMs: data.visibleMs[0]!,
    lastVisibleMs: data.visibleMs[data.visibleMs.length - 1]!,
  };
}
