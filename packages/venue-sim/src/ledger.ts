import type {
  AccountIndex,
  AccountTable,
  Cause,
  EpochMs,
  Posting,
  PostingSink,
  VenueId,
} from '@basis/core-types';

/** Keeps postings as objects, for outcomes that travel. Per-step postings go to a sink directly. */
export class PostingList implements PostingSink {
  readonly postings: Posting[] = [];

  post(timeMs: EpochMs, account: AccountIndex, cause: Cause, delta: number): void {
    this.postings.push({ timeMs, account, cause, delta });
  }
}

/**
 * What one venue truly holds. `move` is the only way a quantity changes, and every move is posted: whoever adds up the
 * postings in order holds the same numbers, bit for bit.
 */
export class Ledger {
  readonly #quantities: Float64Array;
  readonly #owned: readonly AccountIndex[];

  constructor(accounts: AccountTable, venue: VenueId) {
    this.#quantities = new Float64Array(accounts.size);
    this.#owned = accounts.ofVenue(venue).map((account) => account.index);
  }

  get(account: AccountIndex): number {
    return this.#quantities[account]!;
  }

  move(
    timeMs: EpochMs,
    account: AccountIndex,
    cause: Cause,
    delta: number,
    out: PostingSink,
  ): void {
    if (delta === 0) return;
    this.#quantities[account] = this.#quantities[account]! + delta;
    out.post(timeMs, account, cause, delta);
  }

  holdings(): { account: AccountIndex; quantity: number }[] {
    return this.#owned.map((account) => ({ account, quantity: this.#quantities[account]! }));
  }

  save(): number[] {
    return this.#owned.map((account) => this.#quantities[account]!);
  }

  load(quantities: readonly number[]): void {
    this.#owned.forEach((account, i) => {
      this.#quantities[account] = quantities[i]!;
    });
  }
}
