import type { HedgeRoleView, Leg, StrategyView } from '@basis/core-types';
import { leaves, mayReceive, notionalWith, toShortBase } from './basis-legs.js';

/**
 * The first two steps of what is done about a margin that has become low: idle cash of the spot wallet goes there, at once
 * where it is the same venue, and then what other margins have to spare. Both leave the position as it is. Empty where that
 * is not enough: then spot is sold and as much of the short closed, which the plan for the equity of now does.
 */
export function bridgeLegs(
  view: StrategyView,
  cashQuote: number,
  lowRatio: number,
  leverage: number,
): Leg[] {
  const legs: Leg[] = [];
  let cash = Math.max(0, cashQuote);
  const notional = view.hedges.map((hedge) => notionalWith(hedge, toShortBase(view)));
  const spare = view.hedges.map((hedge, i) => spareQuote(hedge, notional[i]! / leverage));
  for (const [i, hedge] of view.hedges.entries()) {
    if (hedge.marginEquityQuote >= lowRatio * notional[i]!) continue;
    if (!mayReceive(hedge)) return [];
    let missing = notional[i]! / leverage - hedge.marginEquityQuote;
    const to = `hedge[${i}]` as const;
    const fee = hedge.sharesSpotVenue ? 0 : view.spot.withdrawalFeeQuote;
    const fromCash = Math.min(missing + fee, cash);
    if (fromCash > fee && (hedge.sharesSpotVenue || leaves(view.spot, fromCash))) {
      legs.push({ does: 'move', role: 'spot', to, token: view.quote, amount: fromCash });
      cash -= fromCash;
      missing -= fromCash - fee;
    }
    for (const [j, other] of view.hedges.entries()) {
      if (missing <= 0) break;
      const amount = Math.min(missing + other.withdrawalFeeQuote, spare[j]!);
      if (j === i || amount <= other.withdrawalFeeQuote || !leaves(other, amount)) continue;
      legs.push({ does: 'move', role: `hedge[${j}]`, to, token: view.quote, amount });
      spare[j] = spare[j]! - amount;
      missing -= amount - other.withdrawalFeeQuote;
    }
    if (missing > ROUNDING * notional[i]!) return [];
  }
  return legs;
}

/** What a rounded transfer may leave missing, as a share of the notional. */
const ROUNDING = 1e-6;

/** What a margin holds beyond its plan and would let go of; a little less, because venues sum in another order. */
function spareQuote(
  { marginEquityQuote, withdrawableQuote }: HedgeRoleView,
  plannedQuote: number,
): number {
  const beyond = marginEquityQuote - plannedQuote;
  return Math.max(0, Math.min(beyond, withdrawableQuote) - WITHDRAWAL_GRID);
}

const WITHDRAWAL_GRID = 1e-6;
