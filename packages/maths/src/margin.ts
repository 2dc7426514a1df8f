/** One rung of a venue's maintenance table, by notional. */
export interface MaintenanceTier {
  readonly floor_notional: number;
  readonly maintenance_margin_rate: number;
}

/**
 * The deduction that belongs to the tier of a notional: cum_k = cum_{k-1} + floor_k x (rate_k - rate_{k-1}). With it the
 * margin is continuous where tiers meet, and every published table can be reproduced from its rates and floors.
 */
export function tierDeduction(notional: number, tiers: readonly MaintenanceTier[]): number {
  let deduction = 0;
  for (let i = 1; i < tiers.length && notional > tiers[i]!.floor_notional; i++) {
    deduction +=
      tiers[i]!.floor_notional *
      (tiers[i]!.maintenance_margin_rate - tiers[i - 1]!.maintenance_margin_rate);
  }
  return deduction;
}

export function tierRate(notional: number, tiers: readonly MaintenanceTier[]): number {
  let tier = 0;
  while (tier + 1 < tiers.length && notional > tiers[tier + 1]!.floor_notional) tier++;
  return tiers[tier]!.maintenance_margin_rate;
}

/** Margin below which a venue liquidates. */
export function maintenanceMargin(notional: number, tiers: readonly MaintenanceTier[]): number {
  return notional * tierRate(notional, tiers) - tierDeduction(notional, tiers);
}

/**
 * The mark price at which a single cross position is liquidated, taking the tier of the given price.
 * `walletAndOpenValue` is the wallet balance plus the position's open value. 0 where no price liquidates.
 */
export function liquidationPrice(
  positionBase: number,
  walletAndOpenValue: number,
  markPrice: number,
  tiers: readonly MaintenanceTier[],
): number {
  const size = Math.abs(positionBase);
  const notional = size * markPrice;
  const price =
    (walletAndOpenValue + tierDeduction(notional, tiers)) /
    (size * tierRate(notional, tiers) - positionBase);
  return price > 0 ? price : 0;
}

/** What may leave a margin wallet: unrealised profit may not, and initial margin stays covered. */
export function withdrawableMargin(wallet: number, equity: number, initialMargin: number): number {
  return Math.max(0, Math.min(wallet, equity - initialMargin));
}
