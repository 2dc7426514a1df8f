import {
  HOUR_MS,
  MINUTE_MS,
  SECOND_MS,
  usedVenues,
  type JournalRecord,
  type OrderRequest,
} from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import {
  AMOUNT_BTC,
  CAPITAL,
  RUN,
  START_MS,
  buysHundredths,
  config,
  liveSession,
  marketAt,
} from '../testing/live-run.js';
import { HUNDREDTHS, surroundings } from '../testing/live-surroundings.js';
import type { MemoryJournal } from '../testing/memory-journal.js';
import { replayJournal } from './replay-journal.js';

const SPOT = 'spot/binance/BTC-USDT';
const ENOUGH_MS = START_MS + 6 * HOUR_MS;

const kindsOf = (records: readonly JournalRecord[]) =>
  records.map((record) => (record.kind === 'request' ? record.request.kind : record.kind));

const executesOf = (records: readonly JournalRecord[]) =>
  records.flatMap((record) =>
    record.kind === 'request' && record.request.kind === 'execute' ? record.request : [],
  );

describe('a live run', () => {
  it('looks, reconciles, decides, carries out and ends', async () => {
    const { journal, venues, runUntil } = surroundings();
    const session = await runUntil(START_MS + 2 * HOUR_MS + MINUTE_MS);
    const kinds = kindsOf(journal.records);
    const first = kinds.indexOf('decision');
    expect(kinds.slice(0, 2)).toEqual(['run_started', 'snapshot']);
    expect(kinds.slice(2, first - 1)).toEqual(
      usedVenues(config).flatMap(() => ['read_history', 'outcome', 'read_holdings', 'outcome']),
    );
    // The market is looked at again after reading, then comes the block: sent, answered, read.
    expect(kinds.slice(first - 1, first + 5)).toEqual([
      'snapshot',
      'decision',
      'execute',
      'outcome',
      'read_holdings',
      'outcome',
    ]);
    expect(kinds.at(-1)).toBe('run_ended');
    const decided = journal.records.filter(({ kind }) => kind === 'decision');
    expect(decided.slice(1).map(({ timeMs }) => timeMs)).toEqual([
      START_MS + HOUR_MS,
      START_MS + 2 * HOUR_MS,
    ]);
    expect(venues.quantity('BTC')).toBeCloseTo(3 * AMOUNT_BTC, 12);
    expect(session.parts.position_monitor.quantity('binance:spot:BTC')).toBe(
      venues.quantity('BTC'),
    );
  });

  it('leads to what its journal leads to, decisions and requests worked out again', async () => {
    const { journal, runUntil } = surroundings();
    const session = await runUntil(ENOUGH_MS, { checkpointEvery: 20 });
    const make = () => liveSession(undefined, buysHundredths(HUNDREDTHS));
    const replayed = await replayJournal(journal.read(1), make, { verify: true });
    expect(replayed.stateHash).toBe(session.stateHash());
    const { records } = journal;
    const verified = ['decision', 'request', 'checkpoint'];
    expect(replayed.verified).toBe(records.filter(({ kind }) => verified.includes(kind)).length);
    expect(records.some(({ kind }) => kind === 'checkpoint')).toBe(true);
    expect(replayed).toMatchObject({ records: records.length, unanswered: null });
    const short = await replayJournal(journal.read(), make);
    expect(short.stateHash).toBe(session.stateHash());
    expect(short.records).toBeLessThan(records.length);
  });

  it('is shown by its journal to have decided otherwise than its strategy does', async () => {
    const { journal, runUntil } = surroundings();
    await runUntil(ENOUGH_MS);
    const make = () => liveSession(undefined, buysHundredths(HUNDREDTHS - 1));
    const third = journal.records.flatMap(({ kind }, i) => (kind === 'decision' ? i + 1 : []))[2]!;
    await expect(replayJournal(journal.read(1), make, { verify: true })).rejects.toMatchObject({
      code: 'JNL-008',
      context: { seq: third, kind: 'decision' },
    });
  });
});

