import type { LeverRound, LoanView, StakeView, UnleverRound } from '@basis/core-types';

/**
 * The sizes of a leveraged stake. Of own equity E at loan-to-value l the collateral is E / (1 - l) and the debt l times
 * that, less a premium, however it is built: in one round with a flash loan, or in many that each borrow as much as is safe on the way.
 */
export interface LeverPlan {
  readonly stakeEth: number;
  readonly flashEth: number;
  readonly rounds: readonly LeverRound[];
  /** Below this a transaction has gone wrong and is undone. */
  readonly leastHealthFactor: number;
}

export interface UnleverPlan {
  readonly releaseTokens: number;
  readonly flashEth: number;
  readonly rounds: readonly UnleverRound[];
  readonly leastHealthFactor: number;
}

/** Of a bound that others move too, the share that a plan counts on. */
const COUNTED_ON = 0.99;
/** Of what a sale should bring: a pool may have moved a little until the transaction is in. */
const PROCEEDS_COUNTED_ON = 0.999;
/** Rounds of one decision; what they leave undone the next one goes on with. */
const MOST_ROUNDS = 40;
/** Binary dust, relative: what is paid back whole is borrowed with this on top. */
const DUST = 1e-9;
/** How far below its plan a health factor may come out: oracle and protocol rate differ by a little. */
const HEALTH_ROOM = 0.99;

/** The loan-to-value that a loop without flash loan may reach on its way: below what may be borrowed, far from the threshold. */
function ceilingOf({ mostLoanToValue, liquidationThreshold }: LoanView): number {
  return Math.min(mostLoanToValue, liquidationThreshold * 0.98) * 0.995;
}

/**
 * Puts `ownEth`, and the tokens that the wallet holds, into the loan position and borrows up to `targetLtv`, as far as the
 * reserve lends and takes collateral. `undefined` where nothing could be done.
 */
export function planLever(
  stake: StakeView,
  loan: LoanView,
  ownEth: number,
  targetLtv: number,
  byFlashLoan: boolean,
): LeverPlan | undefined {
  const { rateEth, heldTokens } = stake;
  const addedEth = ownEth + heldTokens * rateEth;
  const collateralEth = loan.collateralEth + addedEth;
  // What is borrowed is staked too, less the premium.
  const staked = byFlashLoan ? 1 / (1 + loan.flashPremiumRate) : 1;
  const wanted = (targetLtv * collateralEth - loan.owedEth) / (1 - targetLtv * staked);
  const roomEth = loan.roomTokens * COUNTED_ON * rateEth - addedEth;
  const mayBorrow = loan.mostLoanToValue > targetLtv ? loan.availableEth * COUNTED_ON : 0;
  const borrowEth = Math.max(0, Math.min(wanted, mayBorrow, roomEth));
  if (borrowEth <= collateralEth * DUST) return undefined;
  // What is borrowed at the end pays the loan and its premium back.
  const flashEth = borrowEth * staked;
  if (byFlashLoan && flashEth <= loan.flashEth) {
    const stakeEth = ownEth + flashEth;
    const round = { stakeEth, pledgeTokens: stakeEth / rateEth + heldTokens, borrowEth };
    const leastHealthFactor = (loan.liquidationThreshold / targetLtv) * HEALTH_ROOM;
    return { stakeEth, flashEth, rounds: [round], leastHealthFactor };
  }
  const stakeEth = ownEth + borrowEth;
  const rounds = leverRounds(stake, loan, ownEth, borrowEth);
  const leastHealthFactor = (loan.liquidationThreshold / ceilingOf(loan)) * HEALTH_ROOM;
  return { stakeEth, flashEth: 0, rounds, leastHealthFactor: Math.max(1, leastHealthFactor) };
}

function leverRounds(
  { rateEth, heldTokens }: StakeView,
  loan: LoanView,
  ownEth: number,
  borrowEth: number,
): LeverRound[] {
  const ceiling = ceilingOf(loan);
  const rounds: LeverRound[] = [];
  let { collateralEth, owedEth } = loan;
  let left = borrowEth;
  let stakeEth = ownEth;
  let pledgeTokens = ownEth / rateEth + heldTokens;
  while (rounds.length < MOST_ROUNDS) {
    collateralEth += pledgeTokens * rateEth;
    const borrowed = Math.max(0, Math.min(left, ceiling * collateralEth - owedEth));
    rounds.push({ stakeEth, pledgeTokens, borrowEth: borrowed });
    // Nothing to stake with is no reason to stop only before the first borrowing.
    if (borrowed === 0) break;
    owedEth += borrowed;
    left -= borrowed;
    stakeEth = borrowed;
    pledgeTokens = borrowed / rateEth;
  }
  return rounds;
}

