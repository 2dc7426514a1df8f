import {
  ComponentError,
  hashJson,
  type EpochMs,
  type FieldIndex,
  type JsonObject,
  type LiveDataProvider,
  type MarketSnapshot,
  type MarketView,
  type SeriesId,
  type SeriesIndex,
  type SeriesInfo,
} from '@basis/core-types';
import { parseSeriesId } from '../series/parse-series-id.js';
import type { SeriesData } from '../series/series-data.js';
import { textColumnOf } from '../series/text-columns.js';
import { ColumnMarketView } from './column-market-view.js';
import { SINCE } from './market-document.js';
import { takeSnapshot } from './take-snapshot.js';

type Row = Readonly<Record<string, number | string | null>>;

/** One number of a document and where it goes. */
interface Cell {
  readonly series: SeriesId;
  readonly column: string;
  readonly field: FieldIndex;
}

/**
 * Market data that came as documents (`marketDocument`), one after the other. Which series and columns there are is told
 * by the first one and stays so for the run.
 */
export class SnapshotDataProvider implements LiveDataProvider {
  readonly name: string;
  readonly synthetic: boolean;
  readonly dataHash: string;
  readonly series: readonly SeriesInfo[];
  readonly #byId: ReadonlyMap<SeriesId, SeriesInfo>;
  readonly #cells: readonly Cell[];
  readonly #latest: Float64Array;
  readonly #since: Float64Array;
  readonly #texts: string[];
  readonly #clock = Float64Array.of(-Infinity);
  readonly #view: MarketView;
  #putMs: EpochMs | null = null;
  #market: JsonObject = {};

  /** Shows nothing yet: the document only tells its form. */
  constructor(name: string, form: JsonObject, synthetic = false) {
    this.name = name;
    this.synthetic = synthetic;
    const ids = Object.keys(form).sort();
    this.series = ids.map((id, index) => describe(id, index, form[id] as Row));
    this.#byId = new Map(this.series.map((info) => [info.id, info]));
    this.dataHash = hashJson(this.series.map(({ id, columns }) => [id, [...columns]]));
    this.#cells = this.series
      .flatMap(({ id, kind, columns }) =>
        columns
          .filter((column) => column !== textColumnOf(kind))
          .map((column) => ({ series: id, column })),
      )
      .map((cell, field) => ({ ...cell, field }));
    this.#latest = new Float64Array(this.#cells.length).fill(NaN);
    this.#since = new Float64Array(this.series.length).fill(-Infinity);
    this.#texts = this.series.map(() => '');
    this.#view = new ColumnMarketView(this.#clock, this.#latest, this.#since, () => this.#copy());
  }

  put(timeMs: EpochMs, market: JsonObject): void {
    const problem = this.#problem(market);
    if (problem !== undefined) {
      throw new ComponentError('DATA-003', {
        message: `The market data cannot be used: ${problem}`,
        resolution: 'Every document must have the series and columns of the first one of the run.',
        context: { problem },
      });
    }
    const rows = market as Readonly<Record<SeriesId, Row>>;
    for (const { series, column, field } of this.#cells)
      this.#latest[field] = (rows[series]![column] as number | null) ?? NaN;
    for (const { id, kind, index } of this.series) {
      const row = rows[id]!;
      this.#since[index] = (row[SINCE] as number | null) ?? -Infinity;
      const text = textColumnOf(kind);
      if (text !== undefined) this.#texts[index] = row[text] as string;
    }
    this.#putMs = timeMs;
    this.#market = market;
    this.#clock[0] = timeMs;
  }

  #problem(market: JsonObject): string | undefined {
    for (const { id, kind, columns } of this.series) {
      const row = market[id] as Row | undefined;
      if (row === undefined) return `series ${id} is missing`;
      for (const column of [SINCE, ...columns]) {
        const value = row[column];
        const fits =
          column === textColumnOf(kind)
            ? typeof value === 'string'
            : value === null || Number.isFinite(value);
        if (!fits) return `${column} of ${id} is ${String(value)}`;
      }
    }
    return undefined;
  }

  find(series: SeriesId): SeriesInfo | undefined {
    return this.#byId.get(series);
  }

  field(series: SeriesId, column: string): FieldIndex {
    const cell = this.#cells.find((one) => one.series === series && one.column === column);
    if (cell !== undefined) return cell.field;
    throw new ComponentError('DATA-001', {
      message: `The market data have no column ${column} of series ${series}`,
      context: { series, column, available: this.series.map(({ id }) => id) },
    });
  }

  /** What was put in last; what accrues between two rows does so up to `t`. */
  getData(t: EpochMs): MarketView {
    this.#clock[0] = t;
    return this.#view;
  }

  text(series: SeriesIndex): string {
    return this.#texts[series]!;
  }

  /** Never by itself. */
  nextChangeAt(): EpochMs {
    return Infinity;
  }

  checkComponentHealth(): JsonObject {
    return {
      component: 'DataProvider',
      status: this.#putMs === null ? 'degraded' : 'healthy',
      error_count: 0,
      dataset: this.name,
      synthetic: this.synthetic,
      series_count: this.series.length,
    };
  }

  save(): JsonObject {
    return { put_ms: this.#putMs, market: this.#market };
  }

  load(state: JsonObject): void {
    const putMs = state['put_ms'] as EpochMs | null;
    if (putMs !== null) this.put(putMs, state['market'] as JsonObject);
  }

  #copy(): MarketSnapshot {
    const rows = this.series.map(({ id, index }) => ({
      series: this.#asSeries(id),
      row: this.#since[index] === -Infinity ? -1 : 0,
    }));
    return takeSnapshot(this.#clock[0]!, rows);
  }

  /** The one visible row as a series. */
  #asSeries(id: SeriesId): SeriesData {
    const { kind, index, columns } = this.#byId.get(id)!;
    const { venue, symbol } = parseSeriesId(id)!;
    const cells = this.#cells.filter(({ series }) => series === id);
    const visibleMs = this.#since.slice(index, index + 1);
    return {
      id,
      kind,
      venue,
      symbol,
      intervalMs: 0,
      timestampsMs: visibleMs,
      visibleMs,
      columnNames: columns,
      numericNames: cells.map(({ column }) => column),
      columns: cells.map(({ field }) => this.#latest.slice(field, field + 1)),
      text: [this.#texts[index]!],
    };
  }
}

function describe(id: SeriesId, index: SeriesIndex, row: Row): SeriesInfo {
  const name = parseSeriesId(id);
  if (name === undefined) {
    throw new ComponentError('DATA-003', { message: `${id} is no name of a series` });
  }
  const columns = Object.keys(row).filter((column) => column !== SINCE);
  return {
    id,
    kind: name.kind,
    index,
    columns,
    rows: 1,
    firstVisibleMs: -Infinity,
    lastVisibleMs: Infinity,
  };
}
