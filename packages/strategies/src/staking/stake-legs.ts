import type { Leg, LoanView, RunConfig, StakeView } from '@basis/core-types';
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
  /** Below this a loan is relieved at any price. */
  readonly healthWarning: number;
}

export function stakePlan(config: RunConfig): StakePlan {
  const { strategy_manager, risk_monitor } = config.component_config;
  const { ltv_tolerance, max_sale_discount } = strategy_manager;
  return {
    targetLtv: config.target_ltv ?? 0,
    byFlashLoan: config.use_flash_loan,
    unwind: config.unwind_mode,
    maxSaleDiscount: max_sale_discount,
    ltvTolerance: ltv_tolerance,
    healthWarning: risk_monitor.health_factor_warning,
  };
}

/**
 * ETH that is in the wallet, or will be with the next decision without anything being unwound, beyond the gas of the wallet:
 * below 0 where that is short of more.
 */
export function atHandEth({ freeEth, missingGasEth, wethHeld, stake }: Stakes): number {
  return freeEth + worthTaking(wethHeld) + worthTaking(stake.claimableEth) - missingGasEth;
}

/** What of it may be put to work: where both ways cost more than the wallet keeps for gas, that much of it stays. */
export function spendableEth(chain: Stakes): number {
  const { gasEth, missingGasEth, roundTripGasEth } = chain;
  return atHandEth(chain) - Math.max(0, roundTripGasEth - gasEth - missingGasEth);
}

/** Whether the wallet has gas for what a plan may take. One that has not waits: a transaction short of gas is refused. */
export function paysItsGas({ freeEth, gasEth, roundTripGasEth }: Stakes): boolean {
  return gasEth + freeEth >= roundTripGasEth;
}

function worthTaking(eth: number): number {
  return eth > DUST_ETH ? eth : 0;
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
  return !(saleRateEth > 0 && saleRateEth >= rateEth * (1 - plan.maxSaleDiscount));
}

/**
 * Stakes `ownEth`, with a loan on top where `borrows`. One that is beyond its plan is paid back with it first.
 */
