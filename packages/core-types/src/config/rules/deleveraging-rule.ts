import type { Rule } from './rule.js';

/** What is to be deleveraged is an instrument of the venue. */
export const deleveragingRule: Rule = ({ venues }, report) => {
  for (const [name, venue] of venues) {
    if (venue?.venue_type !== 'cex' || venue.futures === undefined) continue;
    const { deleveraging, instruments } = venue.futures;
    deleveraging.forEach(({ symbol }, index) => {
      if (Object.hasOwn(instruments, symbol)) return;
      report(
        ['venue_configs', name, 'futures', 'deleveraging', index, 'symbol'],
        symbol,
        `must be one of ${Object.keys(instruments).join(', ')}`,
      );
    });
  }
};
