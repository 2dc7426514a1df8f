import type { MarketKind, OrderRequest, Outcome } from '@basis/core-types';
import { isWholeSteps } from '@basis/maths';
import { refusal } from './model-order.js';

/** What a venue takes of the orders of one market since it changed its mind; configuration does not know of it. */
export interface OrderFilter {
  readonly market: MarketKind;
  readonly lotBase?: number;
  readonly tickQuote?: number;
  /** Waived for what only reduces a position. */
  readonly leastNotional?: number;
}

/** Why it takes an order no more; undefined where it does. An order without a worst price is on every grid. */
export function filtered(filter: OrderFilter, order: OrderRequest): Outcome | undefined {
  const { market, quantityBase, reduceOnly, worstPriceQuote: price } = order;
  const { lotBase, tickQuote, leastNotional } = filter;
  if (filter.market !== market) return undefined;
  if (lotBase !== undefined && !isWholeSteps(quantityBase, lotBase))
    return refusal('VEN-003', `${quantityBase} in lots of ${lotBase}`);
  if (price === undefined) return undefined;
  if (tickQuote !== undefined && !isWholeSteps(price, tickQuote))
    return refusal('VEN-003', `a price of ${price} in steps of ${tickQuote}`);
  if (leastNotional !== undefined && !reduceOnly && quantityBase * price < leastNotional)
    return refusal('VEN-004', `${quantityBase * price} of at least ${leastNotional}`);
  return undefined;
}
