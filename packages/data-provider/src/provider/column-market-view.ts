import type {
  EpochMs,
  FieldIndex,
  MarketSnapshot,
  MarketView,
  SeriesIndex,
} from '@basis/core-types';

/** The provider's one view: reads what the cursors last wrote. */
export class ColumnMarketView implements MarketView {
  timestampMs: EpochMs = -Infinity;
  readonly #latest: Float64Array;
  readonly #since: Float64Array;
  readonly #copy: () => MarketSnapshot;

  constructor(latest: Float64Array, since: Float64Array, copy: () => MarketSnapshot) {
    this.#latest = latest;
    this.#since = since;
    this.#copy = copy;
  }

  value(field: FieldIndex): number {
    return this.#latest[field]!;
  }

  visibleSince(series: SeriesIndex): EpochMs {
    return this.#since[series]!;
  }

  copy(): MarketSnapshot {
    return this.#copy();
  }
}
