import {
  inTransitId,
  type Account,
  type AccountIndex,
  type AccountTable,
  type AssetSymbol,
  type Bucket,
  type VenueId,
} from '@basis/core-types';
import type { Held } from '../money-under-way.js';

/** Estimates and holdings differ by binary fractions, relative to what is moved. */
const ROUNDING = 1e-9;

/** What would be held if every step of a plan came true; begins with what is held. */
export class PlannedHoldings {
  readonly accounts: AccountTable;
  readonly #quantities: Float64Array;

  constructor({ accounts, quantities }: Held) {
    this.accounts = accounts;
    this.#quantities = quantities.slice();
  }

  get(account: AccountIndex): number {
    return this.#quantities[account]!;
  }

  add(account: AccountIndex, delta: number): void {
    this.#quantities[account]! += delta;
  }

  /** There is enough from now on: a call brings what no estimate tells. */
  addUnknown(account: AccountIndex): void {
    this.#quantities[account] = Infinity;
  }

  /** The first balance of a token at a venue, in a bucket where one is named. */
  balance(venue: VenueId, token: AssetSymbol, bucket?: Bucket): Account | undefined {
    return this.accounts.accounts.find(
      (account) =>
        account.venue === venue &&
        account.kind === 'balance' &&
        account.asset === token &&
        (bucket === undefined || account.bucket === bucket),
    );
  }

  /**
   * Takes an amount of which `free` is there; what lacks is taken from what is under way, for that is waited for. Returns
   * what lacks even so. It then counts as given, so that one lack is not told again with every later step.
   */
  take(
    { index, asset }: Pick<Account, 'index' | 'asset'>,
    amount: number,
    free: number,
    turnover = amount,
  ): number {
    const lacks = this.cover({ index, asset }, amount - free, turnover);
    this.add(index, -amount);
    return lacks;
  }

  /** Makes up for what lacks on an account, and returns what of it was nowhere. */
  cover(
    { index, asset }: Pick<Account, 'index' | 'asset'>,
    missing: number,
    turnover: number,
  ): number {
    if (!(missing > 0)) return 0;
    this.add(index, missing);
    const road = this.accounts.find(inTransitId(asset));
    const underWay = road === undefined ? 0 : Math.max(0, this.get(road.index));
    const waitedFor = Math.min(missing, underWay);
    if (road !== undefined) this.add(road.index, -waitedFor);
    const lacks = missing - waitedFor;
    return lacks > ROUNDING * turnover ? lacks : 0;
  }
}
