import {
  BPS,
  cexConfig,
  perpSeries,
  sideSign,
  splitSymbol,
  spotSeries,
  type CexTrade,
  type DataProvider,
  type EpochMs,
  type EstimatedDeltas,
  type FieldIndex,
  type RunConfig,
} from '@basis/core-types';

/** Prices before and costs after: what a trade should cost by configuration, and what it did cost against arrival. */
export class CostModel {
  readonly #config: RunConfig;
  readonly #data: DataProvider;
  readonly #fields = new Map<string, FieldIndex>();

  constructor(config: RunConfig, data: DataProvider) {
    this.#config = config;
    this.#data = data;
  }

  /** The last price known when the instruction is issued: spot close, or the perp's mark. */
  arrivalPrice(trade: Pick<CexTrade, 'tradeType' | 'venue' | 'symbol'>, now: EpochMs): number {
    const series =
      trade.tradeType === 'spot'
        ? spotSeries(trade.venue, trade.symbol)
        : perpSeries(trade.venue, trade.symbol);
    let field = this.#fields.get(series);
    if (field === undefined) {
      field = this.#data.field(series, 'close');
      this.#fields.set(series, field);
    }
    return this.#data.getData(now).value(field);
  }

  /** What the trade should change at its venue: configured slippage and fee, in base tokens. */
  estimateDeltas(trade: Omit<CexTrade, 'estimatedDeltas'>, now: EpochMs): EstimatedDeltas {
    const { base, quote } = splitSymbol(trade.symbol);
    const venue = cexConfig(this.#config, trade.venue);
    const terms = trade.tradeType === 'spot' ? venue.spot! : venue.futures!;
    const sign = sideSign(trade.side);
    const price = this.arrivalPrice(trade, now) * (1 + sign * terms.slippage_bps * BPS);
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
