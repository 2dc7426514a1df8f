import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DAY_MS, type ComponentError } from '@basis/core-types';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EventLogger, type EventLoggerOptions } from './event-logger.js';
import { listEventFiles } from './event-files.js';

const START = Date.UTC(2024, 0, 2, 12);
const CURRENT = 'a_events.jsonl';
const MIB = 1024 * 1024;
let root = '';
let dir = '';
let now = START;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'storm-'));
  dir = root;
  now = START;
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const logger = (options: Partial<EventLoggerOptions> = {}) =>
  new EventLogger({ dir, detail: 'full', mode: 'live', now: () => now, ...options });

/** Two lines to a part, four parts. */
const SMALL = { partBytes: 400, keepBytes: 1600 };

/** The line of an event without a message, in bytes: 20 characters are its time. */
const BARE =
  '{"timestamp":"2024-01-02T12:00:00Z","event_type":"event","component":"A","level":"INFO","message":"","data":{},"seq":}\n'
    .length;

/** Emits an event whose line has these bytes. */
function emit(events: EventLogger, seq: number, bytes = 200) {
  events.emit({
    timestampMs: now,
    type: 'event',
    component: 'A',
    level: 'INFO',
    message: 'x'.repeat(bytes - BARE - String(seq).length),
    data: {},
  });
}
const emitAll = (events: EventLogger, from: number, to: number) => {
  for (let seq = from; seq <= to; seq++) emit(events, seq);
};
const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

const files = () => listEventFiles(dir).map(({ name }) => name);
const sizes = () => files().map((name) => statSync(join(dir, name)).size);
const totalBytes = () => sizes().reduce((sum, size) => sum + size, 0);
const seqsOf = (name: string) =>
  [...readFileSync(join(dir, name), 'utf8').matchAll(/"seq":(\d+)\}\n/g)].map(([, n]) => Number(n));
/** In the order in which a reader finds them. */
const seqs = () => files().flatMap(seqsOf);
const failureOf = (events: EventLogger): ComponentError | undefined => {
  try {
    events.flush();
  } catch (error) {
    return error as ComponentError;
  }
  return undefined;
};

