import {
  ComponentError,
  inTransitId,
  type Account,
  type AccountTable,
  type AssetSymbol,
  type EpochMs,
  type Posting,
  type RunConfig,
  type VenueHoldings,
} from '@basis/core-types';
import type { Mismatch } from '@basis/monitors';
import type { Held } from '../money-under-way.js';

/**
 * What makes an expectation equal to what a venue holds. What it has more of a token that is under way has arrived without
 * being told: else it would be counted here and there.
 */
export function adoption(
  mismatches: readonly Mismatch[],
  { accounts, quantities }: Held,
  now: EpochMs,
): Posting[] {
  const postings: Posting[] = [];
  const left = new Map<number, number>();
  for (const { account: id, expected, actual } of mismatches) {
    const { index: account, kind, asset } = accounts.accounts[accounts.index(id)]!;
    const road = kind === 'balance' ? accounts.find(inTransitId(asset))?.index : undefined;
    const underWay = road === undefined ? 0 : (left.get(road) ?? quantities[road]!);
    const arrived = shared(actual - expected, underWay);
    const own = { timeMs: now, account };
    if (road !== undefined && arrived !== 0) {
      left.set(road, underWay - arrived);
      postings.push({ ...own, account: road, cause: 'transfer', delta: -arrived });
      postings.push({ ...own, cause: 'transfer', delta: arrived });
    }
    const delta = actual - expected - arrived;
    if (delta !== 0) postings.push({ ...own, cause: 'external', delta });
  }
  return postings;
}

/** Below nil, too: an arrival that is told after it was taken over has been counted twice. */
function shared(one: number, other: number): number {
  if (!(one * other > 0)) return 0;
  return Math.sign(one) * Math.min(Math.abs(one), Math.abs(other));
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
