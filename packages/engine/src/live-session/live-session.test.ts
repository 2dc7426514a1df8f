import {
  ComponentError,
  MINUTE_MS,
  type Answer,
  type EngineEvent,
  type EpochMs,
  type JournalRecord,
  type ManagerRequest,
} from '@basis/core-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AMOUNT_BTC,
  START_MS,
  depositPosting,
  fillPostings,
  liveSession,
  marketAt,
} from '../testing/live-run.js';
import type { LiveSession } from './live-session.js';

const asRead = (record: JournalRecord) => JSON.parse(JSON.stringify(record)) as JournalRecord;
const bytes = (session: LiveSession) => JSON.stringify(session.save());

const snapshot = (timeMs: EpochMs): JournalRecord => ({
  kind: 'snapshot',
  timeMs,
  market: marketAt(timeMs),
});
const capital = (timeMs: EpochMs): JournalRecord => ({
  kind: 'venue_event',
  timeMs,
  event: {
    id: 'capital',
    venue: 'binance',
    timeMs,
    what: 'flow',
    postings: [depositPosting(timeMs, 100_000)],
  },
});

function answerTo(request: ManagerRequest, timeMs: EpochMs, luck: number): Answer {
  switch (request.kind) {
    case 'read_holdings':
      return luck < 2
        ? { kind: 'not_read', message: 'no answer' }
        : { kind: 'holdings', venue: request.venue, asOfMs: timeMs, quantities: [] };
    case 'find':
      if (luck < 3) return { kind: 'not_read', message: 'no answer' };
      return luck < 6
        ? { kind: 'not_found_yet' }
        : { kind: 'found', outcome: done(request.clientRef, 'buy', timeMs) };
    case 'execute': {
      const { clientRef, side } = request.request as { clientRef: string; side: 'buy' };
      if (luck < 3) return { kind: 'unknown', message: 'no answer' };
      if (luck < 5) return { kind: 'refused', code: 'VEN-006', message: 'no' };
      return done(clientRef, side, timeMs);
    }
    default:
      throw new Error(request.kind);
  }
}

function done(ref: string, side: 'buy' | 'sell', timeMs: EpochMs) {
  return {
    kind: 'done',
    ref,
    fills: [],
    postings: fillPostings(timeMs, side, `f-${ref}`),
  } as const;
}

/** What may come next, drawn by two numbers; undefined where that is not possible now. */
function drawn(
  session: LiveSession,
  timeMs: EpochMs,
  what: number,
  luck: number,
): JournalRecord | undefined {
  const { unanswered } = session.manager;
  switch (what) {
    case 0:
      return snapshot(timeMs);
    case 1:
      return session.manager.mayDecide
        ? { kind: 'decision', timeMs, ...session.decide(timeMs) }
        : undefined;
    case 2: {
      const id = `f-o${luck % 3}-0`;
      const event = { id, venue: 'binance', timeMs, what: 'fill' } as const;
      return {
        kind: 'venue_event',
        timeMs,
        event: { ...event, postings: fillPostings(timeMs, 'buy', id) },
      };
    }
    case 3: {
      const kind = (['resume', 'reduce_only', 'halt', 'resume'] as const)[luck % 4]!;
      const command = { id: `c${timeMs}`, kind, reason: 'asked' };
      return { kind: 'operator_command', timeMs, command };
    }
    case 4:
      return luck === 0 ? { kind: 'halted', timeMs, code: 'JNL-006', message: 'full' } : undefined;
    case 5:
      return unanswered === undefined
        ? { kind: 'checkpoint', timeMs, state: session.save() }
        : undefined;
    default: {
      if (unanswered !== undefined) {
        const answer = answerTo(unanswered, timeMs, luck);
        return { kind: 'outcome', timeMs, requestId: unanswered.id, answer };
      }
      const request = session.manager.next(timeMs);
      return request === undefined ? undefined : { kind: 'request', timeMs, request };
    }
  }
}

const sequences = fc.array(
  fc.record({ what: fc.nat(14), luck: fc.nat(9), waitMs: fc.nat(10 * MINUTE_MS) }),
  { minLength: 40, maxLength: 80 },
);

describe('folding what a session was given', () => {
  it('gives its state, byte for byte, from the beginning and from the last checkpoint', () => {
    let trades = 0;
    fc.assert(
      fc.property(sequences, (sequence) => {
        const live = liveSession();
        const records = [snapshot(START_MS), capital(START_MS)];
        for (const record of records) live.apply(record);
        let timeMs = START_MS;
        for (const { what, luck, waitMs } of sequence) {
          timeMs += waitMs;
          const record = drawn(live, timeMs, what, luck);
          if (record === undefined) continue;
          live.apply(record);
          records.push(record);
        }
        // The first one is of the capital.
        trades += live.parts.position_update_handler.tightLoops - 1;
        const folded = liveSession();
        for (const record of records) folded.fold(asRead(record));
        expect(bytes(folded)).toBe(bytes(live));
        expect(folded.stateHash()).toBe(live.stateHash());
        const from = records.findLastIndex(({ kind }) => kind === 'checkpoint');
        if (from < 0) return;
        const late = liveSession();
        for (const record of records.slice(from)) late.fold(asRead(record));
        expect(bytes(late)).toBe(bytes(live));
      }),
      { numRuns: 120 },
    );
    expect(trades).toBeGreaterThan(100);
  });
});

