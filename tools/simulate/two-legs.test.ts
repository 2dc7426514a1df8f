import type { Fault } from '@basis/testkit';
import { describe, expect, it } from 'vitest';
import type { Played } from './play.js';
import { storyWith, wrongIn } from './played-stories.js';
import { CRASH_POINTS, type CrashPoint, type Incident } from './story.js';

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

function withOrder(order: number, fault: Fault | undefined, crash?: CrashPoint): Incident {
  return {
    atMs: 0,
    what: 'with_order',
    order,
    ...(fault && { faults: [fault] }),
    ...(crash && { crash }),
  };
}

/** All that was to happen has. */
function lacks({ story, faultsInjected, starts }: Played): string[] {
  const { incidents } = story;
  const crashes = incidents.filter((incident) => 'crash' in incident).length;
  const isAll = faultsInjected === incidents.length && starts === 1 + crashes;
  return isAll ? [] : ['not all of it happened'];
}

describe('an entry of several orders holds all invariants', () => {
  for (const [outcome, fault] of Object.entries(OUTCOMES)) {
    it(`where any order ${outcome}, and the process is killed anywhere or not`, async () => {
      const stories = ENTRY_ORDERS.flatMap((order) =>
        [undefined, ...CRASH_POINTS].map((crash) => storyWith(0, withOrder(order, fault, crash))),
      );
      expect(await wrongIn(stories, lacks)).toEqual([]);
    });

    it(`where the first order ${outcome}, whatever becomes of the next that is sent`, async () => {
      const stories = Object.values(OUTCOMES).map((next) =>
        storyWith(1_500, withOrder(1, fault), withOrder(2, next)),
      );
      expect(await wrongIn(stories, lacks)).toEqual([]);
    });
  }
});
