import { QUOTE } from '../../account-layout.js';
import { CATEGORIES, CATEGORY_CAPABILITY } from '../categories.js';
import type { Category } from '../categories.js';
import { didYouMean } from '../nearest.js';
import type { VenueConfig } from '../venues/venue-schema.js';
import type { Report } from '../violation.js';
import type { Rule } from './rule.js';

/** Every execution venue has static data that fit its category, with the instrument that the mode trades. */
export const subscriptionsRule: Rule = ({ values, subscriptions, venues }, report) => {
  for (const [name, venue] of venues) {
    if (venue !== undefined && venue.venue !== name) {
      report(
        ['venue_configs', name, 'venue'],
        venue.venue,
        `must be ${name}, the name it is listed under`,
      );
    }
  }
  if (subscriptions === undefined) return;
  for (const category of CATEGORIES) {
    subscriptions[category].forEach((name, index) => {
      const path = ['venues', 'execution_subscriptions', category, index];
      if (subscriptions[category].indexOf(name) < index)
        report(path, name, 'must be listed only once');
      else if (!venues.has(name)) {
        const known = [...venues.keys()];
        report(
          path,
          name,
          `must be a venue with static data (${known.join(', ')})${didYouMean(name, known)}`,
        );
      } else checkFit(category, name, venues.get(name), values.asset, path, report);
    });
  }
};

function checkFit(
  category: Category,
  name: string,
  venue: VenueConfig | undefined,
  asset: string | undefined,
  path: readonly PropertyKey[],
  report: Report,
): void {
  if (venue === undefined) return;
  const capability = CATEGORY_CAPABILITY[category];
  if (!venue.capabilities.includes(capability)) {
    report(
      path,
      name,
      `must be a venue with capability ${capability}; it has ${venue.capabilities.join(', ')}`,
    );
    return;
  }
  if (category !== 'cex_spot' && category !== 'cex_futures') return;
  const section = category === 'cex_spot' ? 'spot' : 'futures';
  if (venue.venue_type !== 'cex' || venue[section] === undefined) {
    report(
      ['venue_configs', name, section],
      undefined,
      `must be given: ${name} is subscribed under ${category}`,
    );
    return;
  }
  const symbol = `${asset}-${section === 'spot' ? QUOTE : venue.settlement_asset}`;
  const instruments = Object.keys(venue[section].instruments);
  if (asset !== undefined && !instruments.includes(symbol)) {
    report(
      ['venue_configs', name, section, 'instruments'],
      instruments,
      `must have ${symbol}, which the mode trades`,
    );
  }
}
