import { didYouMean } from '../nearest.js';
import type { Rule } from './rule.js';

const TOLERANCE = 1e-9;

/** The hedge is shared out whole, over perp venues that are subscribed. A share of 0 skips its venue. */
export const hedgeAllocationRule: Rule = ({ values, subscriptions }, report) => {
  const { hedge_allocation: allocation } = values;
  if (allocation === undefined || subscriptions === undefined) return;
  const subscribed = subscriptions.cex_futures;
  for (const [venue, share] of Object.entries(allocation)) {
    if (share > 0 && !subscribed.includes(venue)) {
      report(
        ['hedge_allocation', venue],
        share,
        `must be 0, or its venue be subscribed under cex_futures (${subscribed.join(', ')})${didYouMean(venue, subscribed)}`,
      );
    }
  }
  const sum = Object.values(allocation).reduce((total, share) => total + share, 0);
  if (subscribed.length > 0 && Math.abs(sum - 1) > TOLERANCE) {
    report(
      ['hedge_allocation'],
      allocation,
      `must sum to 1; it sums to ${Number(sum.toFixed(12))}`,
    );
  }
};
