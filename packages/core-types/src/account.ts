import type { AccountIndex, AssetSymbol, InstrumentSymbol, VenueId } from './units.js';

/**
 * What a quantity on an account means.
 *
 * `balance` is a plain amount of its asset, tokens of a staking protocol included. `lending_supply` and `lending_debt`
 * are scaled by the protocol's index: quantity x index is what is owed to us or, negative, by us. `claim` is what was
 * accepted and is not yet paid: by a withdrawal queue to us, in the bucket `queue` while it waits and in `claimable` once
 * finalised, or, negative, by us to investors who withdraw.
 *
 * A perpetual position is two accounts: `perp_position` holds signed base units and `perp_open_value` the quote that
 * opening it brought in (short +, long -). Position x mark + open value is the unrealised profit; closing moves the
 * realised part of the open value to the margin balance. So a perp is booked by postings like everything else.
 */
export type AccountKind =
  | 'balance'
  | 'perp_position'
  | 'perp_open_value'
  | 'lending_supply'
  | 'lending_debt'
  | 'claim'
  | 'in_transit';

/**
 * Where at a venue an amount lies. Venues with one wallet for all markets keep everything in `margin`; `isolated` is the
 * margin set aside for one perp position.
 */
export type Bucket =
  | 'spot'
  | 'margin'
  | 'isolated'
  | 'perp'
  | 'wallet'
  | 'supply'
  | 'debt'
  | 'queue'
  | 'claimable'
  | 'in_transit'
  | 'payable';

/** A place where a quantity of one asset is held; numbered once at start. */
export interface Account {
  readonly index: AccountIndex;
  /**
   * `venue:bucket:ASSET`, for perps `venue:perp:BTC-USDT`, `venue:perp_value:BTC-USDT` and `venue:isolated:BTC-USDT`; also
   * its CSV column.
   */
  readonly id: string;
  readonly venue: VenueId;
  readonly bucket: Bucket;
  readonly kind: AccountKind;
  /** The unit of the quantity. */
  readonly asset: AssetSymbol;
  /** Set for the accounts of a perp. */
  readonly symbol?: InstrumentSymbol;
}

/** Money that has left its source and not yet arrived is held by this pseudo-venue, one account per asset. */
export const IN_TRANSIT: VenueId = 'in_transit';

/** What investors have been promised is held, as a negative quantity, by this pseudo-venue. */
export const INVESTORS: VenueId = 'investors';

export class AccountTable {
  readonly accounts: readonly Account[];
  readonly #byId: ReadonlyMap<string, Account>;

  constructor(specs: readonly Omit<Account, 'index'>[]) {
    this.accounts = specs.map((spec, index) => Object.freeze({ ...spec, index }));
    this.#byId = new Map(this.accounts.map((account) => [account.id, account]));
    if (this.#byId.size !== this.accounts.length) throw new Error('account ids must be unique');
  }

  get size(): number {
    return this.accounts.length;
  }

  find(id: string): Account | undefined {
    return this.#byId.get(id);
  }

  index(id: string): AccountIndex {
    const account = this.#byId.get(id);
    if (account === undefined) throw new Error(`no account ${id}`);
    return account.index;
  }

  ofVenue(venue: VenueId): readonly Account[] {
    return this.accounts.filter((account) => account.venue === venue);
  }
}

export function balanceId(venue: VenueId, bucket: Bucket, asset: AssetSymbol): string {
  return `${venue}:${bucket}:${asset}`;
}
export function perpPositionId(venue: VenueId, symbol: InstrumentSymbol): string {
  return `${venue}:perp:${symbol}`;
}
export function perpOpenValueId(venue: VenueId, symbol: InstrumentSymbol): string {
  return `${venue}:perp_value:${symbol}`;
}
export function isolatedMarginId(venue: VenueId, symbol: InstrumentSymbol): string {
  return `${venue}:isolated:${symbol}`;
}
export function supplyId(venue: VenueId, asset: AssetSymbol): string {
  return balanceId(venue, 'supply', asset);
}
export function debtId(venue: VenueId, asset: AssetSymbol): string {
  return balanceId(venue, 'debt', asset);
}
export function queueId(venue: VenueId, asset: AssetSymbol): string {
  return balanceId(venue, 'queue', asset);
}
export function claimableId(venue: VenueId, asset: AssetSymbol): string {
  return balanceId(venue, 'claimable', asset);
}
export function inTransitId(asset: AssetSymbol): string {
  return `${IN_TRANSIT}:${asset}`;
}
export function payableId(asset: AssetSymbol): string {
  return balanceId(INVESTORS, 'payable', asset);
}
