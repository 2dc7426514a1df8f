import type { EpochMs, MarketView, PostingSink } from '@basis/core-types';
import { liquidationOf } from '@basis/maths';
import type { Ledger } from '../../ledger.js';
import type { LendingAccount } from './lending-account.js';
import type { Reserve } from './reserve.js';

/**
 * What liquidators do to an account whose health factor is below 1, until it is not: each takes the largest debt and the
 * largest collateral. Says whether anything was taken.
 *
 * A debt that no collateral is left for is burned, as the contract does since v3.3, booking it as a deficit of the
 * reserve. Before that it stayed on the account, and nobody had a reason to pay it: a fund loses its collateral there
 * and no more, so it is written off in either case. What the lenders lose by it is no gain of a liquidation: prices took
 * more than was there, and they bear the rest.
 */
export function liquidate(
  account: LendingAccount,
  ledger: Ledger,
  at: EpochMs,
  view: MarketView,
  out: PostingSink,
): boolean {
  let isTouched = false;
  for (;;) {
    const healthFactor = account.healthFactor(view);
    if (!(healthFactor < 1)) return isTouched;
    const collateral = largestCollateral(account, view);
    if (collateral === undefined) {
      // What has a threshold of 0 cannot be seized, but it is still ours, and so is the debt.
      if (account.reserves.some((reserve) => reserve.suppliedUsd(view) > 0)) return isTouched;
      writeOff(account, ledger, at, out);
      return true;
    }
    isTouched = true;
    seize(account, largestDebt(account, view), collateral, healthFactor, ledger, at, view, out);
  }
}

function largestDebt(account: LendingAccount, view: MarketView): Reserve {
  return account.reserves.reduce((largest, reserve) =>
    reserve.owedUsd(view) > largest.owedUsd(view) ? reserve : largest,
  );
}

/** Of what counts as collateral; undefined where nothing of value does. */
function largestCollateral(account: LendingAccount, view: MarketView): Reserve | undefined {
  let largest: Reserve | undefined;
  for (const reserve of account.reserves) {
    if (reserve.supplyShares === 0 || !(reserve.terms.liquidationThreshold(view) > 0)) continue;
    if (reserve.suppliedUsd(view) > (largest?.suppliedUsd(view) ?? 0)) largest = reserve;
  }
  return largest;
}

function seize(
  account: LendingAccount,
  debt: Reserve,
  collateral: Reserve,
  healthFactor: number,
  ledger: Ledger,
  at: EpochMs,
  view: MarketView,
  out: PostingSink,
): void {
  const [debtUsd, collateralUsd] = [debt.owedUsd(view), collateral.suppliedUsd(view)];
  const { debtRepaidUsd, collateralSeizedUsd } = liquidationOf({
    healthFactor,
    collateralUsd,
    debtUsd,
    totalDebtUsd: account.debtUsd(view),
    liquidationThreshold: collateral.terms.liquidationThreshold(view),
    liquidationBonus: collateral.terms.liquidationBonus,
    protocolFeeShare: collateral.terms.configured.liquidation_protocol_share,
  });
  const repaid = shareOf(debt.debtShares, debtRepaidUsd, debtUsd);
  const seized = shareOf(collateral.supplyShares, collateralSeizedUsd, collateralUsd);
  ledger.move(at, debt.debtAccount, 'liquidation', repaid, out);
  ledger.move(at, collateral.supplyAccount, 'liquidation', -seized, out);
}

/** The part of what is held that this value is; all of it, to the bit, where only binary dust would stay. */
function shareOf(held: number, valueUsd: number, heldUsd: number): number {
  const part = valueUsd / heldUsd;
  return part > 1 - 1e-12 ? held : held * part;
}

function writeOff(account: LendingAccount, ledger: Ledger, at: EpochMs, out: PostingSink): void {
  for (const { debtAccount, debtShares } of account.reserves)
    ledger.move(at, debtAccount, 'insurance', debtShares, out);
}
