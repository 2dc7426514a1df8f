import {
  BPS,
  DatedConfig,
  ReserveTerms,
  type AssetSymbol,
  type DataProvider,
  type EpochMs,
  type FlashLoanVenueConfig,
  type LendingVenueConfig,
  type MarketView,
  type RunConfig,
} from '@basis/core-types';

/** Where the run takes flash loans: a venue for nothing else, or a lending venue. */
export function flashVenue(
  config: RunConfig,
): FlashLoanVenueConfig | LendingVenueConfig | undefined {
  const [name] = config.venues.execution_subscriptions.flash_loan;
  const venue = name === undefined ? undefined : config.venue_configs[name];
  return venue?.venue_type === 'flash_loan' || venue?.venue_type === 'lending' ? venue : undefined;
}

/** How much of a token could be borrowed for the length of a transaction, and for what. */
export class FlashLender {
  readonly #asset: AssetSymbol;
  readonly #dated: DatedConfig<FlashLoanVenueConfig | LendingVenueConfig> | undefined;
  /** Where the lender is a lending venue that takes the token: what lies there is what it lends. */
  readonly #reserve: ReserveTerms | undefined;

  constructor(config: RunConfig, asset: AssetSymbol, data: DataProvider) {
    const venue = flashVenue(config);
    this.#asset = asset;
    this.#dated = venue && new DatedConfig(venue);
    this.#reserve =
      venue?.venue_type === 'lending' && Object.hasOwn(venue.reserves, asset)
        ? new ReserveTerms(venue, asset, data)
        : undefined;
  }

  most(now: EpochMs, market: MarketView, owed: number): number {
    if (this.#reserve !== undefined) return this.#reserve.liquidity(market, owed);
    const terms = this.#dated?.at(now);
    return terms?.venue_type === 'flash_loan' ? (terms.liquidity[this.#asset] ?? 0) : 0;
  }

  premiumRate(now: EpochMs): number {
    const terms = this.#dated?.at(now);
    if (terms === undefined) return 0;
    return (terms.venue_type === 'lending' ? terms.flash_premium_bps : terms.premium_bps) * BPS;
  }
}