describe('a process that is killed', () => {
  const wholeRun = async () => {
    const whole = surroundings();
    const session = await whole.runUntil(ENOUGH_MS);
    return { records: whole.journal.records, positions: session.parts.position_monitor.save() };
  };

  it.each(['killed_before', 'killed_after'] as const)(
    'at any record (%s) is followed by one that comes to the same end',
    async (fate) => {
      const { records, positions } = await wholeRun();
      expect(executesOf(records)).toHaveLength(HUNDREDTHS);
      for (let at = 2; at <= records.length; at += 1) {
        const { journal, venues, start, stopAt, runUntil } = surroundings();
        journal.fate = (_, seq) => (seq === at ? fate : 'kept');
        const killed = start();
        stopAt(killed.runner, ENOUGH_MS);
        await expect(killed.runner.run()).rejects.toThrow('killed');
        journal.fate = () => 'kept';
        const session = await runUntil(ENOUGH_MS + 6 * HOUR_MS);
        expect(session.parts.position_monitor.save()).toEqual(positions);
        expect(new Set(venues.effects).size).toBe(venues.effects.length);
        expect(venues.effects).toHaveLength(HUNDREDTHS);
        const make = () => liveSession(undefined, buysHundredths(HUNDREDTHS));
        const { stateHash } = await replayJournal(journal.read(1), make, { verify: true });
        expect(stateHash).toBe(session.stateHash());
      }
    },
  );
});

describe('nothing is sent', () => {
  it('when the journal could not be written', async () => {
    const { journal, clients, start } = surroundings();
    journal.fate = ({ kind, ...record }) =>
      kind === 'request' && 'request' in record && record.request.kind === 'execute'
        ? 'broken'
        : 'kept';
    const { runner } = start();
    await expect(runner.run()).rejects.toMatchObject({ code: 'JNL-001' });
    expect(clients.sent).toEqual([]);
    expect(journal.records.some(({ kind }) => kind === 'halted')).toBe(false);
  });

  it('when its time was over before it was written', async () => {
    const { clock, journal, clients, venues, runUntil } = surroundings();
    let slow = 1;
    journal.fate = (record) => {
      if (kindsOf([record])[0] === 'execute' && slow-- > 0) clock.jump(6 * SECOND_MS);
      return 'kept';
    };
    await runUntil(START_MS + MINUTE_MS);
    const { records } = journal;
    const [first, second] = executesOf(records);
    const outcomes = records.flatMap((one) => (one.kind === 'outcome' ? one : []));
    const answer = outcomes.find(({ requestId }) => requestId === first!.id)!.answer;
    expect(answer).toMatchObject({ kind: 'not_sent' });
    // It goes later, with another end and the same name.
    expect(clients.sent).toHaveLength(1);
    expect(second!.request.clientRef).toBe(first!.request.clientRef);
    expect(second!.validUntilMs).toBeGreaterThan(first!.validUntilMs!);
    expect(venues.effects).toEqual([first!.request.clientRef]);
  });

  it('that adds risk once the disk is full, and all is written as lowering it', async () => {
    const { journal, clients, runUntil } = surroundings();
    let isOver = false;
    journal.fate = (record) => {
      isOver ||= record.kind === 'decision';
      return isOver ? 'full' : 'kept';
    };
    const session = await runUntil(START_MS + 2 * HOUR_MS);
    expect(clients.sent).toEqual([]);
    expect(session.manager.tradingState(START_MS + 2 * HOUR_MS)).toBe('reduce_only');
    const halted = journal.records.findIndex(({ kind }) => kind === 'halted');
    const after = kindsOf(journal.records.slice(halted + 1));
    // The next step looks and decides; what it decides is refused.
    expect(after).toContain('decision');
    expect(after).not.toContain('execute');
    expect(after.at(-1)).toBe('run_ended');
    const make = () => liveSession(undefined, buysHundredths(HUNDREDTHS));
    const { stateHash } = await replayJournal(journal.read(1), make);
    expect(stateHash).toBe(session.stateHash());
  });

  it('on the word of an operator either, as long as the disk is full', async () => {
    const { clock, journal, clients, start, stopAt } = surroundings();
    let isOver = false;
    journal.fate = (record) => {
      isOver ||= record.kind === 'decision';
      return isOver ? 'full' : 'kept';
    };
    const { session, runner } = start();
    const refusals: unknown[] = [];
    clock.alarm(MINUTE_MS, () => {
      const resume = { id: 'c1', kind: 'resume' } as const;
      runner.command(resume).catch((error: unknown) => refusals.push(error));
    });
    stopAt(runner, START_MS + 2 * HOUR_MS + MINUTE_MS);
    await runner.run();
    expect(refusals).toMatchObject([{ code: 'JNL-006' }]);
    expect(session.manager.tradingState(clock.now())).toBe('reduce_only');
    expect(clients.sent).toEqual([]);
  });

  it('that adds risk after an outcome that found the disk full, which is written', async () => {
    const { journal, clients, runUntil } = surroundings();
    let sent = 0;
    clients.onSend = () => (sent += 1);
    journal.fate = (record) => (record.kind === 'outcome' && sent > 0 ? 'full' : 'kept');
    const session = await runUntil(START_MS + 2 * HOUR_MS + MINUTE_MS);
    expect(sent).toBe(1);
    const kinds = kindsOf(journal.records);
    const halted = kinds.indexOf('halted');
    expect(kinds.slice(halted - 1, halted + 2)).toEqual(['execute', 'halted', 'outcome']);
    // It was taken for what it is at once.
    expect(kinds.filter((kind) => kind === 'halted')).toHaveLength(1);
    const make = () => liveSession(undefined, buysHundredths(HUNDREDTHS));
    const { stateHash } = await replayJournal(journal.read(1), make);
    expect(stateHash).toBe(session.stateHash());
  });

  it('to a venue that has no client', async () => {
    const { clients, journal, runUntil } = surroundings();
    await runUntil(START_MS + MINUTE_MS, { clients: new Map() });
    expect(clients.asked).toEqual([]);
    expect(kindsOf(journal.records)).not.toContain('decision');
  });
});

