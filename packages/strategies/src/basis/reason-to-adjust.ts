import type { StrategyView } from '@basis/core-types';
import { isShortable, mayReceive } from './basis-legs.js';
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

/** Where a position stops being as it should be. */
export interface Bands {
  /** Margin equity / notional. */
  readonly marginLow: number;
  readonly marginHigh: number;
  /** Of equity, at one exchange. */
  readonly maxVenueShare: number;
  /** Margins of the plan, all together: what it keeps at a venue is no reason to bring anything back. */
  readonly plannedMarginQuote: number;
  /** What all shorts together may be worth before they are made smaller. */
  readonly notionalLimitQuote: number;
  readonly toleratedDriftBase: number;
  /** What the spot wallet lacks for withdrawals and their reserve; nothing or less where it has it. */
  readonly missingCashQuote: number;
  /** What lies at the spot wallet beyond what is kept there on purpose, and how much of that may. */
  readonly idleQuote: number;
  readonly idleLimitQuote: number;
}

/** Why a position that is held has to be brought back; '' where it does not. The most urgent reason comes first. */
export function reasonToAdjust(view: StrategyView, bands: Bands): string {
  for (let i = 0; i < view.hedges.length; i++) {
    const hedge = view.hedges[i]!;
    const notional = Math.abs(hedge.positionBase) * hedge.markPriceQuote;
    const isLow = hedge.marginEquityQuote < bands.marginLow * notional;
    // At a venue that is lost nothing can be done about it.
    if (isLow && (hedge.takesOrders || mayReceive(hedge))) return REASONS.marginLow;
  }
  if (bands.missingCashQuote > LEAST_MOVE_QUOTE) return REASONS.withdrawal;
  for (let i = 0; i < view.hedges.length; i++) {
    const { positionBase, markPriceQuote, marginEquityQuote, sharesSpotVenue } = view.hedges[i]!;
    const notional = Math.abs(positionBase) * markPriceQuote;
    if (notional > 0 && marginEquityQuote > bands.marginHigh * notional) return REASONS.marginHigh;
    const atVenue = marginEquityQuote + (sharesSpotVenue ? spotValue(view) : 0);
    const planned = sharesSpotVenue
      ? plannedAtSpotVenue(view, bands.plannedMarginQuote)
      : bands.plannedMarginQuote * view.hedges[i]!.allocation;
    const most = Math.max(bands.maxVenueShare * view.equity, planned + bands.idleLimitQuote);
    if (atVenue > most) return REASONS.venueShare;
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

/** All that the plan puts nowhere else lies at the spot venue, cash that it has no use for among it. */
function plannedAtSpotVenue(
  { equity, hedges, chain, spot }: StrategyView,
  plannedMarginQuote: number,
): number {
  let elsewhere = chain === undefined ? 0 : chain.equityEth * spot.priceQuote;
  for (let i = 0; i < hedges.length; i++)
    if (!hedges[i]!.sharesSpotVenue) elsewhere += plannedMarginQuote * hedges[i]!.allocation;
  return equity - elsewhere;
}

function spotValue({ spot }: StrategyView): number {
  return spot.quoteHeld + spot.baseHeld * spot.priceQuote;
}
