import type { Leg, RunConfig, StakeView } from '@basis/core-types';
import { planLever, planUnlever } from './loop-plan.js';
import type { Stakes } from './stakes-of.js';

/** Below this an amount of ETH counts as nothing. */
export const DUST_ETH = 1e-6;

/** How the chain's part of the plan is built and left, as configured. */
export interface StakePlan {
  /** Debt / collateral; 0 where nothing is borrowed. */
  readonly targetLtv: number;
  readonly byFlashLoan: boolean;
  readonly unwind: RunConfig['unwind_mode'];
  /** A sale below the protocol's rate by more than this waits in the queue instead. */
  readonly maxSaleDiscount: number;
  readonly ltvTolerance: number;
}

export function stakePlan(config: RunConfig): StakePlan {
  const { ltv_tolerance, max_sale_discount } = config.component_config.strategy_manager;
  return {
    targetLtv: config.target_ltv ?? 0,
    byFlashLoan: config.use_flash_loan,
    unwind: config.unwind_mode,
    maxSaleDiscount: max_sale_discount,
    ltvTolerance: ltv_tolerance,
  };
}

/** ETH that is in the wallet, or will be with the next decision without anything being unwound; gas is made up for first. */
export function atHandEth({ freeEth, missingGasEth, wethHeld, stake }: Stakes): number {
  return freeEth + Math.max(0, wethHeld + stake.claimableEth - missingGasEth);
}

/** What lies ready and only has to be taken: finalised withdrawals, WETH. */
export function gatherLegs({ wethHeld, stake }: Stakes): Leg[] {
  const legs: Leg[] = [];
  const { claimableEth } = stake;
  if (claimableEth > DUST_ETH)
    legs.push({ does: 'claim', role: 'chain', token: 'ETH', amount: claimableEth });
  if (wethHeld > DUST_ETH)
    legs.push({ does: 'unwrap', role: 'chain', token: 'WETH', amount: wethHeld });
  return legs;
}

/** Whether a market pays so much less than the protocol that a plan waits instead of selling. */
export function isSaleDear({ saleRateEth, rateEth }: StakeView, plan: StakePlan): boolean {
  return !(saleRateEth >= rateEth * (1 - plan.maxSaleDiscount));
}

/** Stakes `ownEth`, with a loan on top where `borrows`. */
export function placeLegs(
  { stake, loan }: Stakes,
  plan: StakePlan,
  ownEth: number,
  borrows: boolean,
): Leg[] {
  const lever =
    borrows && loan !== undefined
      ? planLever(stake, loan, ownEth, plan.targetLtv, plan.byFlashLoan)
      : undefined;
  if (lever !== undefined) {
    const { stakeEth: amount, ...sizes } = lever;
    return [{ does: 'lever', role: 'chain', token: stake.token, amount, ...sizes }];
  }
  if (ownEth <= DUST_ETH) return [];
  return [{ does: 'stake', role: 'chain', token: 'ETH', amount: ownEth }];
}

/**
 * The next steps by which `wantedEth` comes to lie in the wallet as ETH. Fast, what is staked is sold at a pool, with the
 * loan paid back in proportion; slow, it goes through the queue, and the loan is paid back with what comes out of it, so
 * that the rest can follow. What waits in the queue already is counted on.
 */
export function releaseLegs(chain: Stakes, plan: StakePlan, wantedEth: number): Leg[] {
  const { stake, loan } = chain;
  const missingEth = wantedEth + chain.missingGasEth - atHandEth(chain);
  // What costs as much to fetch as it is, is left.
  const leastEth = Math.max(DUST_ETH, 2 * chain.roundTripGasEth);
  const sells = plan.unwind === 'fast' && !isSaleDear(stake, plan);
  const legs = gatherLegs(chain);
  const owes = (loan?.owedEth ?? 0) > DUST_ETH;
  if (!sells) {
    const inQueue = stake.queuedEth;
    if (owes) return [...legs, ...queueLoanLegs(chain, plan, missingEth - inQueue)];
    if (missingEth - inQueue <= leastEth) return legs;
    return [...legs, ...unstakeLegs(chain, (missingEth - inQueue) / stake.rateEth, 'queue')];
  }
  if (missingEth <= leastEth) return legs;
  const held = Math.min(stake.heldTokens, missingEth / stake.saleRateEth);
  if (!owes) return [...legs, ...unstakeLegs(chain, missingEth / stake.saleRateEth, 'market')];
  return [
    ...legs,
    ...unstakeLegs(chain, held, 'market'),
    ...unleverLegs(chain, plan, missingEth - held * stake.saleRateEth, plan.targetLtv),
  ];
}

/** Tokens out of the wallet and, where those do not do, out of the lending venue, which holds them free of debt. */
function unstakeLegs({ stake }: Stakes, tokens: number, by: 'queue' | 'market'): Leg[] {
  const { token, heldTokens, pledgedTokens, rateEth, leastRequestEth } = stake;
  const least = by === 'queue' ? Math.max(leastRequestEth, DUST_ETH) : DUST_ETH;
  const amount = Math.min(tokens, heldTokens + pledgedTokens);
  if (amount * rateEth < least) return [];
  const unstake = { does: 'unstake', role: 'chain', token, amount, by } as const;
  if (amount <= heldTokens) return [unstake];
  const released = { role: 'chain', token, amount: amount - heldTokens } as const;
  return [{ does: 'withdraw', ...released }, unstake];
}

/** Brings the loan to `targetLtv` and `outEth` out of it by selling what is pledged. */
export function unleverLegs(
  { stake, loan }: Stakes,
  plan: StakePlan,
  outEth: number,
  targetLtv: number,
): Leg[] {
  if (loan === undefined) return [];
  const unlever = planUnlever(stake, loan, outEth, targetLtv, plan.byFlashLoan);
  if (unlever === undefined) return [];
  const { releaseTokens: amount, ...sizes } = unlever;
  return [{ does: 'unlever', role: 'chain', token: stake.token, amount, ...sizes }];
}

/** Share of the liquidation threshold up to which a loan may stand while it is taken apart through the queue. */
const ON_THE_WAY = 0.97;

/**
 * A loan taken apart through the queue: what came out of it pays the loan back first, in the same decision that claims it,
 * then as much is released as the health factor allows, and so on from decision to decision.
 */
function queueLoanLegs(chain: Stakes, plan: StakePlan, missingEth: number): Leg[] {
  const { stake } = chain;
  const loan = chain.loan!;
  const { collateralEth, owedEth, liquidationThreshold } = loan;
  const ltv = Math.min(plan.targetLtv, owedEth / collateralEth);
  const kept = Math.max(0, (collateralEth - owedEth - missingEth) / (1 - ltv));
  const repayEth = Math.min(atHandEth(chain), Math.max(0, owedEth - ltv * kept));
  if (repayEth > DUST_ETH)
    return [{ does: 'repay', role: 'chain', token: 'ETH', amount: repayEth }];
  const releasable = collateralEth - owedEth / (liquidationThreshold * ON_THE_WAY);
  const released = Math.min(releasable, collateralEth - kept);
  const amount = (stake.pledgedTokens * released) / collateralEth;
  if (!(amount * stake.rateEth > Math.max(stake.leastRequestEth, DUST_ETH))) return [];
  const head = { role: 'chain', token: stake.token, amount } as const;
  return [
    { does: 'withdraw', ...head },
    { does: 'unstake', ...head, by: 'queue' },
  ];
}