describe('an answer', () => {
  it.each(['lost', 'answer_lost', 'silent'] as const)(
    'that does not come (%s) is asked for, and what was sent takes effect once',
    async (line) => {
      const { journal, clients, venues, runUntil } = surroundings();
      clients.line = (_, attempt) => (attempt === 1 ? line : 'good');
      await runUntil(ENOUGH_MS);
      const outcomes = journal.records.flatMap((one) => (one.kind === 'outcome' ? one : []));
      expect(outcomes.some(({ answer }) => answer.kind === 'unknown')).toBe(true);
      expect(kindsOf(journal.records)).toContain('find');
      expect(new Set(venues.effects).size).toBe(HUNDREDTHS);
      expect(venues.effects).toHaveLength(HUNDREDTHS);
      const refs = clients.sent.map(({ clientRef }) => clientRef);
      expect(refs.filter((ref) => ref === refs[0])).toHaveLength(line === 'answer_lost' ? 1 : 2);
    },
  );

  it('is given up after the timeout; what the venue tells meanwhile is written before', async () => {
    const { clock, journal, clients, venues, runUntil } = surroundings();
    let isFirst = true;
    clients.onSend = (request) => {
      if (!isFirst) return;
      isFirst = false;
      venues.handle(request, clock.now());
      queueMicrotask(() => clients.tell(venues.events[0]!));
    };
    clients.line = (_, attempt) => (attempt === 1 ? 'silent' : 'good');
    const session = await runUntil(START_MS + 10 * MINUTE_MS);
    const { records } = journal;
    const at = records.findIndex((one) => kindsOf([one])[0] === 'execute');
    expect(kindsOf(records.slice(at, at + 3))).toEqual(['execute', 'venue_event', 'outcome']);
    const { venue_timeout } = config.component_config.execution_interface_manager;
    expect(records[at + 2]!.timeMs - records[at]!.timeMs).toBe(venue_timeout * SECOND_MS);
    // Booked by the event, and not again by what is found.
    expect(session.parts.position_monitor.quantity('binance:spot:BTC')).toBe(AMOUNT_BTC);
    expect(venues.effects).toHaveLength(1);
  });

  it('to a question that was lost does not say that something is not there', async () => {
    const { clients, journal, venues, runUntil } = surroundings();
    clients.line = (_, attempt) => (attempt === 1 ? 'answer_lost' : 'good');
    let questions = 0;
    clients.onFind = () => {
      questions += 1;
      if (questions <= 20) throw new Error('no line');
    };
    await runUntil(START_MS + 10 * MINUTE_MS);
    expect(questions).toBe(21);
    expect(clients.sent).toHaveLength(1);
    expect(venues.effects).toHaveLength(1);
    expect(kindsOf(journal.records).filter((kind) => kind === 'find')).toHaveLength(21);
  });

  it('that cannot be written counts as none', async () => {
    const { journal, venues, runUntil } = surroundings();
    journal.fate = (record) =>
      record.kind === 'outcome' && record.answer.kind === 'done' ? 'unwritable' : 'kept';
    await runUntil(START_MS + MINUTE_MS);
    const unknown = journal.records.filter(
      (one) => one.kind === 'outcome' && one.answer.kind === 'unknown',
    );
    expect(unknown).toHaveLength(1);
    expect(venues.effects).toHaveLength(1);
  });
});

