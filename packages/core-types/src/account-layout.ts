import {
  AccountTable,
  IN_TRANSIT,
  balanceId,
  inTransitId,
  perpOpenValueId,
  perpPositionId,
  type Account,
  type Bucket,
} from './account.js';
import type { CexVenueConfig, RunConfig } from './config/schema.js';
import type { AssetSymbol, InstrumentSymbol, VenueId } from './units.js';

/** The quote that spot markets trade against, and that USDT capital is held in. */
export const QUOTE: AssetSymbol = 'USDT';

/** The bucket that holds spot balances: venues with one wallet keep them with the margin. */
export function spotBucket(venue: CexVenueConfig): Bucket {
  return venue.wallets === 'split' ? 'spot' : 'margin';
}

export function cexConfig(config: RunConfig, venue: VenueId): CexVenueConfig {
  const found = config.venue_configs[venue];
  if (found?.venue_type !== 'cex') throw new Error(`${venue} is not configured as an exchange`);
  return found;
}

export function spotSymbol(config: RunConfig): InstrumentSymbol {
  return `${config.asset}-${QUOTE}`;
}

export function perpSymbol(config: RunConfig, venue: VenueId): InstrumentSymbol {
  return `${config.asset}-${cexConfig(config, venue).settlement_asset}`;
}

/** Perp venues that take a part of the hedge, in configured order. */
export function hedgeVenues(config: RunConfig): readonly VenueId[] {
  return config.venues.execution_subscriptions.cex_futures.filter(
    (venue) => (config.hedge_allocation[venue] ?? 0) > 0,
  );
}

/**
 * Every account the run can ever use, in an order that depends on configuration alone: columns of results and the
 * numbers of postings are the same from the first step to the last, in every process.
 */
export function accountsFor(config: RunConfig): AccountTable {
  const specs = new Map<string, Omit<Account, 'index'>>();
  const balance = (venue: VenueId, bucket: Bucket, asset: AssetSymbol) => {
    const id = balanceId(venue, bucket, asset);
    specs.set(id, { id, venue, bucket, kind: 'balance', asset });
  };
  const subscriptions = config.venues.execution_subscriptions;
  const inMotion = new Set<AssetSymbol>();

  for (const venue of subscriptions.cex_spot) {
    const bucket = spotBucket(cexConfig(config, venue));
    for (const asset of [QUOTE, config.asset]) {
      balance(venue, bucket, asset);
      inMotion.add(asset);
    }
  }
  for (const venue of hedgeVenues(config)) {
    const settlement = cexConfig(config, venue).settlement_asset;
    const symbol = perpSymbol(config, venue);
    balance(venue, 'margin', settlement);
    inMotion.add(settlement);
    const position = perpPositionId(venue, symbol);
    specs.set(position, {
      id: position,
      venue,
      bucket: 'perp',
      kind: 'perp_position',
      asset: config.asset,
      symbol,
    });
    const value = perpOpenValueId(venue, symbol);
    specs.set(value, {
      id: value,
      venue,
      bucket: 'perp',
      kind: 'perp_open_value',
      asset: settlement,
      symbol,
    });
  }
  for (const venue of subscriptions.wallet) {
    const wallet = config.venue_configs[venue];
    if (wallet?.venue_type !== 'wallet') throw new Error(`${venue} is not configured as a wallet`);
    for (const asset of wallet.assets) {
      balance(venue, 'wallet', asset);
      inMotion.add(asset);
    }
  }
  for (const asset of inMotion) {
    const id = inTransitId(asset);
    specs.set(id, { id, venue: IN_TRANSIT, bucket: 'in_transit', kind: 'in_transit', asset });
  }
  return new AccountTable([...specs.values()]);
}
