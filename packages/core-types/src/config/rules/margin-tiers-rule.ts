import type { MarginTier } from '../venues/cex-schema.js';
import type { Report } from '../violation.js';
import type { Rule } from './rule.js';

/** Tiers cover every notional from 0 on without gap or overlap, and get stricter as it grows. */
export const marginTiersRule: Rule = ({ venues }, report) => {
  for (const [name, venue] of venues) {
    if (venue?.venue_type !== 'cex' || venue.futures === undefined) continue;
    for (const [symbol, { margin_tiers }] of Object.entries(venue.futures.instruments)) {
      checkTiers(
        ['venue_configs', name, 'futures', 'instruments', symbol, 'margin_tiers'],
        margin_tiers,
        report,
      );
    }
  }
};

function checkTiers(
  path: readonly PropertyKey[],
  tiers: readonly MarginTier[],
  report: Report,
): void {
  tiers.forEach((tier, index) => {
    const before = tiers[index - 1];
    const say = (key: keyof MarginTier, allowed: string) =>
      report([...path, index, key], tier[key], allowed);
    const floor = before === undefined ? 0 : before.cap_notional;
    if (floor !== null && tier.floor_notional !== floor) {
      say('floor_notional', `must be ${floor}, where the tier before it ends`);
    }
    if (tier.cap_notional === null && index < tiers.length - 1) {
      say('cap_notional', 'must be a number: only the last tier is open');
    }
    if (tier.cap_notional !== null && tier.cap_notional <= tier.floor_notional) {
      say('cap_notional', `must be above ${tier.floor_notional}, the floor of its tier`);
    }
    if (before === undefined) return;
    if (tier.maintenance_margin_rate <= before.maintenance_margin_rate) {
      say(
        'maintenance_margin_rate',
        `must be above ${before.maintenance_margin_rate}, the rate of the tier before it`,
      );
    }
    if (tier.max_leverage >= before.max_leverage) {
      say(
        'max_leverage',
        `must be below ${before.max_leverage}, the leverage of the tier before it`,
      );
    }
  });
}
