import {
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
  CAPITAL,
  RUN,
  START_MS,
  liveSession,
  marketAt,
  spotAt,
  toyVenues,
} from '../testing/live-run.js';
import type { ToyVenues } from '../testing/toy-venues.js';
import type { LiveSession } from './live-session.js';

const asRead = (record: JournalRecord) => JSON.parse(JSON.stringify(record)) as JournalRecord;
const bytes = (session: LiveSession) => JSON.stringify(session.save());

const snapshot = (timeMs: EpochMs): JournalRecord => ({
  kind: 'snapshot',
  timeMs,
  market: marketAt(timeMs),
});
const started = (timeMs: EpochMs): JournalRecord => ({ kind: 'run_started', timeMs, ...RUN });

/** What the venues make of a request. Of ten numbers the low ones are bad luck: an answer is lost, before or after. */
function answerTo(venues: ToyVenues, request: ManagerRequest, timeMs: EpochMs, luck = 9): Answer {
  const isLost = luck < 3;
  switch (request.kind) {
    case 'read_holdings':
      return isLost ? NOT_READ : venues.holdings(request.venue, timeMs);
    case 'read_history': {
      const { venue, sinceMs } = request;
      if (isLost) return NOT_READ;
      return { kind: 'history', venue, events: venues.history(venue, sinceMs) };
    }
    case 'find':
      return isLost ? NOT_READ : venues.find(request.clientRef);
    case 'execute': {
      if (luck === 0) return { kind: 'not_sent', message: 'no line' };
      if (luck === 1) return { kind: 'unknown', message: 'no answer' };
      const outcome = venues.handle(request.request, timeMs);
      return luck === 2 ? { kind: 'unknown', message: 'no answer' } : outcome;
    }
    default:
      throw new Error(request.kind);
  }
}

const NOT_READ: Answer = { kind: 'not_read', message: 'no answer' };

/** What may come next, drawn by two numbers; undefined where that is not possible now. */
function drawn(
  session: LiveSession,
  venues: ToyVenues,
  timeMs: EpochMs,
  { what, luck }: { readonly what: number; readonly luck: number },
): JournalRecord | undefined {
  const { manager } = session;
  switch (what) {
    case 0:
      return snapshot(timeMs);
    case 1:
    case 2:
      return manager.mayDecide(timeMs)
        ? { kind: 'decision', timeMs, ...session.decide(timeMs) }
        : undefined;
    case 3: {
      const event = venues.events.at(-1 - luck);
      return event === undefined ? undefined : { kind: 'venue_event', timeMs, event };
    }
    case 4: {
      const kind = (['resume', 'reduce_only', 'resume', 'halt', 'resume'] as const)[luck % 5]!;
      const command = { id: `c${timeMs}`, kind, reason: 'asked' };
      return { kind: 'operator_command', timeMs, command };
    }
    case 5:
      if (luck === 0) return { kind: 'halted', timeMs, code: 'JNL-006', message: 'full' };
      return luck === 1 ? started(timeMs) : undefined;
    case 6:
      return manager.unanswered === undefined
        ? { kind: 'checkpoint', timeMs, state: session.save() }
        : undefined;
    default: {
      const { unanswered } = manager;
      if (unanswered === undefined) {
        const request = manager.next(timeMs);
        return request === undefined ? undefined : { kind: 'request', timeMs, request };
      }
      const answer = answerTo(venues, unanswered, timeMs, luck);
      return { kind: 'outcome', timeMs, requestId: unanswered.id, answer };
    }
  }
}

const sequences = fc.array(
  fc.record({ what: fc.nat(24), luck: fc.nat(9), waitMs: fc.nat(MINUTE_MS) }),
  { minLength: 60, maxLength: 150 },
);

/** A session with all its records. */
function recorded() {
  const events: EngineEvent[] = [];
  const session = liveSession({ wants: () => true, emit: (event) => void events.push(event) });
  const venues = toyVenues();
  const records: JournalRecord[] = [];
  const take = (record: JournalRecord) => {
    const refused = session.apply(record);
    records.push(record);
    return refused;
  };
  take(started(START_MS));
  take(snapshot(START_MS));
  /** Carries out what the manager wants, until it wants nothing. */
  const settleAll = (timeMs: EpochMs) => {
    for (;;) {
      const request = session.manager.next(timeMs);
      if (request === undefined) return;
      take({ kind: 'request', timeMs, request });
      if (session.manager.unanswered === undefined) continue;
      const answer = answerTo(venues, request, timeMs);
      take({ kind: 'outcome', timeMs, requestId: request.id, answer });
    }
  };
  return { session, events, venues, records, take, settleAll };
}

function ready() {
  const run = recorded();
  run.settleAll(START_MS);
  return run;
}

