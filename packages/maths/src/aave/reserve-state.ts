/**
 * One Aave reserve as plain numbers, and what time and a change of its funds do to it (ReserveLogic v3.6). Pure: every
 * function returns a new state, so that a refused operation leaves no trace, not even the interest up to it, as a
 * reverted transaction does.
 */
import { compoundedGrowthRay, grownIndexRay, linearGrowthRay } from './interest.js';
import {
  borrowRateRay,
  supplyRateRay,
  utilisationRay,
  type RateCurveRay,
} from './rate-curve-ray.js';
import { RAY, percentMul, rayMulFloor } from './ray.js';
import { debtBalanceWei, supplySharesMinted } from './shares.js';

/** What governance sets. */
export interface ReserveParameters {
  readonly curve: RateCurveRay;
  /** The treasury's share of the borrowers' interest. */
  readonly reserveFactorBps: bigint;
}

export interface ReserveState {
  /** When indexes and treasury were last brought up to date. */
  readonly timestampSeconds: bigint;
  readonly supplyIndexRay: bigint;
  readonly debtIndexRay: bigint;
  /** Yearly, and valid until the next operation. */
  readonly supplyRateRay: bigint;
  readonly borrowRateRay: bigint;
  readonly supplyShares: bigint;
  readonly debtShares: bigint;
  /** aToken shares owed to the treasury, not yet minted and so not among `supplyShares`. */
  readonly treasuryShares: bigint;
  /** What can be withdrawn or borrowed: the contract's virtual balance. */
  readonly availableWei: bigint;
}

/** A reserve that nobody has used: indexes 1, rates 0 until the first operation sets them. */
export function emptyReserve(timestampSeconds: bigint): ReserveState {
  return {
    timestampSeconds,
    supplyIndexRay: RAY,
    debtIndexRay: RAY,
    supplyRateRay: 0n,
    borrowRateRay: 0n,
    supplyShares: 0n,
    debtShares: 0n,
    treasuryShares: 0n,
    availableWei: 0n,
  };
}

/** The supply index at a moment not before the state's, in ray. */
export function supplyIndexRayAt(state: ReserveState, atSeconds: bigint): bigint {
  const growthRay = linearGrowthRay(state.supplyRateRay, atSeconds - state.timestampSeconds);
  return grownIndexRay(state.supplyIndexRay, growthRay);
}

/** The debt index at a moment not before the state's, in ray. */
export function debtIndexRayAt(state: ReserveState, atSeconds: bigint): bigint {
  const growthRay = compoundedGrowthRay(state.borrowRateRay, atSeconds - state.timestampSeconds);
  return grownIndexRay(state.debtIndexRay, growthRay);
}

/** Interest up to `atSeconds` on both indexes, and the treasury's share of it, rounded so as not to pay it too much. */
export function accruedReserve(
  state: ReserveState,
  reserveFactorBps: bigint,
  atSeconds: bigint,
): ReserveState {
  const supplyIndexRay = supplyIndexRayAt(state, atSeconds);
  // Without debt the base rate may be above zero, yet nobody pays it: the index stands still.
  const debtIndexRay =
    state.debtShares === 0n ? state.debtIndexRay : debtIndexRayAt(state, atSeconds);
  const interestWei = rayMulFloor(state.debtShares, debtIndexRay - state.debtIndexRay);
  // Half up in the contract, too: the one place where the treasury may gain half a wei.
  const toTreasuryWei = percentMul(interestWei, reserveFactorBps);
  return {
    ...state,
    timestampSeconds: atSeconds,
    supplyIndexRay,
    debtIndexRay,
    treasuryShares: state.treasuryShares + supplySharesMinted(toTreasuryWei, supplyIndexRay),
  };
}

/** Rates anew from the state's funds, as at the end of every operation. */
export function repricedReserve(state: ReserveState, parameters: ReserveParameters): ReserveState {
  const debtWei = debtBalanceWei(state.debtShares, state.debtIndexRay);
  const utilisation = utilisationRay(state.availableWei, debtWei);
  const borrowRay = borrowRateRay(parameters.curve, utilisation);
  return {
    ...state,
    borrowRateRay: borrowRay,
    supplyRateRay: supplyRateRay(borrowRay, utilisation, parameters.reserveFactorBps),
  };
}
