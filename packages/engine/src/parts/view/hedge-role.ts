import {
  BPS,
  DatedConfig,
  hedgeAccounts,
  lotBase,
  perpSeries,
  type AccountIndex,
  type AccountTable,
  type CexVenueConfig,
  type DataProvider,
  type EpochMs,
  type FieldIndex,
  type HedgePlace,
  type HedgeRoleView,
  type MarketView,
} from '@basis/core-types';

/** One place of the hedge, as the strategy sees it. Its terms are those of the moment. */
export class HedgeRole implements HedgeRoleView {
  readonly allocation: number;
  readonly sharesSpotVenue: boolean;
  positionBase = 0;
  markPriceQuote = 0;
  marginEquityQuote = 0;
  withdrawableQuote = 0;
  lotBase = 0;
  minNotionalQuote = 0;
  costRate = 0;
  withdrawalFeeQuote = 0;
  minWithdrawalQuote = 0;
  readonly #symbol: string;
  readonly #dated: DatedConfig<CexVenueConfig>;
  readonly #position: AccountIndex;
  readonly #mark: FieldIndex;
  #terms: CexVenueConfig | undefined;

  constructor(
    place: HedgePlace,
    sharesSpotVenue: boolean,
    accounts: AccountTable,
    data: DataProvider,
  ) {
    const { venue, symbol, allocation, exchange } = place;
    this.allocation = allocation;
    this.sharesSpotVenue = sharesSpotVenue;
    this.#symbol = symbol;
    this.#dated = new DatedConfig(exchange);
    this.#position = hedgeAccounts(place, accounts).position;
    this.#mark = data.field(perpSeries(venue, symbol), 'close');
  }

  refresh(now: EpochMs, market: MarketView, quantities: Float64Array): void {
    const terms = this.#dated.at(now);
    if (terms !== this.#terms) this.#adopt(terms);
    this.positionBase = quantities[this.#position]!;
    this.markPriceQuote = market.value(this.#mark);
  }

  #adopt(terms: CexVenueConfig): void {
    this.#terms = terms;
    const { taker_fee_bps, slippage_bps, instruments } = terms.futures!;
    const rules = instruments[this.#symbol]!;
    const withdrawal = terms.withdrawals[terms.settlement_asset];
    this.lotBase = lotBase(rules);
    this.minNotionalQuote = rules.min_notional;
    this.costRate = (taker_fee_bps + slippage_bps) * BPS;
    this.withdrawalFeeQuote = withdrawal?.fee ?? 0;
    this.minWithdrawalQuote = withdrawal?.min_amount ?? 0;
  }
}
