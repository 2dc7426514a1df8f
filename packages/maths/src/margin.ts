/** One rung of a venue's margin table, by notional. */
export interface NotionalTier {
  readonly floor_notional: number;
  /** null where the last tier is open. */
  readonly cap_notional: number | null;
  readonly maintenance_margin_rate: number;
  readonly max_leverage: number;
}

/**
 * A venue's margin table. The maintenance margin of a notional is notional x rate - deduction, with the deduction of tier k
 * cum_k = cum_{k-1} + floor_k x (rate_k - rate_{k-1}): so the margin is continuous where tiers meet, and every published
 * table follows from its floors and rates. A floor itself still belongs to the tier below.
 */
export class MarginTable {
  readonly #floors: Float64Array;
  readonly #rates: Float64Array;
  readonly #deductions: Float64Array;
  readonly #leverages: Float64Array;
  /** The largest position that the venue carries; Infinity where its table has no end. */
  readonly largestNotional: number;

  constructor(tiers: readonly NotionalTier[]) {
    this.#floors = Float64Array.from(tiers, (tier) => tier.floor_notional);
    this.#rates = Float64Array.from(tiers, (tier) => tier.maintenance_margin_rate);
    this.#leverages = Float64Array.from(tiers, (tier) => tier.max_leverage);
    this.largestNotional = tiers.at(-1)?.cap_notional ?? Infinity;
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

  /** What opening a position of this notional ties up: leverage as set on the account, or less where its tier allows less. */
  initial(notional: number, leverage: number): number {
    return notional / Math.min(leverage, this.#leverages[this.#tier(notional)]!);
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