export function placeLegs(chain: Stakes, plan: StakePlan, ownEth: number, borrows: boolean): Leg[] {
  const { stake, loan } = chain;
  const beyond = owes(chain) ? beyondPlanEth(loan!, plan.targetLtv, ownEth) : 0;
  const leastEth = leastRepayEth(chain);
  if (beyond > leastEth) {
    const amount = Math.min(beyond, ownEth);
    return amount > leastEth ? [{ does: 'repay', role: 'chain', token: 'ETH', amount }] : [];
  }
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

/** Of a debt, what interest adds within days is not paid back by itself: it would be owed again with the next step. */
const LEAST_REPAID = 0.001;

/** Less than this is not worth a step: the gas of it alone would leave the loan as far beyond its plan again. */
function leastRepayEth({ loan, roundTripGasEth }: Stakes): number {
  return Math.max(roundTripGasEth, DUST_ETH, (loan?.owedEth ?? 0) * LEAST_REPAID);
}

/** Debt that the plan would not have with so much more of our own in the position. */
function beyondPlanEth({ collateralEth, owedEth }: LoanView, targetLtv: number, ownEth: number) {
  return owedEth - (targetLtv / (1 - targetLtv)) * (collateralEth - owedEth + ownEth);
}

/** While so much of what is queued is missing still, nothing more is asked for: yield and prices move what is wanted. */
const SHORT_OF_QUEUE = 0.01;

/**
 * The next steps by which `wantedEth` comes to lie in the wallet as ETH. Fast, what is staked is sold at a pool, with the
 * loan paid back in proportion; slow, it goes through the queue, and the loan is paid back with what comes out of it, so
 * that the rest can follow. What waits in the queue already is counted on. What comes fills up the gas of the wallet
 * first, and the steps themselves burn some: both are asked for with the rest, or each step would ask again.
 */
export function releaseLegs(chain: Stakes, plan: StakePlan, wantedEth: number): Leg[] {
  const { stake, roundTripGasEth } = chain;
  const legs = gatherLegs(chain);
  const missingEth = wantedEth - atHandEth(chain) - stake.queuedEth;
  const sells = plan.unwind === 'fast' && !isSaleDear(stake, plan);
  const askedEth = missingEth + roundTripGasEth;
  const leastEth = leastReleaseEth(chain);
  if (owes(chain) && !sells) return [...legs, ...queueLoanLegs(chain, plan, askedEth)];
  if (missingEth <= Math.max(leastEth, stake.queuedEth * SHORT_OF_QUEUE)) return legs;
  if (!sells) return [...legs, ...unstakeLegs(chain, askedEth / stake.rateEth, 'queue')];
  const tokens = askedEth / stake.saleRateEth;
  if (!owes(chain)) return [...legs, ...unstakeLegs(chain, tokens, 'market')];
  const held = Math.min(stake.heldTokens, tokens);
  return [
    ...legs,
    ...unstakeLegs(chain, held, 'market'),
    ...unleverLegs(chain, plan, askedEth - held * stake.saleRateEth, plan.targetLtv),
  ];
}

/** What costs as much to fetch as it is, is left. */
export function leastReleaseEth({ roundTripGasEth }: Stakes): number {
  return Math.max(DUST_ETH, 2 * roundTripGasEth);
}

export function owes({ loan }: Stakes): boolean {
  return (loan?.owedEth ?? 0) > DUST_ETH;
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

/** Smaller parts of the collateral than this are not sent through the queue but with the next one, save for the last. */
const LEAST_PART = 0.005;

/** A loan that is taken apart through the queue keeps so far from the warning: interest goes on while it waits. */
const ON_THE_WAY = 1.01;

/**
 * A loan taken apart through the queue: what came out of it pays the loan back first, in the same decision that claims it,
 * then as much is released as the health factor allows, and so on from decision to decision.
 */
function queueLoanLegs(chain: Stakes, plan: StakePlan, missingEth: number): Leg[] {
  const { stake } = chain;
  const loan = chain.loan!;
  const { collateralEth, owedEth, liquidationThreshold } = loan;
  const leastPartEth = LEAST_PART * collateralEth;
  const tokens = Math.min(stake.heldTokens, missingEth / stake.rateEth);
  // What the loan does not bind goes first.
  const isWorthIt = missingEth > Math.max(chain.roundTripGasEth, stake.queuedEth * SHORT_OF_QUEUE);
  const unbound = isWorthIt ? unstakeLegs(chain, tokens, 'queue') : [];
  if (unbound.length > 0) return unbound;
  const ltv = plan.targetLtv;
  // At the target; or where the loan is small enough already, all that is missing out of the collateral, which never grows.
  const kept = Math.max(
    0,
    Math.min(
      (collateralEth - owedEth - missingEth) / (1 - ltv),
      collateralEth - Math.max(0, missingEth),
    ),
  );
  const repayEth = Math.min(spendableEth(chain), Math.max(0, owedEth - ltv * kept));
  // The last of the debt may be as small as it is.
  if (repayEth > leastRepayEth(chain) || repayEth === owedEth)
    return [{ does: 'repay', role: 'chain', token: 'ETH', amount: repayEth }];
  const releasable =
    collateralEth - (owedEth * plan.healthWarning * ON_THE_WAY) / liquidationThreshold;
  const released = Math.min(releasable, collateralEth - kept);
  const amount = (stake.pledgedTokens * released) / collateralEth;
  // The last part may be as small as it is.
  const isLast = released === collateralEth - kept;
  const leastAsked = Math.max(
    ...[stake.leastRequestEth, chain.roundTripGasEth, DUST_ETH, stake.queuedEth * SHORT_OF_QUEUE],
    isLast ? 0 : leastPartEth,
  );
  if (!(amount * stake.rateEth > leastAsked)) return [];
  const head = { role: 'chain', token: stake.token, amount } as const;
  return [
    { does: 'withdraw', ...head },
    { does: 'unstake', ...head, by: 'queue' },
  ];
}
