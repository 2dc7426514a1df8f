import {
  ComponentError,
  type Account,
  type AccountTable,
  type AssetSymbol,
  type EpochMs,
  type Posting,
  type RunConfig,
  type VenueHoldings,
} from '@basis/core-types';
import type { Mismatch } from '@basis/monitors';

/** What makes an expectation equal to what a venue holds. */
export function adoption(
  mismatches: readonly Mismatch[],
  accounts: AccountTable,
  now: EpochMs,
): Posting[] {
  return mismatches.map(({ account, expected, actual }) => ({
    timeMs: now,
    account: accounts.index(account),
    cause: 'external',
    delta: actual - expected,
  }));
}

/**
 * What a venue holds at the very first start besides money that waits to be used. Gas and the asset that the portfolio is
 * counted in are such money; anything else was traded by somebody.
 */
export function positionsAmong(
  { quantities }: VenueHoldings,
  accounts: AccountTable,
  { share_class }: Pick<RunConfig, 'share_class'>,
): string[] {
  const cash = new Set<AssetSymbol>([share_class, 'USDT', 'USDC']);
  const isMoney = ({ kind, asset, bucket }: Account) =>
    kind === 'balance' && (cash.has(asset) || (asset === 'ETH' && bucket === 'wallet'));
  return quantities
    .filter(({ quantity }) => quantity !== 0)
    .map(({ account }) => accounts.accounts[account]!)
    .filter((account) => !isMoney(account))
    .map(({ id }) => id);
}

/** REC-002, for an event and the health of the manager. */
export function changedOutside(
  venue: string,
  what: string,
  mismatches: readonly Mismatch[],
): ComponentError {
  return new ComponentError('REC-002', {
    message: `${venue}: ${what}`,
    context: { venue, mismatches: mismatches.map((mismatch) => ({ ...mismatch })) },
  });
}
