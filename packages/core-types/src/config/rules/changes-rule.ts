import type { ConfigDraft } from '../config-draft.js';
import { editions } from '../dated-config.js';
import { reportShape } from '../shape-violations.js';
import { venueSchema, type VenueConfig } from '../venues/venue-schema.js';
import type { Report } from '../violation.js';
import { chainRule } from './chain-rule.js';
import { leverageRule } from './leverage-rule.js';
import { marginTiersRule } from './margin-tiers-rule.js';
import type { Rule, RuleOptions } from './rule.js';

/**
 * What an account is made with, or says who it is: none of it can become another while something is held. Outages have
 * dates of their own.
 */
const FIXED_KEYS = [
  ...['venue', 'venue_type', 'changes', 'capabilities', 'wallets', 'settlement_asset'],
  ...['assets', 'rebasing', 'wrapped', 'emode', 'own_size_effect', 'outages'],
];

/** Dated changes come in order, and what each leaves behind is a valid venue of the same name and type. */
export const changesRule: Rule = (draft, report, options) => {
  for (const [name, venue] of draft.venues) {
    if (venue === undefined) continue;
    const path = ['venue_configs', name, 'changes'];
    editions(venue).forEach(({ fromMs, document }, edition, all) => {
      if (edition === 0) return;
      const index = edition - 1;
      const { from, set } = venue.changes[index]!;
      if (fromMs <= all[index]!.fromMs) {
        report([...path, index, 'from'], from, 'must be later than the change before it');
      }
      for (const key of FIXED_KEYS) {
        if (Object.hasOwn(set, key)) {
          report([...path, index, 'set', key], set[key], 'must not be changed by date');
          return;
        }
      }
      const parsed = venueSchema.safeParse(document);
      if (parsed.success) {
        checkEdition(draft, name, parsed.data, [...path, index, 'set'], report, options);
        return;
      }
      reportShape(venueSchema, parsed.error.issues, document, (issue, value, allowed) =>
        report([...path, index, 'set', ...issue], value, allowed),
      );
    });
  }
};

/** Rules that hold for a venue at every date. */
const EDITION_RULES: readonly Rule[] = [leverageRule, marginTiersRule, chainRule];

/** What the rules find with this edition in place and did not find before it. */
function checkEdition(
  draft: ConfigDraft,
  name: string,
  edition: VenueConfig,
  path: readonly PropertyKey[],
  report: Report,
  options: RuleOptions,
): void {
  const before = new Set<string>();
  const edited = { ...draft, venues: new Map(draft.venues).set(name, edition) };
  for (const rule of EDITION_RULES) {
    rule(draft, (where, _, allowed) => before.add(said(where, allowed)), options);
    rule(
      edited,
      (where, value, allowed) => {
        if (before.has(said(where, allowed))) return;
        const isOfVenue = where[0] === 'venue_configs' && where[1] === name;
        report(isOfVenue ? [...path, ...where.slice(2)] : where, value, allowed);
      },
      options,
    );
  }
}

function said(path: readonly PropertyKey[], allowed: string): string {
  return `${path.join('.')}: ${allowed}`;
}
