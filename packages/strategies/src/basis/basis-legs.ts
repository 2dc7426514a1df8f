import type { HedgeRoleView, Leg, StrategyView } from '@basis/core-types';
import { roundToStep } from '@basis/maths';
import type { BasisTarget } from './basis-target.js';

/** Base units short at all venues together, as a positive number. */
export function hedgedBase(view: StrategyView): number {
  let hedged = 0;
  for (const hedge of view.hedges) hedged -= hedge.positionBase;
  return hedged;
}

/** Whether nothing is held but cash; remains of the asset that cannot be sold do not count. */
export function isFlat(view: StrategyView): boolean {
  for (const hedge of view.hedges) if (hedge.positionBase !== 0) return false;
  return sellable(view, view.spot.baseHeld) === 0;
}

/** How much of this the spot market takes: whole lots, nothing below its least order. */
function sellable({ spot }: StrategyView, base: number): number {
  const lots = roundToStep(base, spot.lotBase, 'down');
  return lots > 0 && lots * spot.priceQuote >= spot.minNotionalQuote ? lots : 0;
}

/** Whether any one perp venue would take all of it, so that however it is split something is shorted. */
export function isShortable(view: StrategyView, base: number): boolean {
  return view.hedges.every(({ lotBase, markPriceQuote, minNotionalQuote }) => {
    const lots = roundToStep(base, lotBase, 'down');
    return lots > 0 && lots * markPriceQuote >= minNotionalQuote;
  });
}

/** Share of what earlier legs bring that later ones may spend: fills and transfers are rounded down to grids. */
const COUNTED_ON = 1 - 1e-4;

/** A venue may sum its balances in another order: a withdrawal stays this much below what it should let go of. */
const WITHDRAWAL_GRID = 1e-6;

/** What a change must be worth to be made: of the position's size, and of the difference between its two sides. */
export type Least = Pick<BasisTarget, 'leastQuote' | 'leastDriftQuote'>;

/** For leaving whole: everything is worth it. */
export const ANY: Least = { leastQuote: 0, leastDriftQuote: 0 };

/**
 * Legs that bring hedge and spot down to `hedgeBase`: shorts are closed venue by venue towards their allocation, but
 * never left larger than the spot they hedge; then the spot that is no longer hedged is sold.
 */
export function reduceLegs(view: StrategyView, hedgeBase: number, least: Least): Leg[] {
  const legs: Leg[] = [];
  const { spot } = view;
  const all = hedgeBase === 0;
  const goal = Math.min(hedgeBase, spot.baseHeld);
  const overHedged = (hedgedBase(view) - spot.baseHeld) * spot.priceQuote >= least.leastDriftQuote;
  const leastQuote = overHedged ? 0 : least.leastQuote;
  let kept = 0;
  view.hedges.forEach((hedge, i) => {
    const short = -hedge.positionBase;
    const surplus = roundToStep(
      Math.max(short - goal * hedge.allocation, 0),
      hedge.lotBase,
      'down',
    );
    const covered = all ? short : surplus;
    const notional = covered * hedge.markPriceQuote;
    const worthIt =
      all || (notional >= hedge.minNotionalQuote && notional >= leastQuote * hedge.allocation);
    if (covered > 0 && worthIt) {
      legs.push({ does: 'cover', role: `hedge[${i}]`, token: view.asset, amount: covered });
      kept += short - covered;
    } else {
      kept += short;
    }
  });
  const spare = spot.baseHeld - kept;
  const sold = sellable(view, spare);
  const wanted = all || legs.length > 0 || kept >= goal;
  if (sold > 0 && spare * spot.priceQuote >= least.leastDriftQuote && wanted)
    legs.push({ does: 'sell', role: 'spot', token: view.asset, amount: sold });
  return legs;
}

/**
 * Transfers between the spot wallet and the margins towards their targets: surplus comes back first, and what is then
 * free at the spot wallet, less `reservedQuote`, goes out. Fees of the way are added to what is sent.
 */
