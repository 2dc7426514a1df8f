import type { StrategyView } from '@basis/core-types';
import { isShortable, mayReceive, notionalWith, toShortBase } from './basis-legs.js';
import { LEAST_MOVE_QUOTE } from './basis-target.js';

export const REASONS = {
  withdrawal: 'withdrawals are to be paid',
  marginLow: 'margin is low',
  marginHigh: 'margin is high',
  venueShare: 'a venue holds more than its share',
  notional: 'the shorts are worth more than is allowed',
  drift: 'spot and hedge have drifted apart',
  idle: 'capital lies idle',
} as const;

/** Where a position stops being as it should be. One is filled anew at every step, and looked at by nobody else. */
export class Bands {
  /** Margin equity / notional. */
  marginLow = NaN;
  marginHigh = NaN;
  /** Of equity, at one exchange. */
  maxVenueShare = NaN;
  /** Margins of the plan, all together; asked for where a venue holds more than its share: what it keeps there stays. */
  plannedMarginQuote: (view: StrategyView) => number = () => 0;
  /** What all shorts together may be worth before they are made smaller. */
  notionalLimitQuote = NaN;
  toleratedDriftBase = NaN;
  /** What the spot wallet lacks for withdrawals and their reserve; nothing or less where it has it. */
  missingCashQuote = NaN;
  /** What lies at the spot wallet beyond what is kept there on purpose, and how much of that may. */
  idleQuote = NaN;
  idleLimitQuote = NaN;
}

/** Why a position that is held has to be brought back; '' where it does not. The most urgent reason comes first. */
export function reasonToAdjust(view: StrategyView, bands: Bands): string {
  const toShort = toShortBase(view);
  for (let i = 0; i < view.hedges.length; i++) {
    const hedge = view.hedges[i]!;
    const isLow = hedge.marginEquityQuote < bands.marginLow * notionalWith(hedge, toShort);
    // At a venue that is lost nothing can be done about it.
    if (isLow && (hedge.takesOrders || mayReceive(hedge))) return REASONS.marginLow;
  }
  if (bands.missingCashQuote > LEAST_MOVE_QUOTE) return REASONS.withdrawal;
  for (let i = 0; i < view.hedges.length; i++) {
    const { positionBase, markPriceQuote, marginEquityQuote, sharesSpotVenue } = view.hedges[i]!;
    const notional = Math.abs(positionBase) * markPriceQuote;
    if (notional > 0 && marginEquityQuote > bands.marginHigh * notional) return REASONS.marginHigh;
    const atVenue = marginEquityQuote + (sharesSpotVenue ? spotValue(view) : 0);
    if (atVenue > bands.maxVenueShare * view.equity && isBeyondPlan(view, bands, i, atVenue))
      return REASONS.venueShare;
  }
  if (notionalQuote(view) > bands.notionalLimitQuote) return REASONS.notional;
  const drift = Math.abs(view.netDeltaBase);
  // A difference that no order can correct is no reason: it would be one at every step.
  if (drift > bands.toleratedDriftBase && isShortable(view, drift)) return REASONS.drift;
  return bands.idleQuote > bands.idleLimitQuote ? REASONS.idle : '';
}

/** What all shorts together are worth. */
export function notionalQuote({ hedges }: StrategyView): number {
  let notional = 0;
  for (const { positionBase, markPriceQuote } of hedges)
    notional += Math.abs(positionBase) * markPriceQuote;
  return notional;
}

/** Whether a venue holds more than the plan would keep there. At the spot venue lies all that it puts nowhere else. */
function isBeyondPlan(view: StrategyView, bands: Bands, place: number, atVenue: number): boolean {
  const { equity, hedges, chain, spot } = view;
  const margins = bands.plannedMarginQuote(view);
  let planned = margins * hedges[place]!.allocation;
  if (hedges[place]!.sharesSpotVenue) {
    planned = equity - (chain === undefined ? 0 : chain.equityEth * spot.priceQuote);
    for (const hedge of hedges) if (!hedge.sharesSpotVenue) planned -= margins * hedge.allocation;
  }
  return atVenue > planned + bands.idleLimitQuote;
}

function spotValue({ spot }: StrategyView): number {
  return spot.quoteHeld + spot.baseHeld * spot.priceQuote;
}
