import {
  QUOTE,
  balanceId,
  cexConfig,
  spotBucket,
  spotSeries,
  spotSymbol,
  type AccountIndex,
  type AccountTable,
  type AssetSymbol,
  type CexVenueConfig,
  type DataProvider,
  type EpochMs,
  type FieldIndex,
  type InstrumentSymbol,
  type MarketView,
  type RunConfig,
  type SpotRoleView,
  type VenueId,
} from '@basis/core-types';
import { ExchangeRole } from './exchange-role.js';
import type { OrderGuard } from './viewed-parts.js';

/** The first spot venue of the run, as the strategy sees it. */
export class SpotRole extends ExchangeRole implements SpotRoleView {
  baseHeld = 0;
  quoteHeld = 0;
  priceQuote = 0;
  tickQuote = 0;
  withdrawalFeeBase = Infinity;
  minWithdrawalBase = Infinity;
  readonly #asset: AssetSymbol;
  readonly #symbol: InstrumentSymbol;
  readonly #base: AccountIndex;
  readonly #quote: AccountIndex;
  readonly #price: FieldIndex;

  constructor(config: RunConfig, venue: VenueId, accounts: AccountTable, data: DataProvider) {
    const exchange = cexConfig(config, venue);
    const symbol = spotSymbol(config);
    super(exchange, 'spot', symbol, QUOTE);
    this.#asset = config.asset;
    this.#symbol = symbol;
    const bucket = spotBucket(exchange);
    this.#base = accounts.index(balanceId(venue, bucket, config.asset));
    this.#quote = accounts.index(balanceId(venue, bucket, QUOTE));
    this.#price = data.field(spotSeries(venue, symbol), 'close');
  }

  protected adopt({ spot, withdrawals }: CexVenueConfig): void {
    this.tickQuote = spot!.instruments[this.#symbol]!.tick_size;
    const withdrawal = withdrawals[this.#asset];
    this.withdrawalFeeBase = withdrawal?.fee ?? Infinity;
    this.minWithdrawalBase = withdrawal?.min_amount ?? Infinity;
  }

  /** The venue keeps its fee of what is bought. */
  get baseFeeRate(): number {
    return this.takerFeeRate;
  }

  refresh(now: EpochMs, market: MarketView, quantities: Float64Array, orders: OrderGuard): void {
    this.takeTerms(now, orders);
    this.baseHeld = quantities[this.#base]!;
    this.quoteHeld = quantities[this.#quote]!;
    this.priceQuote = market.value(this.#price);
  }
}

/** Where no spot venue is subscribed: nothing is held, and nothing can be traded. */
export const NO_SPOT: SpotRoleView = Object.freeze({
  baseHeld: 0,
  quoteHeld: 0,
  priceQuote: NaN,
  tickQuote: 0,
  lotBase: Infinity,
  minNotionalQuote: Infinity,
  costRate: 0,
  baseFeeRate: 0,
  withdrawalFeeQuote: 0,
  minWithdrawalQuote: 0,
  takesOrders: false,
  paysOut: false,
  withdrawalFeeBase: Infinity,
  minWithdrawalBase: Infinity,
});
