import {
  reserveSeries,
  type AssetSymbol,
  type DataProvider,
  type FieldIndex,
  type MarketView,
  type SeriesIndex,
} from '@basis/core-types';

/** Less than this below the floor is the rounding of what was recorded. */
const ROUNDING = 1e-9;

/**
 * Counts samples of an index that came in below what earlier ones had grown to: there the index waits until it is
 * overtaken, and interest was shown too early.
 */
export class IndexCorrections {
  readonly #indexes: readonly {
    readonly series: SeriesIndex;
    readonly index: FieldIndex;
    readonly floor: FieldIndex;
  }[];
  /** By index: when the last row that was looked at became visible. */
  readonly #seenMs: Float64Array;
  #count = 0;

  constructor(assets: readonly AssetSymbol[], data: DataProvider) {
    this.#indexes = assets.map(reserveSeries).flatMap((id) =>
      ['liquidity_index', 'variable_borrow_index'].map((column) => ({
        series: data.find(id)!.index,
        index: data.field(id, column),
        floor: data.field(id, `${column}_floor`),
      })),
    );
    this.#seenMs = new Float64Array(this.#indexes.length);
  }

  get count(): number {
    return this.#count;
  }

  look(view: MarketView): void {
    for (let i = 0; i < this.#indexes.length; i++) {
      const { series, index, floor } = this.#indexes[i]!;
      const since = view.visibleSince(series);
      if (!(since > this.#seenMs[i]!)) continue;
      this.#seenMs[i] = since;
      if (view.value(index) < view.value(floor) * (1 - ROUNDING)) this.#count += 1;
    }
  }

  save(): { count: number; seen_ms: number[] } {
    return { count: this.#count, seen_ms: [...this.#seenMs] };
  }

  load(saved: { count: number; seen_ms: readonly number[] }): void {
    this.#count = saved.count;
    this.#seenMs.set(saved.seen_ms);
  }
}
