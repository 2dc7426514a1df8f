import {
  ERROR_REGISTRY,
  type AssetSymbol,
  type Cause,
  type EpochMs,
  type ErrorCode,
  type Fill,
  type PostingSink,
} from '@basis/core-types';

/** Undoes the transaction in which it is thrown. */
export class Revert extends Error {
  readonly code: ErrorCode;

  /** `detail` says which number missed which limit. */
  constructor(code: Extract<ErrorCode, `VEN-${string}`>, detail: string) {
    super(`${ERROR_REGISTRY[code].message}: ${detail}`);
    this.code = code;
  }
}

/** The wallet's side of a transaction: where its ledger lets protocols take tokens from and give them to. */
export interface TokenPurse {
  /** What may be spent of a token; undefined for one the wallet cannot hold. */
  spendable(asset: AssetSymbol): number | undefined;
  move(at: EpochMs, asset: AssetSymbol, cause: Cause, delta: number, out: PostingSink): void;
}

/** One transaction while it runs: protocols move the wallet's tokens through it and post what they do to themselves. */
export class Transaction {
  readonly now: EpochMs;
  /** Takes the postings of the transaction; they count only if it is not undone. */
  readonly out: PostingSink;
  readonly leastHealthFactor: number | undefined;
  /** What swaps filled, for the outcome. */
  readonly fills: Fill[] = [];
  readonly #purse: TokenPurse;

  constructor(
    now: EpochMs,
    purse: TokenPurse,
    out: PostingSink,
    leastHealthFactor: number | undefined,
  ) {
    this.now = now;
    this.out = out;
    this.leastHealthFactor = leastHealthFactor;
    this.#purse = purse;
  }

  /** What of a token could be taken now. */
  spendable(asset: AssetSymbol): number {
    return this.#purse.spendable(asset) ?? 0;
  }

  /** Takes a token from the wallet: VEN-006 for one it does not know, VEN-007 for nothing, VEN-001 for too much. */
  take(asset: AssetSymbol, amount: number, cause: Cause): void {
    const spendable = this.#purse.spendable(asset);
    if (spendable === undefined) throw new Revert('VEN-006', `${asset} in the wallet`);
    if (!(amount > 0)) throw new Revert('VEN-007', `${amount} ${asset}`);
    if (amount > spendable) {
      throw new Revert('VEN-001', `${amount} ${asset} needed, ${spendable} may be spent`);
    }
    this.#purse.move(this.now, asset, cause, -amount, this.out);
  }

  /** Gives a token to the wallet: VEN-006 for one it does not know. */
  give(asset: AssetSymbol, amount: number, cause: Cause): void {
    if (this.#purse.spendable(asset) === undefined) {
      throw new Revert('VEN-006', `${asset} in the wallet`);
    }
    this.#purse.move(this.now, asset, cause, amount, this.out);
  }
}