describe('folding what a session was given', () => {
  it('gives its state, byte for byte, from the beginning and from the last checkpoint', () => {
    let trades = 0;
    fc.assert(
      fc.property(sequences, (sequence) => {
        const { session, venues, records, take } = ready();
        let timeMs = START_MS;
        for (const { waitMs, ...one } of sequence) {
          timeMs += waitMs;
          const record = drawn(session, venues, timeMs, one);
          if (record !== undefined) take(record);
        }
        if (session.manager.unanswered !== undefined) {
          const requestId = session.manager.unanswered.id;
          const answer = answerTo(venues, session.manager.unanswered, timeMs);
          take({ kind: 'outcome', timeMs, requestId, answer });
        }
        trades += venues.effects.length;
        expect(new Set(venues.effects).size).toBe(venues.effects.length);
        const folded = liveSession();
        for (const record of records) folded.fold(asRead(record));
        expect(bytes(folded)).toBe(bytes(session));
        expect(folded.stateHash()).toBe(session.stateHash());
        const from = records.findLastIndex(({ kind }) => kind === 'checkpoint');
        if (from >= 0) {
          const late = liveSession();
          for (const record of records.slice(from)) late.fold(asRead(record));
          expect(bytes(late)).toBe(bytes(session));
        }
      }),
      { numRuns: 60 },
    );
    expect(trades).toBeGreaterThan(100);
  });
});

describe('a session', () => {
  it('holds what venues hold, worth what the market says', () => {
    const { session, venues, take, settleAll } = ready();
    const { position_monitor: positions, pnl_calculator: pnl } = session.parts;
    expect(pnl.equity).toBe(CAPITAL);
    take({ kind: 'decision', timeMs: START_MS, ...session.decide(START_MS) });
    settleAll(START_MS);
    expect(venues.effects).toHaveLength(1);
    const held = Object.values(positions.getCurrentPositions()['binance']!);
    expect(held.sort()).toEqual([AMOUNT_BTC, CAPITAL - AMOUNT_BTC * spotAt(START_MS)]);
    // An hour later a bitcoin costs 100 more.
    const later = START_MS + 60 * MINUTE_MS;
    take(snapshot(later));
    const gain = AMOUNT_BTC * (spotAt(later) - spotAt(START_MS));
    expect(gain).toBeCloseTo(1, 12);
    expect(pnl.equity).toBeCloseTo(CAPITAL + gain, 9);
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
    const { session, events, take } = ready();
    take({ kind: 'halted', timeMs: START_MS, code: 'JNL-006', message: 'full' });
    expect(session.manager.tradingState(START_MS)).toBe('reduce_only');
    const refused = take({ kind: 'decision', timeMs: START_MS, ...session.decide(START_MS) });
    expect(refused).toMatchObject({ code: 'VM-005' });
    expect(events.at(-1)).toMatchObject({ type: 'warning', data: { error_code: 'VM-005' } });
    expect(session.parts.steps.errorCount).toBe(1);
    // What the strategy remembers has moved on all the same.
    expect(session.save()['strategy_state']).toEqual({ decided: 1 });
  });

  it('tells why a command cannot be carried out', () => {
    const { take } = ready();
    const command = { id: 'c1', kind: 'approve', blockId: 'b9' } as const;
    expect(take({ kind: 'operator_command', timeMs: START_MS, command })?.code).toBe('VM-009');
  });

  it('tells nothing while it reads', () => {
    const { session, events } = ready();
    const told = events.length;
    session.fold({ kind: 'halted', timeMs: START_MS, code: 'JNL-006', message: 'full' });
    session.fold({ kind: 'decision', timeMs: START_MS, ...session.decide(START_MS) });
    expect(events.length).toBe(told);
    session.apply({ kind: 'decision', timeMs: START_MS, ...session.decide(START_MS) });
    expect(events.length).toBe(told + 1);
  });

  it.each<[string, JournalRecord]>([
    [
      'an outcome that nobody awaits',
      { kind: 'outcome', timeMs: START_MS, requestId: 'r9', answer: NOT_READ },
    ],
    [
      'a request that is not next',
      {
        kind: 'request',
        timeMs: START_MS,
        request: { id: 'r1', kind: 'read_holdings', venue: 'nowhere' },
      },
    ],
  ])('refuses %s, and stays as it was', (_, record) => {
    const { session } = recorded();
    const before = bytes(session);
    expect(() => session.apply(record)).toThrow(expect.objectContaining({ code: 'JNL-008' }));
    expect(bytes(session)).toBe(before);
  });

  it('refuses a request while another awaits its outcome, and an answer of another kind', () => {
    const { session, take } = recorded();
    const request = session.manager.next(START_MS)!;
    take({ kind: 'request', timeMs: START_MS, request });
    const contradiction = expect.objectContaining({ code: 'JNL-008' });
    expect(() => take({ kind: 'request', timeMs: START_MS, request })).toThrow(contradiction);
    const answer = { kind: 'not_found_yet' } as const;
    const requestId = request.id;
    expect(() => take({ kind: 'outcome', timeMs: START_MS, requestId, answer })).toThrow(
      contradiction,
    );
    expect(session.manager.unanswered).toEqual(request);
  });

  it.each([1, 3])('refuses a checkpoint of version %d', (version) => {
    const state = { ...recorded().session.save(), version };
    const checkpoint = { kind: 'checkpoint', timeMs: START_MS, state } as const;
    expect(() => liveSession().apply(checkpoint)).toThrow(
      expect.objectContaining({ code: 'JNL-008', message: expect.stringContaining('version') }),
    );
  });
});