export function moveLegs(view: StrategyView, target: BasisTarget, freeQuote: number): Leg[] {
  const legs: Leg[] = [];
  let free = freeQuote;
  view.hedges.forEach((hedge, i) => {
    const surplus = Math.min(
      hedge.marginEquityQuote - target.marginQuote[i]!,
      hedge.withdrawableQuote - WITHDRAWAL_GRID,
    );
    if (surplus < target.leastQuote || !canLeave(hedge, hedge, surplus)) return;
    legs.push({
      does: 'move',
      role: `hedge[${i}]`,
      to: 'spot',
      token: view.quote,
      amount: surplus,
    });
    if (hedge.sharesSpotVenue) free += surplus * COUNTED_ON;
  });
  view.hedges.forEach((hedge, i) => {
    const missing = target.marginQuote[i]! - hedge.marginEquityQuote;
    if (missing < target.leastQuote) return;
    const fee = hedge.sharesSpotVenue ? 0 : view.spot.withdrawalFeeQuote;
    const amount = Math.min(missing + fee, free);
    if (amount - fee < target.leastQuote || !canLeave(view.spot, hedge, amount)) return;
    free -= amount;
    legs.push({ does: 'move', role: 'spot', to: `hedge[${i}]`, token: view.quote, amount });
  });
  return legs;
}

/** Whether the source lets go of this amount; between the wallets of one venue it always does. */
function canLeave(
  source: Pick<HedgeRoleView, 'minWithdrawalQuote' | 'withdrawalFeeQuote'>,
  hedge: HedgeRoleView,
  amount: number,
): boolean {
  return (
    hedge.sharesSpotVenue ||
    (amount > source.withdrawalFeeQuote && amount >= source.minWithdrawalQuote)
  );
}

/**
 * Legs that bring spot and hedge up to `hedgeBase`, as far as the cash at the spot wallet reaches. The fee of a spot
 * purchase is kept in the asset, so more is bought than is hedged.
 */
export function increaseLegs(view: StrategyView, hedgeBase: number, least: Least): Leg[] {
  const { spot } = view;
  const affordable =
    (spot.quoteHeld / (spot.priceQuote * (1 + spot.costRate))) * (1 - spot.baseFeeRate);
  const spotAfter = Math.min(hedgeBase, spot.baseHeld + affordable);
  const bought = roundToStep(
    Math.max(spotAfter - spot.baseHeld, 0) / (1 - spot.baseFeeRate),
    spot.lotBase,
    'down',
  );
  const notional = bought * spot.priceQuote;
  const buys = bought > 0 && notional >= spot.minNotionalQuote && notional >= least.leastQuote;
  const held = spot.baseHeld + (buys ? bought * (1 - spot.baseFeeRate) : 0);

  const legs: Leg[] = [];
  if (buys) legs.push({ does: 'buy', role: 'spot', token: view.asset, amount: bought });
  const unhedged = held - hedgedBase(view);
  if (unhedged * spot.priceQuote >= least.leastDriftQuote && isShortable(view, unhedged)) {
    legs.push({ does: 'short', role: 'hedge', token: view.asset, amount: unhedged });
  }
  return legs;
}

/**
 * The hedge that the margins of now carry at the planned leverage: all of the target where they are filled, else what
 * the poorest venue allows. An account too small for its transfers then stays in cash instead of being refused.
 */
export function carriedHedge(view: StrategyView, target: BasisTarget): number {
  let share = 1;
  view.hedges.forEach((hedge, i) => {
    const planned = target.marginQuote[i]!;
    if (planned - hedge.marginEquityQuote < target.leastQuote) return;
    share = Math.min(share, Math.max(0, hedge.marginEquityQuote / planned));
  });
  return target.hedgeBase * share;
}

/** Cash that the spot wallet will surely have after these legs have been traded, by configured costs. */
export function quoteAfter(view: StrategyView, legs: readonly Leg[]): number {
  const { priceQuote, costRate, quoteHeld } = view.spot;
  let quote = quoteHeld;
  for (const leg of legs) {
    if (leg.does === 'sell') quote += leg.amount * priceQuote * (1 - costRate) * COUNTED_ON;
  }
  return quote;
}
