import {
  HOUR_MS,
  YEAR_MS,
  fundingSeries,
  hedgeAccounts,
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
import { ExchangeRole } from './exchange-role.js';
import type { OrderGuard } from './viewed-parts.js';

/** One place of the hedge, as the strategy sees it. */
export class HedgeRole extends ExchangeRole implements HedgeRoleView {
  readonly allocation: number;
  readonly sharesSpotVenue: boolean;
  positionBase = 0;
  markPriceQuote = 0;
  marginEquityQuote = 0;
  withdrawableQuote = 0;
  openingRate = 0;
  fundingApr = NaN;
  readonly #position: AccountIndex;
  readonly #mark: FieldIndex;
  readonly #fundingRate: FieldIndex;
  #fundingsPerYear = 0;

  constructor(
    place: HedgePlace,
    sharesSpotVenue: boolean,
    accounts: AccountTable,
    data: DataProvider,
  ) {
    const { venue, symbol, allocation, exchange } = place;
    super(exchange, 'futures', symbol, exchange.settlement_asset);
    this.allocation = allocation;
    this.sharesSpotVenue = sharesSpotVenue;
    this.#position = hedgeAccounts(place, accounts).position;
    this.#mark = data.field(perpSeries(venue, symbol), 'close');
    this.#fundingRate = data.field(fundingSeries(venue, symbol), 'rate_mean_7d');
  }

  protected adopt({ futures }: CexVenueConfig): void {
    this.#fundingsPerYear = YEAR_MS / (futures!.funding_interval_hours * HOUR_MS);
    const { margin_mode, leverage } = futures!;
    this.openingRate = margin_mode === 'isolated' ? 1 / leverage + this.costRate : 0;
  }

  refresh(now: EpochMs, market: MarketView, quantities: Float64Array, orders: OrderGuard): void {
    this.takeTerms(now, orders);
    this.positionBase = quantities[this.#position]!;
    this.markPriceQuote = market.value(this.#mark);
    this.fundingApr = market.value(this.#fundingRate) * this.#fundingsPerYear;
  }
}
