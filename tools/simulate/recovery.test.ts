import type { Fault } from '@basis/testkit';
import { describe, expect, it } from 'vitest';
import type { Played } from './play.js';
import { storyWith, wrongIn } from './played-stories.js';
import type { CrashPoint, Incident } from './story.js';

/** From the first record of the second process to where the entry that it found under way is behind it. */
const RECORDS = Array.from({ length: 40 }, (_, i) => i + 1);
/** The record is not on the disk; or it is, and nothing has come of it. */
const MOMENTS = ['appended', 'durable'] as const;

/** The first kill leaves an order of which nobody knows what became. */
const FIRST: Readonly<Record<string, { readonly crash: CrashPoint; readonly faults: Fault[] }>> = {
  'has left and is filled': { crash: 'sent', faults: [] },
  'is on the disk and has not left': { crash: 'unsent', faults: [] },
  'may be on the disk': { crash: 'written', faults: [] },
  'is lost on its way': {
    crash: 'sent',
    faults: [{ on: 'send', fault: 'request_lost', reply: 'never' }],
  },
  'arrives after the next start': {
    crash: 'sent',
    faults: [{ on: 'send', fault: 'arrives_late', byMs: 3_000 }],
  },
};

/** The first buys, the third sells short. */
const ORDERS = [1, 3] as const;

/** Both kills have happened. */
function lacks({ starts }: Played): string[] {
  return starts === 3 ? [] : [`${starts} starts`];
}

describe('a process that is killed while it recovers', () => {
  for (const [what, first] of Object.entries(FIRST)) {
    it.each(ORDERS)(
      `at any record, where order %i ${what}, does nothing twice and loses nothing`,
      async (order) => {
        const stories = RECORDS.flatMap((record) =>
          MOMENTS.map((moment) => {
            const before: Incident = { atMs: 0, what: 'with_order', order, ...first };
            const after: Incident = {
              atMs: 0,
              what: 'crash_at',
              start: 2,
              record,
              moment,
              keeps: 0,
              downMs: 500,
            };
            return storyWith(1_500, before, after);
          }),
        );
        expect(await wrongIn(stories, lacks)).toEqual([]);
      },
    );
  }
});
