import {
  ComponentError,
  cexConfig,
  hedgeVenues,
  perpSymbol,
  spotBucket,
  spotSymbol,
  type Bucket,
  type InstrumentSymbol,
  type Role,
  type RunConfig,
  type VenueId,
} from '@basis/core-types';

export interface HedgePlace {
  readonly venue: VenueId;
  readonly symbol: InstrumentSymbol;
  readonly allocation: number;
  readonly lotBase: number;
  readonly minNotionalQuote: number;
}

/** Roles to venues, as configuration says. The only place where a strategy's plan meets venue names. */
export class RoleMap {
  readonly spotVenue: VenueId | undefined;
  readonly spotSymbol: InstrumentSymbol;
  readonly spotLotBase: number;
  readonly spotBucket: Bucket;
  readonly hedges: readonly HedgePlace[];

  constructor(config: RunConfig) {
    this.spotVenue = config.venues.execution_subscriptions.cex_spot[0];
    this.spotSymbol = spotSymbol(config);
    const spotVenue = this.spotVenue === undefined ? undefined : cexConfig(config, this.spotVenue);
    this.spotLotBase = spotVenue?.spot?.instruments[this.spotSymbol]?.lot_size ?? 0;
    this.spotBucket = spotVenue === undefined ? 'wallet' : spotBucket(spotVenue);
    this.hedges = hedgeVenues(config).map((venue) => {
      const symbol = perpSymbol(config, venue);
      const rules = cexConfig(config, venue).futures!.instruments[symbol]!;
      return {
        venue,
        symbol,
        allocation: config.hedge_allocation[venue]!,
        lotBase: rules.lot_size,
        minNotionalQuote: rules.min_notional,
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

  /** Where money of a role lies. */
  wallet(role: Role): { venue: VenueId; bucket: Bucket } {
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