describe('what a client tells', () => {
  it('and cannot be right is not written: it would stop every later start', async () => {
    const { clock, clients, events, journal, venues, runUntil } = surroundings();
    const handle = venues.handle.bind(venues);
    const broken = { timeMs: clock.now(), account: 9_999, cause: 'fill', delta: 1 } as const;
    venues.handle = (request, timeMs) => {
      const outcome = handle(request, timeMs);
      const id = `of ${request.clientRef}`;
      const postings = [broken];
      clients.tell({ id, venue: 'binance', timeMs, what: 'fill', postings });
      return outcome.kind === 'done' ? { ...outcome, postings } : outcome;
    };
    const session = await runUntil(START_MS + MINUTE_MS);
    const { records } = journal;
    const sentId = executesOf(records)[0]!.id;
    expect(records).toContainEqual(
      expect.objectContaining({
        requestId: sentId,
        answer: { kind: 'unknown', message: 'there is no account 9999' },
      }),
    );
    expect(kindsOf(records)).not.toContain('venue_event');
    expect(JSON.stringify(records)).not.toContain('9999,');
    expect(events.filter(({ data }) => data['error_code'] === 'VC-002')).toHaveLength(2);
    // Asked for, the venue tells what it was.
    expect(kindsOf(records)).toContain('find');
    expect(session.parts.position_monitor.quantity('binance:spot:BTC')).toBe(AMOUNT_BTC);
    await expect(runUntil(START_MS + 2 * MINUTE_MS)).resolves.toBeDefined();
  });
});