/**
 * Frees `outEth` of the loan position and leaves the rest at `targetLtv`, or where it is if that is lower. Of collateral C
 * and debt D, with proceeds of rho per ETH sold and a premium p on what is repaid, C' = (rho C - (1 + p) D - out) /
 * (rho - (1 + p) l) stays. `undefined` where there is no loan, or a sale brings less than the debt on what is sold: each would
 * leave the rest closer to liquidation.
 */
export function planUnlever(
  stake: StakeView,
  loan: LoanView,
  outEth: number,
  targetLtv: number,
  byFlashLoan: boolean,
): UnleverPlan | undefined {
  const { rateEth, saleRateEth, pledgedTokens } = stake;
  const { collateralEth, owedEth, flashPremiumRate } = loan;
  if (pledgedTokens === 0 || owedEth === 0) return undefined;
  const proceeds = (saleRateEth / rateEth) * PROCEEDS_COUNTED_ON;
  const withPremium = byFlashLoan ? 1 + flashPremiumRate : 1;
  const ltv = Math.min(targetLtv, owedEth / collateralEth);
  if (!(proceeds * collateralEth > owedEth * withPremium)) return undefined;
  const kept = Math.max(
    0,
    (proceeds * collateralEth - owedEth * withPremium - outEth) / (proceeds - ltv * withPremium),
  );
  if (kept >= collateralEth * (1 - DUST)) return undefined;
  const isAll = kept <= collateralEth * DUST;
  const releaseTokens = isAll
    ? pledgedTokens
    : (pledgedTokens * (collateralEth - kept)) / collateralEth;
  const repayEth = isAll ? owedEth : Math.max(0, owedEth - ltv * kept);
  const paysAll = repayEth >= owedEth * (1 - DUST);
  const flashEth = repayEth * (1 + DUST);
  if (byFlashLoan && flashEth * (1 + flashPremiumRate) <= loan.flashEth) {
    const round: UnleverRound = {
      releaseTokens: isAll ? 'max' : releaseTokens,
      sellTokens: releaseTokens * (isAll ? 1 - DUST : 1),
      repayEth: paysAll ? 'max' : repayEth,
    };
    const leastHealthFactor =
      paysAll || ltv === 0 ? 1 : Math.max(1, (loan.liquidationThreshold / ltv) * HEALTH_ROOM);
    return { releaseTokens, flashEth, rounds: [round], leastHealthFactor };
  }
  return unleverRounds(stake, loan, releaseTokens, repayEth);
}

function unleverRounds(
  { saleRateEth, pledgedTokens }: StakeView,
  loan: LoanView,
  releaseTokens: number,
  repayEth: number,
): UnleverPlan | undefined {
  // Nothing is borrowed on the way down, so only the threshold binds.
  const ceiling = loan.liquidationThreshold * 0.99;
  const ethPerToken = loan.collateralEth / pledgedTokens;
  const rounds: UnleverRound[] = [];
  let { collateralEth, owedEth } = loan;
  let toRelease = releaseTokens;
  let toRepay = repayEth;
  while (rounds.length < MOST_ROUNDS && toRelease > releaseTokens * DUST) {
    const free = collateralEth - owedEth / ceiling;
    const released =
      owedEth === 0 ? toRelease : Math.min(toRelease, Math.max(0, free) / ethPerToken);
    if (released <= releaseTokens * DUST) break;
    const repaid = Math.min(toRepay, released * saleRateEth * PROCEEDS_COUNTED_ON);
    const paysAll = repaid >= owedEth * (1 - DUST);
    const isLast = owedEth === 0 && releaseTokens === pledgedTokens;
    rounds.push({
      releaseTokens: isLast ? 'max' : released,
      sellTokens: isLast ? released * (1 - DUST) : released,
      repayEth: owedEth > 0 && paysAll ? 'max' : repaid,
    });
    toRelease -= released;
    toRepay -= repaid;
    collateralEth -= released * ethPerToken;
    owedEth = paysAll ? 0 : owedEth - repaid;
  }
  if (rounds.length === 0) return undefined;
  return { releaseTokens: releaseTokens - toRelease, flashEth: 0, rounds, leastHealthFactor: 1 };
}
