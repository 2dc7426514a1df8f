import {
  BPS,
  DatedConfig,
  lstSeries,
  type AssetSymbol,
  type DataProvider,
  type DexVenueConfig,
  type EpochMs,
  type FieldIndex,
  type MarketView,
  type RunConfig,
} from '@basis/core-types';

/** The first subscribed venue with a pool of a token and WETH. */
export function saleVenue(config: RunConfig, token: AssetSymbol): DexVenueConfig | undefined {
  return config.venues.execution_subscriptions.dex
    .map((name) => config.venue_configs[name])
    .filter((venue) => venue?.venue_type === 'dex')
    .find(({ pools }) => Object.hasOwn(pools, pairOf(token)));
}

function pairOf(token: AssetSymbol): string {
  return `${token}-WETH`;
}

/** What selling a little of a token now should bring: its pool's price, less fee and slippage. Impact is left out. */
export class PoolSale {
  readonly #token: AssetSymbol;
  readonly #data: DataProvider;
  readonly #dated: DatedConfig<DexVenueConfig> | undefined;
  #terms: DexVenueConfig | undefined;
  #price: FieldIndex | undefined;
  #keptShare = 0;

  constructor(config: RunConfig, token: AssetSymbol, data: DataProvider) {
    const venue = saleVenue(config, token);
    this.#token = token;
    this.#data = data;
    this.#dated = venue && new DatedConfig(venue);
  }

  /** ETH per token; 0 where it cannot be sold, or nobody knows for what. */
  rateEth(now: EpochMs, market: MarketView): number {
    if (this.#dated === undefined) return 0;
    const terms = this.#dated.at(now);
    if (terms !== this.#terms) this.#adopt(terms);
    const price = this.#price === undefined ? 0 : market.value(this.#price);
    return price > 0 ? price * this.#keptShare : 0;
  }

  #adopt(terms: DexVenueConfig): void {
    this.#terms = terms;
    const { price_series: series, slippage_bps, fee_bps } = terms.pools[pairOf(this.#token)]!;
    const column = series.startsWith(lstSeries('')) ? 'market_price_eth' : 'close';
    this.#price =
      this.#data.find(series) === undefined ? undefined : this.#data.field(series, column);
    this.#keptShare = (1 - slippage_bps * BPS) * (1 - fee_bps * BPS);
  }
}
