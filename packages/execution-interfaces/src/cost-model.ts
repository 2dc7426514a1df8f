import {
  BPS,
  DatedConfig,
  cexConfig,
  perpSeries,
  sideSign,
  splitSymbol,
  spotSeries,
  type CexTrade,
  type CexVenueConfig,
  type DataProvider,
  type EpochMs,
  type EstimatedDeltas,
  type FieldIndex,
  type RunConfig,
  type VenueId,
} from '@basis/core-types';
import { slippageRate } from '@basis/maths';

type MarketOfTrade = Pick<CexTrade, 'tradeType' | 'venue' | 'symbol'>;
type Terms = NonNullable<CexVenueConfig['spot']> | NonNullable<CexVenueConfig['futures']>;

/** Prices before and costs after: what a trade should cost by configuration, and what it did cost against arrival. */
export class CostModel {
  readonly #config: RunConfig;
  readonly #data: DataProvider;
  readonly #fields = new Map<string, FieldIndex>();
  readonly #venues = new Map<VenueId, DatedConfig<CexVenueConfig>>();

  constructor(config: RunConfig, data: DataProvider) {
    this.#config = config;
    this.#data = data;
  }

  /** The last price known when the instruction is issued: spot close, or the perp's mark. */
  arrivalPrice(trade: MarketOfTrade, now: EpochMs): number {
    return this.#data.getData(now).value(this.#field(trade, 'close'));
  }

  #field({ tradeType, venue, symbol }: MarketOfTrade, column: string): FieldIndex {
    const series = tradeType === 'spot' ? spotSeries(venue, symbol) : perpSeries(venue, symbol);
    const key = `${series}:${column}`;
    let field = this.#fields.get(key);
    if (field === undefined) {
      field = this.#data.field(series, column);
      this.#fields.set(key, field);
    }
    return field;
  }

  #venueAt(venue: VenueId, now: EpochMs): CexVenueConfig {
    let dated = this.#venues.get(venue);
    if (dated === undefined) {
      dated = new DatedConfig(cexConfig(this.#config, venue));
      this.#venues.set(venue, dated);
    }
    return dated.at(now);
  }

  /** The share of the price that the trade should lose: the venue fills by the same formula. */
  #slippage(
    trade: Omit<CexTrade, 'estimatedDeltas'>,
    { slippage_bps, instruments }: Terms,
    now: EpochMs,
  ): number {
    const impact = instruments[trade.symbol]?.impact;
    const volume =
      impact?.daily_volume_base === null
        ? this.#data.getData(now).value(this.#field(trade, 'volume_24h'))
        : NaN;
    return slippageRate(slippage_bps, impact, trade.amount, volume);
  }

  /** What the trade should change at its venue: configured slippage and fee, in base tokens. */
  estimateDeltas(trade: Omit<CexTrade, 'estimatedDeltas'>, now: EpochMs): EstimatedDeltas {
    const { base, quote } = splitSymbol(trade.symbol);
    const venue = this.#venueAt(trade.venue, now);
    const terms: Terms = trade.tradeType === 'spot' ? venue.spot! : venue.futures!;
    const sign = sideSign(trade.side);
    const price = this.arrivalPrice(trade, now) * (1 + sign * this.#slippage(trade, terms, now));
    const feeRate = terms.taker_fee_bps * BPS;
    if (trade.tradeType === 'perp') {
      return {
        [trade.venue]: {
          [`${trade.symbol}:perp`]: sign * trade.amount,
          [quote]: -trade.amount * price * feeRate,
        },
      };
    }
    return {
      [trade.venue]: {
        [base]: sign * trade.amount - (sign > 0 ? trade.amount * feeRate : 0),
        [quote]: -sign * trade.amount * price - (sign < 0 ? trade.amount * price * feeRate : 0),
      },
    };
  }
}

/** Side x (arrival - fill) x quantity: what the price moved against us is negative on both sides. */
export function executionCost(
  side: CexTrade['side'],
  arrival: number,
  fill: number,
  quantityBase: number,
): number {
  return sideSign(side) * (arrival - fill) * quantityBase;
}
