import type { HedgeRoleView, Leg, StrategyView } from '@basis/core-types';
import { roundToStep } from '@basis/maths';
import { LEAST_MOVE_QUOTE, type BasisTarget } from './basis-target.js';

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

/** A venue may sum its balances in another order: a withdrawal stays this much below what it should let go of. */
const WITHDRAWAL_GRID = 1e-6;

/** What a change must be worth to be made: of the position's size, and of the difference between its two sides. */
export type Least = Pick<BasisTarget, 'leastQuote' | 'leastDriftQuote' | 'leastMarginRatio'>;

/** For leaving whole: everything is worth it. */
export const ANY: Least = { leastQuote: 0, leastDriftQuote: 0, leastMarginRatio: 0 };

/** Whether the fees of laying out the margins fit into the cash that is kept for costs: else they eat a small account. */
export function isWorthItsWay({ spot, hedges }: StrategyView, bufferQuote: number): boolean {
  let fees = 0;
  for (const { sharesSpotVenue, allocation } of hedges)
    if (!sharesSpotVenue && allocation > 0) fees += spot.withdrawalFeeQuote;
  return fees === 0 || fees <= bufferQuote;
}

/** Below this what is left of the asset elsewhere is not worth bringing: its hedge is closed with the rest. */
export const REMAINS_QUOTE = 10;

/** What of the hedged asset lies at the spot venue and could be sold now; nothing while it takes no orders. */
function atMarket({ spot }: StrategyView): number {
  return spot.takesOrders ? spot.baseHeld : 0;
}

/**
 * Legs that bring hedge and spot down to `hedgeBase`, of `held` in all: shorts are closed venue by venue towards their
 * allocation, but never left larger than what they hedge, nor closed for what cannot be sold with them; then what is no
 * longer hedged is sold. A venue that takes no orders keeps its short, and what that hedges is kept too.
 */
export function reduceLegs(
  view: StrategyView,
  hedgeBase: number,
  least: Least,
  held = view.spot.baseHeld,
): Leg[] {
  const legs: Leg[] = [];
  const { spot } = view;
  const goal = Math.max(Math.min(hedgeBase, held), held - atMarket(view));
  const all = hedgeBase === 0 && goal * spot.priceQuote < REMAINS_QUOTE;
  const overHedged = (hedgedBase(view) - held) * spot.priceQuote >= least.leastDriftQuote;
  const leastQuote = overHedged ? 0 : least.leastQuote;
  // A venue with more than its part keeps it where what it hedges is not for sale: it would be shorted again.
  let coverable = hedgedBase(view) - held + atMarket(view);
  let kept = 0;
  view.hedges.forEach((hedge, i) => {
    const short = -hedge.positionBase;
    const surplus = Math.max(0, Math.min(short - goal * hedge.allocation, coverable));
    const covered = all ? short : roundToStep(surplus, hedge.lotBase, 'down');
    const notional = covered * hedge.markPriceQuote;
    const worthIt =
      all || (notional >= hedge.minNotionalQuote && notional >= leastQuote * hedge.allocation);
    if (covered > 0 && worthIt && hedge.takesOrders) {
      legs.push({ does: 'cover', role: `hedge[${i}]`, token: view.asset, amount: covered });
      kept += short - covered;
      coverable -= covered;
    } else {
      kept += short;
    }
  });
  const spare = Math.min(held - kept, atMarket(view));
  const sold = sellable(view, spare);
  // Where the plan is smaller than the hedge nothing is shorted for what came to the market, so it is sold.
  const wanted = all || legs.length > 0 || kept >= Math.min(hedgeBase, held);
  if (sold > 0 && spare * spot.priceQuote >= least.leastDriftQuote && wanted)
    legs.push({ does: 'sell', role: 'spot', token: view.asset, amount: sold });
  return legs;
}

/**
 * Transfers between the spot wallet and the margins towards their targets: surplus comes back first, and what is then
 * free at the spot wallet, less `reservedQuote`, goes out. Fees of the way are added to what is sent.
 */