describe('a record that cannot be applied', () => {
  /** As an earlier version wrote it, which did not look. */
  async function stopped() {
    const one = surroundings();
    await one.runUntil(START_MS + MINUTE_MS);
    const timeMs = one.clock.now();
    const postings = [{ timeMs, account: 9_999, cause: 'fill', delta: 1 } as const];
    const event = { id: 'e9', venue: 'binance', timeMs, what: 'fill', postings } as const;
    one.journal.restart({ kind: 'venue_event', timeMs, event });
    return { ...one, seq: one.journal.records.length };
  }

  it('stops every start with its number, and no checkpoint is made of it', async () => {
    const { journal, start, seq } = await stopped();
    for (let starts = 0; starts < 2; starts += 1) {
      const { runner, session } = start({ checkpointEvery: 1 });
      await expect(runner.run()).rejects.toMatchObject({
        code: 'JNL-009',
        context: { seq, kind: 'venue_event' },
      });
      expect(kindsOf(journal.records.slice(seq)).slice(-2)).toEqual(['run_started', 'halted']);
      expect(journal.records.at(-1)).toMatchObject({ code: 'JNL-009' });
      expect(() => session.save()).toThrow('half-way');
      const { timeMs } = journal.records.at(-1)!;
      const more = { kind: 'run_ended', timeMs, reason: '' } as const;
      expect(() => session.apply(more)).toThrow('half-way');
    }
  });

  it('is left out on the word of an operator, for good, and risk is added on another word', async () => {
    const { clock, journal, events, start, stopAt, runUntil, seq } = await stopped();
    await expect(start().runner.run()).rejects.toMatchObject({ code: 'JNL-009' });
    const { runner, session } = start({ setAside: [seq] });
    stopAt(runner, clock.now() + MINUTE_MS);
    await runner.run();
    const told = events.filter(({ data }) => data['error_code'] === 'JNL-009');
    expect(told.at(-1)).toMatchObject({ type: 'warning', data: { context: { seq } } });
    expect(session.manager.tradingState(clock.now())).toBe('reduce_only');
    const kinds = kindsOf(journal.records);
    expect(kinds[kinds.indexOf('set_aside') + 1]).toBe('checkpoint');
    // Named or not, it is not read any more.
    await runUntil(clock.now() + MINUTE_MS);
    const last = await runUntil(clock.now() + MINUTE_MS, { setAside: [seq] });
    const make = () => liveSession(undefined, buysHundredths(HUNDREDTHS));
    const replayed = await replayJournal(journal.read(1), make, { verify: true, without: [seq] });
    expect(replayed.stateHash).toBe(last.stateHash());
  });

  it('is the only one that can be left out', async () => {
    const { start, seq } = await stopped();
    const { runner } = start({ setAside: [seq - 2] });
    await expect(runner.run()).rejects.toThrow('cannot be set aside');
  });

  it('is not one that could be, however often that is asked for', async () => {
    const { clock, journal, clients, start, stopAt } = surroundings();
    journal.fate = ({ kind }) =>
      kind === 'outcome' && clients.sent.length > 0 ? 'killed_after' : 'kept';
    const killed = start().runner;
    stopAt(killed, ENOUGH_MS);
    await expect(killed.run()).rejects.toThrow('killed');
    journal.fate = () => 'kept';
    const filled = journal.records.length;
    for (let starts = 0; starts < 3; starts += 1) {
      const { runner } = start({ setAside: [filled] });
      stopAt(runner, clock.now() + MINUTE_MS);
      await expect(runner.run()).rejects.toThrow('cannot be set aside');
    }
  });

  it('can be left out also where a start in between ended for another reason', async () => {
    const { clock, journal, runUntil, start, seq } = await stopped();
    const timeMs = clock.now();
    journal.restart({ kind: 'run_started', timeMs, ...RUN, configHash: 'another' });
    journal.restart({ kind: 'halted', timeMs, code: 'JNL-010', message: 'another configuration' });
    await expect(start().runner.run()).rejects.toMatchObject({ code: 'JNL-009' });
    const session = await runUntil(clock.now() + MINUTE_MS, { setAside: [seq] });
    expect(session.manager.tradingState(clock.now())).toBe('reduce_only');
  });
});

describe('a line that broke off and is heard again', () => {
  it('stands in the journal, and the venue is asked at once what happened', async () => {
    const { clock, clients, journal, start, stopAt } = surroundings();
    const byVenue = clients.byVenue(usedVenues(config));
    const binance = byVenue.get('binance')!;
    let lines = 0;
    const events = async function* (signal: AbortSignal) {
      lines += 1;
      if (lines > 1) return;
      await new Promise<void>((resolve) => clock.alarm(10 * MINUTE_MS, resolve));
      if (!signal.aborted) throw new Error('the line broke');
    };
    const { runner } = start({ clients: byVenue.set('binance', { ...binance, events }) });
    stopAt(runner, START_MS + 30 * MINUTE_MS);
    await runner.run();
    const at = journal.records.findIndex(({ kind }) => kind === 'reconnected');
    const [again, next] = journal.records.slice(at, at + 2);
    expect(again).toMatchObject({ kind: 'reconnected', venue: 'binance' });
    expect(next).toMatchObject({
      timeMs: again!.timeMs,
      request: { kind: 'read_history', venue: 'binance' },
    });
  });
});

