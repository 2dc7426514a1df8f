import type { Rule } from './rule.js';

/**
 * The venue that holds the spot side keeps its cash apart from the margin of its shorts: in one wallet the two would
 * count the same money, and the plan for one would be taken from the other.
 */
export const spotWalletRule: Rule = ({ values, subscriptions, venues }, report) => {
  for (const [at, name] of (subscriptions?.cex_spot ?? []).entries()) {
    const venue = venues.get(name);
    if (venue?.venue_type !== 'cex' || venue.wallets === 'split') continue;
    if ((values.hedge_allocation?.[name] ?? 0) === 0) continue;
    report(
      ['venues', 'execution_subscriptions', 'cex_spot', at],
      name,
      `must be a venue with wallets: split, or take no part of the hedge: set hedge_allocation.${name} to 0`,
    );
  }
};
