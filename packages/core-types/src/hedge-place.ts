import {
  balanceId,
  isolatedMarginId,
  perpOpenValueId,
  perpPositionId,
  type AccountTable,
} from './account.js';
import { cexConfig, hedgeVenues, perpSymbol } from './account-layout.js';
import type { RunConfig } from './config/schema.js';
import type { CexVenueConfig, PerpInstrumentConfig } from './config/venues/cex-schema.js';
import type { AccountIndex, InstrumentSymbol, VenueId } from './units.js';

/** One part of the hedge: which perp is shorted where, under what terms at the start of the run. */
export interface HedgePlace {
  readonly venue: VenueId;
  readonly symbol: InstrumentSymbol;
  /** Configured share of the hedge. */
  readonly allocation: number;
  readonly exchange: CexVenueConfig;
  readonly futures: NonNullable<CexVenueConfig['futures']>;
  readonly instrument: PerpInstrumentConfig;
}

/** The places of the hedge in configured order; a venue without a share of it is none. */
export function hedgePlaces(config: RunConfig): readonly HedgePlace[] {
  return hedgeVenues(config).map((venue) => {
    const exchange = cexConfig(config, venue);
    const symbol = perpSymbol(config, venue);
    const futures = exchange.futures!;
    return {
      venue,
      symbol,
      allocation: config.hedge_allocation[venue]!,
      exchange,
      futures,
      instrument: futures.instruments[symbol]!,
    };
  });
}

/** The accounts of a place of the hedge. */
export interface HedgeAccounts {
  /** The margin wallet. */
  readonly wallet: AccountIndex;
  readonly position: AccountIndex;
  readonly openValue: AccountIndex;
  /** Margin of this position alone, where the venue sets it aside. */
  readonly isolated: AccountIndex | undefined;
}

export function hedgeAccounts(
  { venue, symbol, exchange }: HedgePlace,
  accounts: AccountTable,
): HedgeAccounts {
  return {
    wallet: accounts.index(balanceId(venue, 'margin', exchange.settlement_asset)),
    position: accounts.index(perpPositionId(venue, symbol)),
    openValue: accounts.index(perpOpenValueId(venue, symbol)),
    isolated: accounts.find(isolatedMarginId(venue, symbol))?.index,
  };
}
