import {
  lstSeries,
  splitSymbol,
  type AssetSymbol,
  type DataProvider,
  type FieldIndex,
  type MarketView,
  type PoolConfig,
} from '@basis/core-types';

const ETHER: readonly AssetSymbol[] = ['ETH', 'WETH'];

/**
 * What the data tell of the market that a pool stands for: the price of its first token in its second, what a protocol
 * would give for it, how much is traded a day. NaN where a dataset has no such series, or none yet.
 */
export class PoolMarket {
  readonly #price: FieldIndex | undefined;
  readonly #protocolRate: FieldIndex | undefined;
  readonly #volume: FieldIndex | undefined;

  constructor(pair: string, { price_series: id, impact }: PoolConfig, data: DataProvider) {
    const { base, quote } = splitSymbol(pair);
    const isStaked = id.startsWith(lstSeries(''));
    if (isStaked && !(id === lstSeries(base) && ETHER.includes(quote)))
      throw new Error(`${id} does not price ${base} in ${quote}`);
    const series = data.find(id);
    if (series === undefined) return;
    this.#price = data.field(id, isStaked ? 'market_price_eth' : 'close');
    if (isStaked) this.#protocolRate = data.field(id, 'exchange_rate');
    if (impact?.daily_volume_base === null) {
      if (!series.columns.includes('volume_24h'))
        throw new Error(`${id} has no volume: the impact of ${pair} needs a daily_volume_base`);
      this.#volume = data.field(id, 'volume_24h');
    }
  }

  price(view: MarketView): number {
    return read(view, this.#price);
  }

  /** What the tokens are worth without any market: the price itself where no protocol stands behind one of them. */
  worth(view: MarketView): number {
    return read(view, this.#protocolRate ?? this.#price);
  }

  volume24h(view: MarketView): number {
    return read(view, this.#volume);
  }
}

function read(view: MarketView, field: FieldIndex | undefined): number {
  return field === undefined ? NaN : view.value(field);
}
