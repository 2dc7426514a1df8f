import type { Rule } from './rule.js';

/**
 * The venue that plays the role `spot`, the first one subscribed, keeps its cash apart from the margin of its shorts: in
 * one wallet the two would count the same money, and the plan for one would be taken from the other.
 */
export const spotWalletRule: Rule = ({ values, subscriptions, venues }, report) => {
  const name = subscriptions?.cex_spot[0];
  if (name === undefined) return;
  const venue = venues.get(name);
  if (venue?.venue_type !== 'cex' || venue.wallets === 'split') return;
  if ((values.hedge_allocation?.[name] ?? 0) === 0) return;
  report(
    ['venues', 'execution_subscriptions', 'cex_spot', 0],
    name,
    `must be a venue with wallets: split, or take no part of the hedge: set hedge_allocation.${name} to 0`,
  );
};
