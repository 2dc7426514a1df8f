/**
 * Shares and balances as in Aave's TokenMath (since v3.5): every rounding favours the protocol, so that no sequence of
 * operations at one moment takes out more than was put in. Amounts in wei, indexes in ray, shares are amounts at an
 * index of 1 ("scaled").
 */
import { rayDivCeil, rayDivFloor, rayMulCeil, rayMulFloor } from './ray.js';

/** aToken shares that a supply of `amountWei` mints: down. */
export function supplySharesMinted(amountWei: bigint, supplyIndexRay: bigint): bigint {
  return rayDivFloor(amountWei, supplyIndexRay);
}

/** aToken shares that a withdrawal of `amountWei` burns, or a transfer moves: up. */
export function supplySharesBurned(amountWei: bigint, supplyIndexRay: bigint): bigint {
  return rayDivCeil(amountWei, supplyIndexRay);
}

/** What aToken shares are worth, in wei: down. */
export function supplyBalanceWei(shares: bigint, supplyIndexRay: bigint): bigint {
  return rayMulFloor(shares, supplyIndexRay);
}

/** Debt shares that a loan of `amountWei` mints: up. */
export function debtSharesMinted(amountWei: bigint, debtIndexRay: bigint): bigint {
  return rayDivCeil(amountWei, debtIndexRay);
}

/** Debt shares that a repayment of `amountWei` burns: down. */
export function debtSharesBurned(amountWei: bigint, debtIndexRay: bigint): bigint {
  return rayDivFloor(amountWei, debtIndexRay);
}

/** What debt shares owe, in wei: up. */
export function debtBalanceWei(shares: bigint, debtIndexRay: bigint): bigint {
  return rayMulCeil(shares, debtIndexRay);
}
