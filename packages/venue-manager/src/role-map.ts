import {
  ComponentError,
  DatedConfig,
  cexConfig,
  hedgeVenues,
  lotBase,
  maxSizeBase,
  minSizeBase,
  perpSymbol,
  spotBucket,
  spotSymbol,
  type AssetSymbol,
  type Bucket,
  type CexTrade,
  type CexVenueConfig,
  type EpochMs,
  type InstrumentSymbol,
  type Role,
  type RunConfig,
  type SpotInstrumentConfig,
  type VenueId,
} from '@basis/core-types';
import { ChainPlaces } from './chain-places.js';
import type { OrderBounds } from './slice-trades.js';

/** Prices move while slices take their turns: beyond its least notional a venue is given this much, so that it takes them. */
const NOTIONAL_ROOM = 1.1;

export type Traded = Pick<CexTrade, 'venue' | 'tradeType' | 'symbol'>;

export interface HedgePlace {
  readonly venue: VenueId;
  readonly symbol: InstrumentSymbol;
  /** What margin is held in. */
  readonly settlementAsset: AssetSymbol;
  readonly allocation: number;
}

/** Roles to venues, as configuration says. The only place where a strategy's plan meets venue names. */
export class RoleMap {
  /** What is bought, and what the hedge is short of. */
  readonly asset: AssetSymbol;
  readonly spotVenue: VenueId | undefined;
  readonly spotSymbol: InstrumentSymbol;
  readonly spotBucket: Bucket;
  readonly hedges: readonly HedgePlace[];
  readonly chain: ChainPlaces;
  /** In quote; Infinity where configuration sets no bound. */
  readonly #mostNotional: number;
  readonly #venues = new Map<VenueId, DatedConfig<CexVenueConfig>>();

  constructor(config: RunConfig) {
    this.asset = config.asset;
    this.chain = new ChainPlaces(config);
    this.#mostNotional = config.component_config.venue_manager.max_order_notional ?? Infinity;
    for (const venue of [...config.venues.execution_subscriptions.cex_spot, ...hedgeVenues(config)])
      this.#venues.set(venue, new DatedConfig(cexConfig(config, venue)));
    this.spotVenue = config.venues.execution_subscriptions.cex_spot[0];
    this.spotSymbol = spotSymbol(config);
    const spotVenue = this.spotVenue === undefined ? undefined : cexConfig(config, this.spotVenue);
    this.spotBucket = spotVenue === undefined ? 'wallet' : spotBucket(spotVenue);
    this.hedges = hedgeVenues(config).map((venue) => {
      return {
        venue,
        symbol: perpSymbol(config, venue),
        settlementAsset: cexConfig(config, venue).settlement_asset,
        allocation: config.hedge_allocation[venue]!,
      };
    });
  }

  /** The hedge places that a role names: one for `hedge[i]`, all for `hedge`. */
  hedgesOf(role: Role): readonly HedgePlace[] {
    const places =
      role === 'hedge' ? this.hedges : this.hedges.filter((_, i) => role === `hedge[${i}]`);
    if (places.length === 0) throw unknownRole(role);
    return places;
  }

  /** An exchange as it is now; undefined where it is none that the run trades at. */
  exchange(venue: VenueId, now: EpochMs): CexVenueConfig | undefined {
    return this.#venues.get(venue)?.at(now);
  }

  /** The rules of an instrument, as they are now. */
  rules({ venue, tradeType, symbol }: Traded, now: EpochMs): SpotInstrumentConfig {
    const { spot, futures } = this.exchange(venue, now)!;
    return (tradeType === 'spot' ? spot : futures)!.instruments[symbol]!;
  }

  /** What an order has to keep to at this price. */
  orderBounds(traded: Traded, price: number, now: EpochMs): OrderBounds {
    const rules = this.rules(traded, now);
    return {
      lotBase: lotBase(rules),
      leastBase: Math.max(minSizeBase(rules), (NOTIONAL_ROOM * rules.min_notional) / price),
      mostBase: maxSizeBase(rules),
      wantedBase: this.#mostNotional / price,
    };
  }

  /** Where money of a role lies. */
  wallet(role: Role): { venue: VenueId; bucket: Bucket } {
    if (role === 'chain') return { venue: this.chain.wallet, bucket: 'wallet' };
    if (role !== 'spot') return { venue: this.hedgesOf(role)[0]!.venue, bucket: 'margin' };
    if (this.spotVenue === undefined) throw unknownRole(role);
    return { venue: this.spotVenue, bucket: this.spotBucket };
  }
}

function unknownRole(role: Role): ComponentError {
  return new ComponentError('VM-003', {
    message: `The decision names ${role}, but no venue of the configuration plays that role`,
    context: { role },
  });
}
