import { DAY_MS, HOUR_MS, MINUTE_MS, type Answer, type ManagerRequest } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { RUN, START_MS, liveSession, marketAt, toyVenues } from '../testing/live-run.js';
import type { ToyVenues } from '../testing/toy-venues.js';

const BLOCKS = 20_000;
/** A block a minute for so long is known by its name. */
const KEPT = (7 * DAY_MS) / MINUTE_MS;

function answerTo(venues: ToyVenues, request: ManagerRequest, timeMs: number): Answer {
  if (request.kind === 'execute') return venues.handle(request.request, timeMs);
  if (request.kind === 'read_holdings') return venues.holdings(request.venue, timeMs);
  if (request.kind === 'read_history') return { kind: 'history', venue: request.venue, events: [] };
  throw new Error(`no ${request.kind} is expected`);
}

interface Names {
  readonly booked: readonly unknown[];
}

interface Saved {
  readonly live: { readonly booked: Names; readonly references: Names };
}

describe('a session of weeks', () => {
  it('keeps the names of seven days, and grows no more after them', () => {
    const session = liveSession();
    const { manager } = session;
    const venues = toyVenues();
    const size = () => JSON.stringify(session.save()).length;
    let sizeAfterAWeek = 0;
    session.apply({ kind: 'run_started', timeMs: START_MS, ...RUN });
    for (let block = 0; block < BLOCKS; block++) {
      const timeMs = START_MS + block * MINUTE_MS;
      if (timeMs % HOUR_MS === 0)
        session.apply({ kind: 'snapshot', timeMs, market: marketAt(timeMs) });
      const settleAll = () => {
        for (
          let request = manager.next(timeMs);
          request !== undefined;
          request = manager.next(timeMs)
        ) {
          session.apply({ kind: 'request', timeMs, request });
          const answer = answerTo(venues, request, timeMs);
          session.apply({ kind: 'outcome', timeMs, requestId: request.id, answer });
        }
      };
      settleAll();
      session.apply({ kind: 'decision', timeMs, ...session.decide(timeMs) });
      settleAll();
      if (block === KEPT) sizeAfterAWeek = size();
    }
    expect(venues.effects).toHaveLength(BLOCKS);
    const { live } = manager.save() as unknown as Saved;
    // Those of a moment exactly seven days ago are still known.
    expect(live.booked.booked).toHaveLength(KEPT + 1);
    expect(live.references.booked).toHaveLength(KEPT + 1);
    // Most names were one digit shorter then: b9999 before b10000.
    expect(size()).toBeLessThan(sizeAfterAWeek * 1.05);
  });
});
