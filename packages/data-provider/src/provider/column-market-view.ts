import type {
  EpochMs,
  FieldIndex,
  MarketSnapshot,
  MarketView,
  SeriesIndex,
} from '@basis/core-types';

/** The provider's one view: reads what the cursors last wrote. */
export class ColumnMarketView implements MarketView {
  /** The provider's: its first number is the moment asked for. */
  readonly #clock: Float64Array;
  readonly #latest: Float64Array;
  readonly #since: Float64Array;
  readonly #copy: () => MarketSnapshot;

  constructor(
    clock: Float64Array,
    latest: Float64Array,
    since: Float64Array,
    copy: () => MarketSnapshot,
  ) {
    this.#clock = clock;
    this.#latest = latest;
    this.#since = since;
    this.#copy = copy;
  }

  get timestampMs(): EpochMs {
    return this.#clock[0]!;
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