describe('a position that its venue closes', () => {
  it('is answered at once, not at the next step', async () => {
    const { clock, clients, journal, start, stopAt } = surroundings();
    const { session, runner } = start();
    const closedAtMs = START_MS + 10 * MINUTE_MS;
    const account = session.parts.accounts.index('binance:spot:USDT');
    const posting = { timeMs: closedAtMs, account, cause: 'liquidation', delta: 0 } as const;
    clock.alarm(closedAtMs - clock.now(), () =>
      clients.tell({
        ...{ id: 'l1', venue: 'binance', timeMs: closedAtMs, what: 'liquidation' },
        postings: [posting],
      }),
    );
    stopAt(runner, START_MS + 30 * MINUTE_MS);
    await runner.run();
    const decided = journal.records.filter(({ kind }) => kind === 'decision');
    expect(decided.map(({ timeMs }) => timeMs)).toEqual([START_MS + 1, closedAtMs]);
  });
});

describe('market data', () => {
  it('without a price of what is held are refused, and the last ones stay', async () => {
    const { clock, events, runUntil } = surroundings();
    const read = async () => {
      const market = marketAt(clock.now()) as Record<string, Record<string, number | null>>;
      if (clock.now() < START_MS + HOUR_MS) return market;
      return { ...market, [SPOT]: { ...market[SPOT], close: null } };
    };
    const session = await runUntil(START_MS + 2 * HOUR_MS + MINUTE_MS, { feed: { read } });
    expect(session.parts.pnl_calculator.equity).toBeCloseTo(CAPITAL, 6);
    const refused = events.filter(({ data }) => data['error_code'] === 'DATA-003');
    expect(String(refused[0]!.message)).toContain('binance:spot:BTC is held');
  });

  it('that cannot be read are read again, and nothing is done before', async () => {
    const { clock, journal, clients, events, runUntil } = surroundings();
    let reads = 0;
    const read = async () => {
      reads += 1;
      if (reads <= 3) throw new Error('no line');
      return marketAt(clock.now());
    };
    await runUntil(START_MS + MINUTE_MS, { feed: { read } });
    // After one second, two and four.
    expect(journal.records[1]).toMatchObject({ kind: 'snapshot', timeMs: START_MS + 1 + 7_000 });
    expect(clients.asked.length).toBeGreaterThan(0);
    expect(events.filter(({ type }) => type === 'warning')).toHaveLength(3);
  });

  it('that could not be read before a decision are read again soon, not at the next step', async () => {
    const { clock, journal, runUntil } = surroundings();
    let reads = 0;
    const read = async () => {
      reads += 1;
      // The first one is followed by looks at the venues, the second one by a decision.
      if (reads === 2) throw new Error('no line');
      return marketAt(clock.now());
    };
    await runUntil(START_MS + 2 * HOUR_MS, { feed: { read } });
    const decided = journal.records.find(({ kind }) => kind === 'decision')!;
    expect(decided.timeMs).toBe(START_MS + 1 + SECOND_MS);
  });

  it('are read again before a decision where the process stood still while they were written', async () => {
    const { clock, journal, runUntil } = surroundings();
    let snapshots = 0;
    const append: MemoryJournal['append'] = async (record, options) => {
      const seq = await journal.append(record, options);
      // The first one is followed by looks at the venues.
      if (record.kind === 'snapshot' && ++snapshots === 2) clock.jump(20 * SECOND_MS);
      return seq;
    };
    const stalling = { append, read: (from?: number) => journal.read(from) };
    await runUntil(START_MS + MINUTE_MS, { journal: stalling });
    const at = journal.records.findIndex(({ kind }) => kind === 'decision');
    const [before, last, decision] = journal.records.slice(at - 2, at + 1);
    expect([before!.kind, last!.kind]).toEqual(['snapshot', 'snapshot']);
    expect(last!.timeMs - before!.timeMs).toBe(20 * SECOND_MS);
    expect(decision!.timeMs).toBe(last!.timeMs);
  });

  it('of another form are refused', async () => {
    const { clients, events, journal, runUntil } = surroundings();
    await runUntil(START_MS + MINUTE_MS, { feed: { read: async () => ({}) } });
    expect(clients.asked).toEqual([]);
    expect(events.some(({ data }) => data['error_code'] === 'DATA-003')).toBe(true);
    const make = () => liveSession(undefined, buysHundredths(HUNDREDTHS));
    await expect(replayJournal(journal.read(1), make)).resolves.toBeDefined();
  });
});

