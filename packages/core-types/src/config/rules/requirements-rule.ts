import { executionVenues } from '../categories.js';
import { didYouMean } from '../nearest.js';
import type { Rule } from './rule.js';

/** A mode has the venues it needs and none that it must not have. Modes without a row are free. */
export const requirementsRule: Rule = ({ values, subscriptions }, report, { requirements }) => {
  const { mode } = values;
  const rows = requirements?.strategy_requirements;
  if (mode === undefined || subscriptions === undefined || rows === undefined) return;
  if (!Object.hasOwn(rows, mode)) return;
  const { required_venues, optional_venues, one_of_venues } = rows[mode]!;
  const path = ['venues', 'execution_subscriptions'];
  const given = executionVenues(subscriptions);
  for (const venue of required_venues.filter((name) => !given.includes(name))) {
    report(path, given, `must have ${venue}: ${mode} requires it`);
  }
  const chosen = one_of_venues.filter((name) => given.includes(name));
  if (one_of_venues.length > 0 && chosen.length !== 1) {
    report(
      path,
      given,
      `must have exactly one of ${one_of_venues.join(', ')}: ${mode} requires it`,
    );
  }
  const allowed = [...required_venues, ...one_of_venues, ...optional_venues];
  for (const venue of given.filter((name) => !allowed.includes(name))) {
    report(
      path,
      given,
      `must not have ${venue}: ${mode} uses ${allowed.join(', ')}${didYouMean(venue, allowed)}`,
    );
  }
};
