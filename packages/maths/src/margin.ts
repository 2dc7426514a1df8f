/** One rung of a venue's maintenance table, by notional. */
export interface MaintenanceTier {
  readonly floor_notional: number;
  readonly maintenance_margin_rate: number;
}

/**
 * A venue's maintenance table. The margin of a notional is notional x rate - deduction, with the deduction of tier k
 * cum_k = cum_{k-1} + floor_k x (rate_k - rate_{k-1}): so the margin is continuous where tiers meet, and every published
 * table follows from its floors and rates. A floor itself still belongs to the tier below.
 */
export class MarginTable {
  readonly #floors: Float64Array;
  readonly #rates: Float64Array;
  readonly #deductions: Float64Array;

  constructor(tiers: readonly MaintenanceTier[]) {
    this.#floors = Float64Array.from(tiers, (tier) => tier.floor_notional);
    this.#rates = Float64Array.from(tiers, (tier) => tier.maintenance_margin_rate);
    this.#deductions = new Float64Array(tiers.length);
    for (let k = 1; k < tiers.length; k++) {
      const step = this.#floors[k]! * (this.#rates[k]! - this.#rates[k - 1]!);
      this.#deductions[k] = this.#deductions[k - 1]! + step;
    }
  }

  #tier(notional: number): number {
    let tier = 0;
    while (tier + 1 < this.#floors.length && notional > this.#floors[tier + 1]!) tier++;
    return tier;
  }

  rate(notional: number): number {
    return this.#rates[this.#tier(notional)]!;
  }

  deduction(notional: number): number {
    return this.#deductions[this.#tier(notional)]!;
  }

  /** Margin below which the venue liquidates. */
  maintenance(notional: number): number {
    const tier = this.#tier(notional);
    return notional * this.#rates[tier]! - this.#deductions[tier]!;
  }

  /**
   * The mark price at which a single cross position is liquidated, taking the tier of the given price.
   * `walletAndOpenValue` is the wallet balance plus the position's open value. 0 where no price liquidates.
   */
  liquidationPrice(positionBase: number, walletAndOpenValue: number, markPrice: number): number {
    const size = Math.abs(positionBase);
    const tier = this.#tier(size * markPrice);
    const price =
      (walletAndOpenValue + this.#deductions[tier]!) / (size * this.#rates[tier]! - positionBase);
    return price > 0 ? price : 0;
  }
}

/** What may leave a margin wallet: unrealised profit may not, and initial margin stays covered. */
export function withdrawableMargin(wallet: number, equity: number, initialMargin: number): number {
  return Math.max(0, Math.min(wallet, equity - initialMargin));
}
