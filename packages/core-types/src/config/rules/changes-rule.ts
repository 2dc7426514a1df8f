import { editions } from '../dated-config.js';
import { reportShape } from '../shape-violations.js';
import { venueSchema } from '../venues/venue-schema.js';
import type { Rule } from './rule.js';

/** Dated changes come in order, and what each leaves behind is a valid venue of the same name and type. */
export const changesRule: Rule = ({ venues }, report) => {
  for (const [name, venue] of venues) {
    if (venue === undefined) continue;
    const path = ['venue_configs', name, 'changes'];
    editions(venue).forEach(({ fromMs, document }, edition, all) => {
      if (edition === 0) return;
      const index = edition - 1;
      const { from, set } = venue.changes[index]!;
      if (fromMs <= all[index]!.fromMs) {
        report([...path, index, 'from'], from, 'must be later than the change before it');
      }
      for (const key of ['venue', 'venue_type', 'changes']) {
        if (Object.hasOwn(set, key)) {
          report([...path, index, 'set', key], set[key], 'must not be changed by date');
          return;
        }
      }
      const parsed = venueSchema.safeParse(document);
      if (parsed.success) return;
      reportShape(venueSchema, parsed.error.issues, document, (issue, value, allowed) =>
        report([...path, index, 'set', ...issue], value, allowed),
      );
    });
  }
};
