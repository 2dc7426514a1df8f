/**
 * Health factor from the account's sums, both in one currency at the protocol's oracle: collateral times its
 * liquidation thresholds, over debt. Infinite where nothing is owed.
 */
export function healthFactorOf(thresholdCollateralUsd: number, debtUsd: number): number {
  return debtUsd > 0 ? thresholdCollateralUsd / debtUsd : Infinity;
}

/** Health factor of a position with collateral of `leverage` times its equity, the rest borrowed. */
export function healthFactorAtLeverage(liquidationThreshold: number, leverage: number): number {
  return healthFactorOf(liquidationThreshold * leverage, leverage - 1);
}

/**
 * Leverage (collateral over equity) at which a position has this health factor: 1 / (1 - threshold / healthFactor).
 * With a loan-to-value limit and a health factor of 1, the most that can be opened.
 */
export function leverageAtHealthFactor(liquidationThreshold: number, healthFactor: number): number {
  return 1 / (1 - liquidationThreshold / healthFactor);
}
