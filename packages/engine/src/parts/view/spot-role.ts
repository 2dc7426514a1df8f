import {
  BPS,
  DatedConfig,
  QUOTE,
  balanceId,
  cexConfig,
  lotBase,
  spotBucket,
  spotSeries,
  spotSymbol,
  type AccountIndex,
  type AccountTable,
  type CexVenueConfig,
  type DataProvider,
  type EpochMs,
  type FieldIndex,
  type MarketView,
  type RunConfig,
  type SpotRoleView,
  type VenueId,
} from '@basis/core-types';

/** The first spot venue of the run, as the strategy sees it. Its terms are those of the moment. */
export class SpotRole implements SpotRoleView {
  baseHeld = 0;
  quoteHeld = 0;
  priceQuote = 0;
  lotBase = 0;
  minNotionalQuote = 0;
  costRate = 0;
  baseFeeRate = 0;
  withdrawalFeeQuote = 0;
  minWithdrawalQuote = 0;
  readonly #symbol: string;
  readonly #dated: DatedConfig<CexVenueConfig>;
  readonly #base: AccountIndex;
  readonly #quote: AccountIndex;
  readonly #price: FieldIndex;
  #terms: CexVenueConfig | undefined;

  constructor(config: RunConfig, venue: VenueId, accounts: AccountTable, data: DataProvider) {
    const exchange = cexConfig(config, venue);
    const bucket = spotBucket(exchange);
    this.#symbol = spotSymbol(config);
    this.#dated = new DatedConfig(exchange);
    this.#base = accounts.index(balanceId(venue, bucket, config.asset));
    this.#quote = accounts.index(balanceId(venue, bucket, QUOTE));
    this.#price = data.field(spotSeries(venue, this.#symbol), 'close');
  }

  refresh(now: EpochMs, market: MarketView, quantities: Float64Array): void {
    const terms = this.#dated.at(now);
    if (terms !== this.#terms) this.#adopt(terms);
    this.baseHeld = quantities[this.#base]!;
    this.quoteHeld = quantities[this.#quote]!;
    this.priceQuote = market.value(this.#price);
  }

  #adopt(terms: CexVenueConfig): void {
    this.#terms = terms;
    const { taker_fee_bps, slippage_bps, instruments } = terms.spot!;
    const rules = instruments[this.#symbol]!;
    this.lotBase = lotBase(rules);
    this.minNotionalQuote = rules.min_notional;
    this.costRate = (taker_fee_bps + slippage_bps) * BPS;
    this.baseFeeRate = taker_fee_bps * BPS;
    this.withdrawalFeeQuote = terms.withdrawals[QUOTE]?.fee ?? 0;
    this.minWithdrawalQuote = terms.withdrawals[QUOTE]?.min_amount ?? 0;
  }
}

/** Where no spot venue is subscribed: nothing is held, and nothing can be traded. */
export const NO_SPOT: SpotRoleView = Object.freeze({
  baseHeld: 0,
  quoteHeld: 0,
  priceQuote: NaN,
  lotBase: Infinity,
  minNotionalQuote: Infinity,
  costRate: 0,
  baseFeeRate: 0,
  withdrawalFeeQuote: 0,
  minWithdrawalQuote: 0,
});
