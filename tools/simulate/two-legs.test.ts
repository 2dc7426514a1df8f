import { runClocks, type Fault } from '@basis/testkit';
import { describe, expect, it } from 'vitest';
import { violations } from './judge.js';
import { play } from './play.js';
import { CRASH_POINTS, type CrashPoint, type Incident, type Story } from './story.js';

/** The first entry buys in two halves and sells short at two venues. */
const ENTRY_ORDERS = [1, 2, 3, 4] as const;

/** All that the model can make of an order. */
const OUTCOMES: Readonly<Record<string, Fault | undefined>> = {
  'is filled': undefined,
  'is not sent': { on: 'send', fault: 'not_sent' },
  'is lost on its way, with an error': { on: 'send', fault: 'request_lost', reply: 'throws' },
  'is lost on its way, in silence': { on: 'send', fault: 'request_lost', reply: 'never' },
  'is filled, with an error': { on: 'send', fault: 'answer_lost', reply: 'throws' },
  'is filled, in silence': { on: 'send', fault: 'answer_lost', reply: 'never' },
  'arrives late, while it is valid': { on: 'send', fault: 'arrives_late', byMs: 4_500 },
  'arrives after its time': { on: 'send', fault: 'arrives_late', byMs: 20_000 },
  'is answered late': { on: 'send', fault: 'answer_late', byMs: 20_000 },
  'is unknown and filled': { on: 'send', fault: 'unknown', takesEffect: true },
  'is unknown and is not there': { on: 'send', fault: 'unknown', takesEffect: false },
  'is refused for the moment': { on: 'send', fault: 'refused', code: 'VEN-024' },
  'is refused for good': { on: 'send', fault: 'refused', code: 'VEN-001' },
  'finds nobody to trade with': { on: 'send', fault: 'partial', share: 0, rest: 'cancelled' },
  'is filled in part': { on: 'send', fault: 'partial', share: 0.3, rest: 'cancelled' },
  'rests and is called off': { on: 'send', fault: 'partial', share: 0, rest: 'resting' },
  'is filled in part, and the rest called off': {
    ...{ on: 'send', fault: 'partial', share: 0.3, rest: 'resting' },
  },
  'is filled in part, and the rest later': {
    ...{ on: 'send', fault: 'partial', share: 0.3, rest: 'resting', restFillsAfterMs: 3_000 },
  },
  'is filled in part, and the rest while it is called off': {
    ...{ on: 'send', fault: 'partial', share: 0.3, rest: 'resting', restFillsAfterMs: 20_000 },
  },
};

/** Venues that take a name again once its order is closed, and at once show what happened or later. */
function storyOf(lagMs: number, ...incidents: readonly Incident[]): Story {
  const way = { toVenueMs: 20, backMs: 20, lagMs };
  const rules = {
    binance: { ...way, idRule: 'open_only' },
    bybit: { ...way, idRule: 'always' },
  } as const;
  return { seed: 0, market: 0, rules, incidents };
}

function withOrder(order: number, fault: Fault | undefined, crash?: CrashPoint): Incident {
  return {
    atMs: 0,
    what: 'with_order',
    order,
    ...(fault && { faults: [fault] }),
    ...(crash && { crash }),
  };
}

/** What goes wrong with each story, and with which incidents; nothing where all is well. */
async function wrongIn(stories: readonly Story[]): Promise<string[]> {
  const wrong: string[] = [];
  for (let from = 0; from < stories.length; from += AT_ONCE) {
    const played = await runClocks(stories.slice(from, from + AT_ONCE).map(play));
    for (const one of played) {
      const { incidents } = one.story;
      const found = violations(one).map(({ rule, what }) => `${rule} ${what}`);
      const crashes = incidents.filter((incident) => 'crash' in incident).length;
      if (one.faultsInjected !== incidents.length || one.starts !== 1 + crashes)
        found.push('not all of it happened');
      if (found.length > 0) wrong.push(`${JSON.stringify(incidents)}: ${found.join('; ')}`);
    }
  }
  return wrong;
}
const AT_ONCE = 20;

describe('an entry of several orders holds all invariants', () => {
  for (const [outcome, fault] of Object.entries(OUTCOMES)) {
    it(`where any order ${outcome}, and the process is killed anywhere or not`, async () => {
      const stories = ENTRY_ORDERS.flatMap((order) =>
        [undefined, ...CRASH_POINTS].map((crash) => storyOf(0, withOrder(order, fault, crash))),
      );
      expect(await wrongIn(stories)).toEqual([]);
    });

    it(`where the first order ${outcome}, whatever becomes of the next that is sent`, async () => {
      const stories = Object.values(OUTCOMES).map((next) =>
        storyOf(1_500, withOrder(1, fault), withOrder(2, next)),
      );
      expect(await wrongIn(stories)).toEqual([]);
    });
  }
});
