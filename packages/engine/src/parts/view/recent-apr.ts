import type { DataProvider, FieldIndex, MarketView, SeriesId } from '@basis/core-types';

/** A yearly rate of a reserve by the growth of the last seven days; the rate of now where there is no history yet. */
export class RecentApr {
  readonly #recent: FieldIndex;
  readonly #now: FieldIndex;

  constructor(data: DataProvider, series: SeriesId, rate: 'supply_apr' | 'borrow_apr') {
    this.#recent = data.field(series, `${rate}_7d`);
    this.#now = data.field(series, rate);
  }

  value(market: MarketView): number {
    const recent = market.value(this.#recent);
    return Number.isNaN(recent) ? market.value(this.#now) : recent;
  }
}
