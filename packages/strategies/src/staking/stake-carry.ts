import type { ChainRoleView, LoanView, RunConfig, StakeView } from '@basis/core-types';

/**
 * What a loan adds a year, per ETH of equity: L - 1 times what the staked token earns, as stake and as collateral, less what
 * the debt costs. Without it the token would be held all the same.
 */
export function loopCarryApr(stake: StakeView, loan: LoanView, targetLtv: number): number {
  const borrowed = targetLtv / (1 - targetLtv);
  return borrowed * (stake.stakingApr + loan.pledgeApr - loan.borrowApr);
}

/** What building and leaving the loan costs, per ETH of equity: what a sale loses of what was borrowed, and gas. */
export function loopCostRate(
  { stake, roundTripGasEth }: ChainRoleView & { readonly stake: StakeView },
  targetLtv: number,
  equityEth: number,
): number {
  const borrowed = targetLtv / (1 - targetLtv);
  return borrowed * lossOfSale(stake) + gasRate(roundTripGasEth, equityEth);
}

/** The same of a stake without a loan; through the queue it leaves at the protocol's rate. */
export function stakeCostRate(
  { stake, roundTripGasEth }: ChainRoleView & { readonly stake: StakeView },
  { unwind_mode }: RunConfig,
  equityEth: number,
): number {
  const loss = unwind_mode === 'fast' ? lossOfSale(stake) : 0;
  return loss + gasRate(roundTripGasEth, equityEth);
}

/** Nothing is worth any gas where there is nothing. */
function gasRate(gasEth: number, equityEth: number): number {
  return equityEth > 0 ? gasEth / equityEth : Infinity;
}

/** Share of its value that selling the token at a pool loses now; nothing where there is a premium or no pool. */
function lossOfSale({ rateEth, saleRateEth }: StakeView): number {
  return saleRateEth > 0 ? Math.max(0, 1 - saleRateEth / rateEth) : 0;
}
