/**
 * - `zero_amount`: the amount is worth no share;
 * - `insufficient_balance`: the account holds less than it would withdraw;
 * - `insufficient_liquidity`: the reserve has lent out too much to pay now;
 * - `no_debt`: there is nothing to repay;
 * - `time_reversed`: the moment is before the reserve's last operation.
 */
export type ReserveRefusalReason =
  'zero_amount' | 'insufficient_balance' | 'insufficient_liquidity' | 'no_debt' | 'time_reversed';

/** An operation that the contract would revert. The reserve is as it was before. */
export class ReserveRefusal extends Error {
  override readonly name = 'ReserveRefusal';
  readonly reason: ReserveRefusalReason;

  constructor(reason: ReserveRefusalReason, detail: string) {
    super(`${reason}: ${detail}`);
    this.reason = reason;
  }
}