export function moveLegs(
  view: StrategyView,
  target: Pick<BasisTarget, 'marginQuote' | 'leastQuote' | 'hedgeBase'>,
  freeQuote: number,
): Leg[] {
  const legs: Leg[] = [];
  let free = freeQuote;
  view.hedges.forEach((hedge, i) => {
    const surplus = Math.min(
      hedge.marginEquityQuote - target.marginQuote[i]!,
      hedge.withdrawableQuote -
        toOpen(hedge, target.hedgeBase * hedge.allocation + hedge.positionBase) -
        WITHDRAWAL_GRID,
    );
    if (!(surplus >= target.leastQuote) || !canLeave(hedge, hedge, surplus)) return;
    legs.push({
      does: 'move',
      role: `hedge[${i}]`,
      to: 'spot',
      token: view.quote,
      amount: surplus,
    });
    if (hedge.sharesSpotVenue) free += surplus - LEAST_MOVE_QUOTE;
  });
  view.hedges.forEach((hedge, i) => {
    const missing = target.marginQuote[i]! - hedge.marginEquityQuote;
    if (missing < target.leastQuote || !mayReceive(hedge)) return;
    const fee = hedge.sharesSpotVenue ? 0 : view.spot.withdrawalFeeQuote;
    const amount = Math.min(missing + fee, free);
    if (amount - fee < target.leastQuote || !canLeave(view.spot, hedge, amount)) return;
    free -= amount;
    legs.push({ does: 'move', role: 'spot', to: `hedge[${i}]`, token: view.quote, amount });
  });
  return legs;
}

/** Nothing more is sent to a venue that gives nothing back; between the wallets of one venue money always moves. */
export function mayReceive({ paysOut, sharesSpotVenue }: HedgeRoleView): boolean {
  return paysOut || sharesSpotVenue;
}

type Source = Pick<HedgeRoleView, 'minWithdrawalQuote' | 'withdrawalFeeQuote' | 'paysOut'>;

/** Margins of a target, for the shorts that there are where these are larger: what is sold for them is still to come. */
export function marginsOfNow(
  { hedges }: StrategyView,
  { marginQuote }: BasisTarget,
  leverage: number,
): number[] {
  return hedges.map(({ positionBase, markPriceQuote }, i) =>
    Math.max(marginQuote[i]!, (-positionBase * markPriceQuote) / leverage),
  );
}

/** Whether the source lets go of this amount; between the wallets of one venue it always does. */
function canLeave(source: Source, hedge: HedgeRoleView, amount: number): boolean {
  return hedge.sharesSpotVenue || leaves(source, amount);
}

/** Whether the spot venue pays out this much of the asset. */
export function leavesBase({ spot }: StrategyView, amountBase: number): boolean {
  const { paysOut, withdrawalFeeBase, minWithdrawalBase } = spot;
  return paysOut && amountBase > withdrawalFeeBase && amountBase >= minWithdrawalBase;
}

/** Whether a venue pays out this amount. */
export function leaves(source: Source, amount: number): boolean {
  return (
    source.paysOut && amount > source.withdrawalFeeQuote && amount >= source.minWithdrawalQuote
  );
}

/**
 * Legs that bring what is held and its hedge up to `hedgeBase`, as far as `cashQuote` at the spot wallet reaches. The fee of
 * a spot purchase is kept in the asset, so more is bought than is hedged. While a venue takes no orders nothing is bought,
 * and what lacks its hedge gets it at the others.
 */
export function increaseLegs(
  view: StrategyView,
  hedgeBase: number,
  least: Least,
  { held = view.spot.baseHeld, cashQuote = view.spot.quoteHeld } = {},
): Leg[] {
  const { spot, hedges } = view;
  const affordable =
    (Math.max(0, cashQuote) / (spot.priceQuote * (1 + spot.costRate))) * (1 - spot.baseFeeRate);
  const heldAfter = Math.min(hedgeBase, held + affordable);
  const bought = roundToStep(
    Math.max(heldAfter - held, 0) / (1 - spot.baseFeeRate),
    spot.lotBase,
    'down',
  );
  const notional = bought * spot.priceQuote;
  const isOpen = spot.takesOrders && hedges.every(({ takesOrders }) => takesOrders);
  const buys =
    isOpen && bought > 0 && notional >= spot.minNotionalQuote && notional >= least.leastQuote;
  const after = held + (buys ? bought * (1 - spot.baseFeeRate) : 0);

  const legs: Leg[] = [];
  if (buys) legs.push({ does: 'buy', role: 'spot', token: view.asset, amount: bought });
  const unhedged = after - hedgedBase(view);
  const isWorthIt = unhedged * spot.priceQuote >= least.leastDriftQuote;
  if (isWorthIt && isShortable(view, unhedged)) {
    // Nothing is bought that could not be hedged.
    if (!carries(view, unhedged, least.leastMarginRatio)) return [];
    legs.push(...shortLegs(view, unhedged));
  }
  return legs;
}

