import {
  GAS_SERIES,
  hedgePlaces,
  lendingAssets,
  lstSeries,
  perpSeries,
  reserveSeries,
  stakingVenues,
  type DataProvider,
  type EpochMs,
  type MarketView,
  type RunConfig,
  type SeriesId,
  type SeriesIndex,
} from '@basis/core-types';

/** Series of which the oldest visible row counts. */
export class DataAge {
  readonly #series: readonly SeriesIndex[];

  constructor(ids: readonly SeriesId[], data: DataProvider) {
    this.#series = [...new Set(ids)].flatMap((id) => {
      const info = data.find(id);
      return info === undefined ? [] : [info.index];
    });
  }

  /** Writes the age of the oldest row to `out[at]`: Infinity where one has never been seen, 0 without series. */
  measure(now: EpochMs, view: MarketView, out: Float64Array, at: number): void {
    let oldest = now;
    for (let i = 0; i < this.#series.length; i++) {
      const since = view.visibleSince(this.#series[i]!);
      if (since < oldest) oldest = since;
    }
    out[at] = now - oldest;
  }
}

/** The marks of the hedge. */
export function marketSeries(config: RunConfig): readonly SeriesId[] {
  return hedgePlaces(config).map(({ venue, symbol }) => perpSeries(venue, symbol));
}

/** What the chain says: lending rates and oracles, rates of staking tokens, and gas where a protocol is used. */
export function protocolSeries(config: RunConfig): readonly SeriesId[] {
  const { lending, staking, dex } = config.venues.execution_subscriptions;
  const isOnChain = [lending, staking, dex].some((list) => list.length > 0);
  return [
    ...lending.flatMap((venue) => lendingAssets(config, venue).map(reserveSeries)),
    ...stakingVenues(config).map(({ wrapped }) => lstSeries(wrapped)),
    ...(isOnChain ? [GAS_SERIES] : []),
  ];
}
