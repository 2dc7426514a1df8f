import {
  ComponentError,
  isoTime,
  type DataProvider,
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
import type { MarketDataProvider } from './market-data-provider.js';

/**
 * The debug form of a provider: every moment gets a view of its own, which refuses to be read (DATA-005) once the
 * clock has moved on. Finds code that keeps a view; what it computes is the same.
 */
export class GuardedDataProvider implements MarketDataProvider {
  readonly #inner: MarketDataProvider;
  #view: GuardedView | undefined;

  constructor(inner: MarketDataProvider) {
    this.#inner = inner;
  }

  get name(): string {
    return this.#inner.name;
  }
  get synthetic(): boolean {
    return this.#inner.synthetic;
  }
  get dataHash(): string {
    return this.#inner.dataHash;
  }
  get series(): DataProvider['series'] {
    return this.#inner.series;
  }
  get warnings(): readonly Finding[] {
    return this.#inner.warnings;
  }

  find(series: SeriesId): SeriesInfo | undefined {
    return this.#inner.find(series);
  }
  field(series: SeriesId, column: string): FieldIndex {
    return this.#inner.field(series, column);
  }
  text(series: SeriesIndex): string {
    return this.#inner.text(series);
  }
  nextChangeAt(): EpochMs {
    return this.#inner.nextChangeAt();
  }
  checkComponentHealth(): JsonObject {
    return this.#inner.checkComponentHealth();
  }

  getData(t: EpochMs): MarketView {
    const view = this.#inner.getData(t);
    if (this.#view !== undefined) {
      if (this.#view.takenAtMs === t) return this.#view;
      this.#view.retire(t);
    }
    this.#view = new GuardedView(view, t);
    return this.#view;
  }
}

class GuardedView implements MarketView {
  readonly takenAtMs: EpochMs;
  readonly #inner: MarketView;
  #movedTo: EpochMs | undefined;

  constructor(inner: MarketView, takenAtMs: EpochMs) {
    this.#inner = inner;
    this.takenAtMs = takenAtMs;
  }

  retire(movedTo: EpochMs): void {
    this.#movedTo = movedTo;
  }

  get timestampMs(): EpochMs {
    return this.#fresh().timestampMs;
  }
  value(field: FieldIndex): number {
    return this.#fresh().value(field);
  }
  visibleSince(series: SeriesIndex): EpochMs {
    return this.#fresh().visibleSince(series);
  }
  copy(): MarketSnapshot {
    return this.#fresh().copy();
  }

  #fresh(): MarketView {
    if (this.#movedTo === undefined) return this.#inner;
    throw new ComponentError('DATA-005', {
      message: `The market view of ${isoTime(this.takenAtMs)} was read after the clock had moved to ${isoTime(this.#movedTo)}`,
      context: { view_time: isoTime(this.takenAtMs), clock: isoTime(this.#movedTo) },
    });
  }
}
