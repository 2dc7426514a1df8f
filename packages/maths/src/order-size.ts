import { dustOf, isWholeSteps } from './rounding.js';

/** What a venue takes of an instrument in one order. */
export interface SizeBounds {
  readonly lotBase: number;
  readonly leastBase: number;
  /** Infinity where the venue sets no bound. */
  readonly mostBase: number;
  readonly leastNotional: number;
}

/** Why a venue does not take an order of this size: in its lots, at most, or worth at least. */
export type SizeProblem = 'lots' | 'most' | 'notional';

/** `closesAll` closes a position whole. */
export function sizeProblem(
  quantityBase: number,
  { lotBase, leastBase, mostBase, leastNotional }: SizeBounds,
  priceQuote: number,
  closesAll = false,
): SizeProblem | undefined {
  const inLots = quantityBase > 0 && isWholeSteps(quantityBase, lotBase);
  if (!inLots || quantityBase < leastBase) return 'lots';
  if (quantityBase > mostBase) return 'most';
  // Venues waive the minimum for closing a position whole, or its remainder could never be closed.
  if (!closesAll && quantityBase * priceQuote < leastNotional) return 'notional';
  return undefined;
}

/** How an order divides into what it closes of a position and what it opens; the rest of the position it keeps. */
export interface OrderSplit {
  readonly closesBase: number;
  readonly opensBase: number;
  readonly keepsBase: number;
  /** The whole position, but for binary fractions. */
  readonly closesAll: boolean;
}

/** `deltaBase` is negative for a sale. */
export function splitOrder(heldBase: number, deltaBase: number, lotBase: number): OrderSplit {
  const [held, quantity] = [Math.abs(heldBase), Math.abs(deltaBase)];
  if (heldBase * deltaBase >= 0) {
    return { closesBase: 0, opensBase: quantity, keepsBase: held, closesAll: false };
  }
  if (Math.abs(quantity - held) <= dustOf(lotBase, held)) {
    return { closesBase: held, opensBase: 0, keepsBase: 0, closesAll: true };
  }
  const closesBase = Math.min(quantity, held);
  const opensBase = quantity - closesBase;
  return { closesBase, opensBase, keepsBase: held - closesBase, closesAll: false };
}