describe('a storm of events', () => {
  it('stays within its bytes at any moment and keeps the newest in order', () => {
    const events = logger({ partBytes: 1000, keepBytes: 4000 });
    for (let seq = 1; seq <= 3000; seq++) {
      emit(events, seq, 130 + ((seq * 37) % 200));
      expect(totalBytes()).toBeLessThanOrEqual(4000);
      if (seq % 10 > 0) continue;
      expect(Math.max(...sizes())).toBeLessThanOrEqual(1000);
      const kept = seqs();
      expect(kept).toEqual(range(seq - kept.length + 1, seq));
    }
    events.close();
    // A part goes only where it would not have fitted: less than one part is missing.
    expect(totalBytes()).toBeGreaterThan(4000 - 1000);
    expect(events.healthReport().metrics).toMatchObject({ events_written: 3000, events_lost: 0 });
  });

  it('loses nothing that is within the bound, and one part beyond it', () => {
    const events = logger(SMALL);
    emitAll(events, 1, 8);
    expect(files()).toEqual([
      'a_events.2024-01-02.jsonl',
      'a_events.2024-01-02.1.jsonl',
      'a_events.2024-01-02.2.jsonl',
      CURRENT,
    ]);
    expect(seqs()).toEqual(range(1, 8));
    expect(totalBytes()).toBe(1600);
    emit(events, 9);
    events.close();
    // The number of the part that went is not given again: it would come before the others.
    expect(files()).toEqual([
      'a_events.2024-01-02.1.jsonl',
      'a_events.2024-01-02.2.jsonl',
      'a_events.2024-01-02.3.jsonl',
      CURRENT,
    ]);
    expect(seqs()).toEqual(range(3, 9));
  });

  it('is told once for each file that goes', () => {
    const events = logger(SMALL);
    emitAll(events, 1, 8);
    expect(events.healthReport()).toMatchObject({ status: 'healthy', errors: [] });
    emitAll(events, 9, 12);
    const { status, errors, metrics } = events.healthReport();
    expect(status).toBe('degraded');
    expect(errors.map(({ code }) => code)).toEqual(['LOG-002', 'LOG-002']);
    expect(errors[0]?.message).toContain(join(dir, 'a_events.2024-01-02.jsonl'));
    expect(errors[1]?.message).toContain(join(dir, 'a_events.2024-01-02.1.jsonl'));
    expect(metrics).toMatchObject({ bytes_dropped: 800, events_lost: 0 });
    expect(() => events.close()).not.toThrow();
  });

  it('of one component takes nothing from another', () => {
    const events = logger(SMALL);
    events.forComponent('Quiet').logWarning('once');
    for (let seq = 2; seq <= 40; seq++) emit(events, seq);
    events.close();
    expect(seqsOf('quiet_events.jsonl')).toEqual([1]);
  });

  it('goes on over midnight with the parts of a day before those of the next', () => {
    const events = logger(SMALL);
    emitAll(events, 1, 3);
    now += DAY_MS;
    emitAll(events, 4, 8);
    events.close();
    expect(files()).toEqual([
      'a_events.2024-01-02.jsonl',
      'a_events.2024-01-02.1.jsonl',
      'a_events.2024-01-03.jsonl',
      'a_events.2024-01-03.1.jsonl',
      CURRENT,
    ]);
    expect(seqs()).toEqual(range(1, 8));
  });

  it('drops what was written first, also where a clock was a year ahead', () => {
    const first = logger(SMALL);
    now = START + 365 * DAY_MS;
    emitAll(first, 1, 2);
    now = START;
    emitAll(first, 3, 4);
    first.close();
    const second = logger(SMALL);
    emitAll(second, 5, 10);
    second.close();
    expect(seqs()).toEqual(range(3, 10));
  });

  it('writes a line that is larger than all that may be kept, alone', () => {
    const events = logger(SMALL);
    emitAll(events, 1, 5);
    emit(events, 6, 2000);
    expect(seqs()).toEqual([6]);
    emit(events, 7);
    events.close();
    expect(seqs()).toEqual([7]);
  });

  it('fills no more than the bound where a part may be larger than that', () => {
    const events = logger({ partBytes: 5000, keepBytes: 1000 });
    for (let seq = 1; seq <= 60; seq++) {
      emit(events, seq);
      expect(totalBytes()).toBeLessThanOrEqual(1000);
    }
    events.close();
    expect(seqs().at(-1)).toBe(60);
  });

  it('loses what there is no room for, and says so, where the oldest cannot go', () => {
    const events = logger(SMALL);
    emitAll(events, 1, 8);
    const oldest = join(dir, 'a_events.2024-01-02.jsonl');
    rmSync(oldest);
    mkdirSync(oldest);
    emit(events, 9);
    expect(failureOf(events)).toMatchObject({ code: 'LOG-001', context: { events_lost: 1 } });
    expect(seqsOf('a_events.2024-01-02.3.jsonl')).toEqual([7, 8]);
    rmSync(oldest, { recursive: true });
    emit(events, 10);
    events.close();
    expect(seqs()).toEqual([...range(3, 8), 10]);
  });

  it('holds for any sizes, days and restarts, and for characters of several bytes', () => {
    const step = fc.record({
      length: fc.nat(300),
      letter: fc.constantFrom('x', 'é', '€', '🙂'),
      daysOn: fc.constantFrom(0, 0, 0, 0, 1, -1, 300),
      restart: fc.constantFrom(false, false, false, true),
    });
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 3000 }),
        fc.integer({ min: 1500, max: 8000 }),
        (steps, partBytes, keepBytes) => {
          dir = mkdtempSync(join(root, 'any-'));
          now = START;
          const bounds = { partBytes, keepBytes, keepDays: steps.length };
          let events = logger(bounds);
          for (const { length, letter, daysOn, restart } of steps) {
            now += daysOn * DAY_MS;
            if (restart) {
              events.close();
              events = logger(bounds);
            }
            events.forComponent('A').logWarning(letter.repeat(length));
            expect(totalBytes()).toBeLessThanOrEqual(keepBytes);
          }
          events.close();
          // A line has 1,200 bytes of message at most, and less than 150 others.
          const largest = Math.max(partBytes, 1350);
          expect(Math.max(...sizes())).toBeLessThanOrEqual(largest);
          const kept = seqs().sort((a, b) => a - b);
          const lost = steps.length - kept.length;
          expect(kept).toEqual(range(lost + 1, steps.length));
          if (lost > 0) expect(totalBytes()).toBeGreaterThan(keepBytes - largest);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('starting again after a storm', () => {
  it('counts what the process before has left', () => {
    const first = logger(SMALL);
    emitAll(first, 1, 7);
    first.close();
    const second = logger(SMALL);
    emitAll(second, 8, 9);
    second.close();
    expect(files()).toEqual([
      'a_events.2024-01-02.1.jsonl',
      'a_events.2024-01-02.2.jsonl',
      'a_events.2024-01-02.3.jsonl',
      CURRENT,
    ]);
    expect(seqs()).toEqual(range(3, 9));
  });

  it('puts a large current file aside before the first line', () => {
    const first = logger();
    emitAll(first, 1, 5);
    first.close();
    const second = logger(SMALL);
    emit(second, 6);
    second.close();
    expect(sizes()).toEqual([1000, 200]);
    expect(seqs()).toEqual(range(1, 6));
  });

  it('counts a torn line and the end it is given', () => {
    writeFileSync(join(dir, CURRENT), 't'.repeat(200));
    const events = logger(SMALL);
    emit(events, 1);
    events.close();
    expect(sizes()).toEqual([200, 200]);

    writeFileSync(join(dir, CURRENT), 't'.repeat(199));
    const again = logger(SMALL);
    emit(again, 1);
    again.close();
    expect(statSync(join(dir, CURRENT)).size).toBe(400);
  });
});

describe('by default', () => {
  /** A file of this size, nearly all of it a hole, that ends with the line of an event. */
  function leave(name: string, seq: number, bytes: number) {
    const other = join(root, 'line');
    mkdirSync(other, { recursive: true });
    const events = logger({ dir: other });
    emit(events, seq);
    events.close();
    const line = readFileSync(join(other, CURRENT), 'utf8').replace(/\d+\}\n$/, `${seq}}\n`);
    rmSync(other, { recursive: true });
    writeFileSync(join(dir, name), '');
    truncateSync(join(dir, name), bytes - line.length - 1);
    appendFileSync(join(dir, name), `\n${line}`);
  }
  beforeEach(() => {
    dir = join(root, 'logs');
    mkdirSync(dir);
  });

  it('a part has 64 MiB live, and a backtest has one file', () => {
    leave(CURRENT, 1, 64 * MIB - 200);
    const backtest = logger({ mode: 'backtest' });
    emit(backtest, 2);
    emit(backtest, 3);
    backtest.close();
    expect(sizes()).toEqual([64 * MIB + 200]);

    leave(CURRENT, 1, 64 * MIB - 200);
    const live = logger();
    emit(live, 2);
    expect(sizes()).toEqual([64 * MIB]);
    emit(live, 3);
    live.close();
    expect(sizes()).toEqual([64 * MIB, 200]);
  });

  it('all files of a component have 512 MiB live, and a backtest keeps everything', () => {
    leave('a_events.2024-01-01.jsonl', 1, 512 * MIB - 200);
    const backtest = logger({ mode: 'backtest' });
    emit(backtest, 2);
    emit(backtest, 3);
    backtest.close();
    expect(sizes()).toEqual([512 * MIB - 200, 400]);

    rmSync(join(dir, CURRENT));
    const live = logger();
    emit(live, 2);
    expect(sizes()).toEqual([512 * MIB - 200, 200]);
    emit(live, 3);
    live.close();
    expect(files()).toEqual([CURRENT]);
    expect(seqs()).toEqual([2, 3]);
  });

  it('a backtest that asks for parts has them under the day of its clock', () => {
    const events = logger({ mode: 'backtest', ...SMALL });
    for (let seq = 1; seq <= 4; seq++) {
      emit(events, seq);
      events.flush();
    }
    events.close();
    expect(files()).toEqual(['a_events.2024-01-02.jsonl', CURRENT]);
    expect(seqs()).toEqual([1, 2, 3, 4]);
  });
});