describe('a session', () => {
  function begun() {
    const events: EngineEvent[] = [];
    const session = liveSession({ wants: () => true, emit: (event) => void events.push(event) });
    session.apply(snapshot(START_MS));
    session.apply(capital(START_MS));
    return { session, events };
  }
  function ready() {
    const { session, events } = begun();
    settleNext(session, START_MS);
    return { session, events };
  }
  function settleNext(session: LiveSession, timeMs: EpochMs) {
    const request = session.manager.next(timeMs)!;
    session.apply({ kind: 'request', timeMs, request });
    const answer = answerTo(request, timeMs, 9);
    session.apply({ kind: 'outcome', timeMs, requestId: request.id, answer });
  }

  it('holds what postings brought, worth what the market says', () => {
    const { session } = ready();
    session.apply({ kind: 'decision', timeMs: START_MS, ...session.decide(START_MS) });
    settleNext(session, START_MS);
    const held = Object.values(session.parts.position_monitor.getCurrentPositions()['binance']!);
    expect(held.sort()).toEqual([AMOUNT_BTC, 100_000 - AMOUNT_BTC * 40_000]);
    // An hour later a bitcoin costs 100 more.
    session.apply(snapshot(START_MS + 60 * MINUTE_MS));
    expect(session.parts.pnl_calculator.equity).toBeCloseTo(100_000 + AMOUNT_BTC * 100, 9);
  });

  it('is not changed by deciding, however often', () => {
    const { session } = ready();
    const before = bytes(session);
    const first = session.decide(START_MS);
    expect(session.decide(START_MS)).toEqual(first);
    expect(first.strategyState).toEqual({ decided: 1 });
    expect(bytes(session)).toBe(before);
  });

  it('tells why a decision was refused, and goes on', () => {
    const { session, events } = ready();
    session.apply({ kind: 'halted', timeMs: START_MS, code: 'JNL-006', message: 'full' });
    expect(session.manager.state).toBe('reduce_only');
    const made = session.decide(START_MS);
    const refused = session.apply({ kind: 'decision', timeMs: START_MS, ...made });
    expect(refused).toMatchObject({ code: 'VM-005' });
    expect(events.at(-1)).toMatchObject({ type: 'warning', data: { error_code: 'VM-005' } });
    expect(session.parts.steps.errorCount).toBe(1);
    // What the strategy remembers has moved on all the same.
    expect(session.save()['strategy_state']).toEqual({ decided: 1 });
  });

  it('tells nothing while it reads', () => {
    const { session, events } = ready();
    session.fold({ kind: 'halted', timeMs: START_MS, code: 'JNL-006', message: 'full' });
    const told = events.length;
    session.fold({ kind: 'decision', timeMs: START_MS, ...session.decide(START_MS) });
    expect(events.length).toBe(told);
  });

  it.each<[string, (session: LiveSession) => JournalRecord]>([
    [
      'an outcome that nobody awaits',
      () => ({
        kind: 'outcome',
        timeMs: START_MS,
        requestId: 'r9',
        answer: { kind: 'not_found_yet' },
      }),
    ],
    [
      'a request that is not next',
      () => ({
        kind: 'request',
        timeMs: START_MS,
        request: { id: 'r7', kind: 'read_holdings', venue: 'binance' },
      }),
    ],
    [
      'a request while another awaits its outcome',
      (session) => {
        const request = session.manager.next(START_MS)!;
        session.apply({ kind: 'request', timeMs: START_MS, request });
        return { kind: 'request', timeMs: START_MS, request: { ...request, id: 'r2' } };
      },
    ],
  ])('refuses %s', (_, recordOf) => {
    const { session } = begun();
    const record = recordOf(session);
    const before = bytes(session);
    expect(() => session.apply(record)).toThrow(expect.objectContaining({ code: 'JNL-008' }));
    expect(bytes(session)).toBe(before);
  });

  it('refuses a checkpoint of other accounts or another version', () => {
    const state = begun().session.save();
    for (const change of [{ version: 2 }, { accounts: 'others' }]) {
      const record = {
        kind: 'checkpoint',
        timeMs: START_MS,
        state: { ...state, ...change },
      } as const;
      expect(() => liveSession().apply(record)).toThrow(ComponentError);
    }
  });
});