describe('a decision that comes to nothing', () => {
  it('is made again soon, each time later, and then at the next step', async () => {
    const { journal, clients, start, stopAt } = surroundings();
    const { retry_attempts, retry_delay_seconds } =
      config.component_config.event_driven_strategy_engine;
    expect([retry_attempts, retry_delay_seconds]).toEqual([3, 0.1]);
    const times: number[] = [];
    const failing = {
      ...buysHundredths(1),
      decide: (view: { readonly nowMs: number }) => {
        times.push(view.nowMs - START_MS - 1);
        throw new Error('a defect');
      },
    };
    const { runner } = start({}, failing as never);
    stopAt(runner, START_MS + HOUR_MS + MINUTE_MS);
    await runner.run();
    expect(times.slice(0, 5)).toEqual([0, 100, 300, 700, HOUR_MS - 1]);
    expect(clients.sent).toEqual([]);
    expect(kindsOf(journal.records)).not.toContain('decision');
  });

  it('because its block was refused is made again from what is held then', async () => {
    const { clock, journal, clients, venues, runUntil } = surroundings();
    const handle = venues.handle.bind(venues);
    let refusals = 1;
    venues.handle = (request, timeMs) =>
      refusals-- > 0
        ? { kind: 'refused', code: 'VEN-001', message: 'not now' }
        : handle(request, timeMs);
    await runUntil(START_MS + MINUTE_MS);
    expect(clock.now()).toBeGreaterThan(START_MS);
    const decided = journal.records.filter(({ kind }) => kind === 'decision');
    expect(decided.map(({ timeMs }) => timeMs - START_MS - 1)).toEqual([0, 100]);
    expect(clients.sent).toHaveLength(2);
    expect(venues.effects).toHaveLength(1);
  });
});

describe('an operator', () => {
  it('halts, and nothing is decided any more', async () => {
    const { clients, start, stopAt } = surroundings();
    const { runner, session } = start();
    stopAt(runner, START_MS + 3 * HOUR_MS);
    const running = runner.run();
    await runner.command({ id: 'c1', kind: 'halt', reason: 'asked' });
    await expect(
      runner.command({ id: 'c2', kind: 'approve', blockId: 'b9' }),
    ).rejects.toMatchObject({ code: 'VM-009' });
    await running;
    expect(session.manager.tradingState(START_MS)).toBe('halted');
    expect(clients.sent).toEqual([]);
    await expect(runner.command({ id: 'c3', kind: 'resume' })).rejects.toThrow('has ended');
  });

  it('stops it while an answer is awaited, and does not wait for ever', async () => {
    const { clock, journal, clients, start } = surroundings();
    const { runner } = start({ stopWithinMs: 5 * SECOND_MS });
    clients.line = () => 'silent';
    let stoppedMs = 0;
    clients.onSend = () => {
      stoppedMs = clock.now();
      runner.stop('told to');
    };
    await runner.run();
    expect(clock.now()).toBe(stoppedMs + 5 * SECOND_MS);
    expect(journal.records.at(-1)).toMatchObject({ kind: 'run_ended', reason: 'told to' });
    expect(kindsOf(journal.records.slice(-2))).toEqual(['checkpoint', 'run_ended']);
    expect(journal.records.at(-3)).toMatchObject({ answer: { kind: 'unknown' } });
  });
});

describe('a clock', () => {
  it('that is behind the journal is waited for', async () => {
    const { clock, journal, start, stopAt } = surroundings();
    const { runner } = start();
    const ahead = clock.now() + 10 * SECOND_MS;
    journal.restart({ kind: 'snapshot', timeMs: ahead, market: marketAt(ahead) });
    stopAt(runner, START_MS + MINUTE_MS);
    await runner.run();
    expect(journal.records[2]!.timeMs).toBe(ahead);
  });
});

describe('what venues hold', () => {
  it('is what the run begins with', async () => {
    const { runUntil } = surroundings();
    const session = await runUntil(START_MS + MINUTE_MS);
    expect(session.parts.pnl_calculator.netFlows).toBe(CAPITAL);
    const order = session.manager.next(START_MS) as { request?: OrderRequest } | undefined;
    expect(order?.request).toBeUndefined();
  });
});
