import type { Rule } from './rule.js';

/** An outage ends after it has begun. */
export const outagesRule: Rule = ({ venues }, report) => {
  for (const [name, venue] of venues) {
    if (venue?.venue_type !== 'cex') continue;
    venue.outages.forEach(({ from, until }, index) => {
      if (Date.parse(from) < Date.parse(until)) return;
      report(
        ['venue_configs', name, 'outages', index, 'until'],
        until,
        `must be later than ${from}`,
      );
    });
  }
};