/** Orders of one purchase and the losses they begin with: so much more than its margin has to lie free. */
const OPENING_ROOM = 1.01;

/** What has to lie free at a venue for so much more of its own short. */
function toOpen({ openingRate, lotBase, markPriceQuote }: HedgeRoleView, moreBase: number): number {
  if (!(moreBase > 0)) return 0;
  return openingRate * (moreBase + lotBase) * markPriceQuote * OPENING_ROOM;
}

/** What is held and not hedged, where it may still be shorted. */
export function toShortBase({ mayAddRisk, netDeltaBase }: StrategyView): number {
  return mayAddRisk ? Math.max(0, netDeltaBase) : 0;
}

/** What the position at a venue is worth with its part of so much more short: its margin has to do for that. */
export function notionalWith(
  { positionBase, allocation, markPriceQuote }: HedgeRoleView,
  moreBase: number,
): number {
  return (Math.abs(positionBase) + moreBase * allocation) * markPriceQuote;
}

/** Whether every margin would stand above a ratio with its part of so much more short. */
function carries({ hedges }: StrategyView, moreBase: number, leastRatio: number): boolean {
  return hedges.every((hedge) => {
    return (
      hedge.marginEquityQuote >= leastRatio * notionalWith(hedge, moreBase) &&
      hedge.withdrawableQuote >= toOpen(hedge, moreBase * hedge.allocation)
    );
  });
}

/**
 * Legs that make the hedge as large as what is held, without buying or selling that. Empty where a margin would not carry
 * its part of what is missing at `leastRatio`: then the position as a whole has to be smaller.
 */
export function evenOutLegs(view: StrategyView, held: number, leastRatio: number): Leg[] {
  const longs = closingLegs(view);
  if (longs.length > 0) return longs;
  const missing = held - hedgedBase(view);
  if (missing < 0) return reduceLegs(view, held, ANY, held).filter(({ does }) => does === 'cover');
  if (!view.mayAddRisk || !view.hedges.some(({ takesOrders }) => takesOrders))
    return reduceLegs(view, hedgedBase(view), ANY, held).filter(({ does }) => does === 'sell');
  return carries(view, missing, leastRatio) && isShortable(view, missing)
    ? shortLegs(view, missing)
    : [];
}

/** A perp that is long is none of the plan's: somebody else has made it. */
export function closingLegs({ hedges, asset: token }: StrategyView): Leg[] {
  return hedges.flatMap(({ positionBase, takesOrders }, i): Leg[] =>
    positionBase > 0 && takesOrders
      ? [{ does: 'close_long', role: `hedge[${i}]`, token, amount: positionBase }]
      : [],
  );
}

function shortLegs(view: StrategyView, amount: number): Leg[] {
  const { hedges, asset: token } = view;
  const open = hedges.filter(({ takesOrders }) => takesOrders);
  if (open.length === hedges.length) return [{ does: 'short', role: 'hedge', token, amount }];
  const shares = open.reduce((sum, { allocation }) => sum + allocation, 0);
  return hedges.flatMap((hedge, i): Leg[] => {
    const part = (amount * hedge.allocation) / shares;
    const lots = roundToStep(part, hedge.lotBase, 'down');
    if (!hedge.takesOrders || lots * hedge.markPriceQuote < hedge.minNotionalQuote) return [];
    return [{ does: 'short', role: `hedge[${i}]`, token, amount: part }];
  });
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

/** Cash that the spot wallet will surely have after these legs: configured costs, and a fill up to a step of the grid lower. */
export function quoteAfter(view: StrategyView, legs: readonly Leg[]): number {
  const { priceQuote, tickQuote, costRate, quoteHeld } = view.spot;
  let quote = quoteHeld;
  for (const leg of legs) {
    if (leg.does === 'sell') quote += leg.amount * (priceQuote * (1 - costRate) - tickQuote);
  }
  return quote;
}
