import type { JournalEntry, JournalRecord } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { runClock } from '../clock/run-clocks.js';
import { VirtualClock } from '../clock/virtual-clock.js';
import { MemoryJournal } from './memory-journal.js';

const run = { configHash: 'c0ffee', version: '0.1.0', mode: 'btc_basis' };
const snapshot = (n: number): JournalRecord => ({ kind: 'snapshot', timeMs: n, market: { n } });
const kinds = (entries: readonly JournalEntry[]) =>
  entries.map(({ seq, record }) => `${seq} ${record.kind}`);

async function readAll(journal: MemoryJournal, from?: number): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  for await (const entry of journal.read(from)) entries.push(entry);
  return entries;
}

describe('a journal in memory', () => {
  it('begins with run_started, and numbers what is appended', async () => {
    const journal = new MemoryJournal({ clock: new VirtualClock(7), run });
    expect(await Promise.all([journal.append(snapshot(1)), journal.append(snapshot(2))])).toEqual([
      2, 3,
    ]);
    expect(journal.records[0]).toEqual({
      seq: 1,
      record: { kind: 'run_started', timeMs: 7, ...run },
    });
    expect(kinds(await readAll(journal))).toEqual(['1 run_started', '2 snapshot', '3 snapshot']);
  });

  it('reads from the last checkpoint, or from a number', async () => {
    const journal = new MemoryJournal({ clock: new VirtualClock(0), run });
    await journal.append(snapshot(1));
    await journal.append({ kind: 'checkpoint', timeMs: 2, state: {} });
    await journal.append(snapshot(3));
    expect(kinds(await readAll(journal))).toEqual(['3 checkpoint', '4 snapshot']);
    expect(kinds(await readAll(journal, 2))).toEqual(['2 snapshot', '3 checkpoint', '4 snapshot']);
  });

  it('keeps copies in plain JSON, and refuses what would not be read back', async () => {
    const journal = new MemoryJournal({ clock: new VirtualClock(0), run });
    const market = { price: 1, gone: undefined } as unknown as { price: number };
    await journal.append({ kind: 'snapshot', timeMs: 1, market });
    market.price = 2;
    expect(journal.records[1]!.record).toEqual({
      kind: 'snapshot',
      timeMs: 1,
      market: { price: 1 },
    });
    expect(Object.keys((journal.records[1]!.record as { market: object }).market)).toEqual([
      'price',
    ]);
    for (const wrong of [{ price: NaN }, { price: new Date(0) as never }]) {
      const record: JournalRecord = { kind: 'snapshot', timeMs: 1, market: wrong };
      await expect(journal.append(record)).rejects.toMatchObject({ code: 'JNL-007' });
    }
    expect(journal.records).toHaveLength(2);
  });

  it('takes as long as it is told, one record after the other', async () => {
    const clock = new VirtualClock(0);
    const journal = new MemoryJournal({ clock, run });
    journal.takes(30);
    const at = async (n: number) => {
      await journal.append(snapshot(n));
      return clock.now();
    };
    const first = at(1);
    expect(journal.records).toHaveLength(1);
    const second = clock.sleep(10).then(() => at(2));
    expect(await runClock(clock, Promise.all([first, second]))).toEqual([30, 40]);
  });

  it.each([
    [0, []],
    [1, ['3 snapshot']],
    [5, ['3 snapshot', '4 snapshot']],
  ])('keeps what was acknowledged over a crash, and %d of what was not', async (keeps, more) => {
    const clock = new VirtualClock(0);
    const journal = new MemoryJournal({ clock, run });
    await journal.append(snapshot(1));
    journal.takes(100);
    let answered = 0;
    for (const n of [2, 3]) void journal.append(snapshot(n)).then(() => answered++);
    const found = journal.crash(keeps);
    void journal.append(snapshot(4)).then(() => answered++);
    while (clock.advance());
    await Promise.resolve();
    expect([answered, kinds(journal.records)]).toEqual([0, ['1 run_started', '2 snapshot']]);
    expect(kinds(found)).toEqual(['1 run_started', '2 snapshot', ...more]);

    const next = new MemoryJournal({ clock, run, found });
    expect(next.records.at(-1)).toMatchObject({
      seq: found.length + 1,
      record: { kind: 'run_started', timeMs: 100 },
    });
    expect(await next.append(snapshot(5))).toBe(found.length + 2);
  });

  it('lets a test crash it before and after a record is durable', async () => {
    const left = (moment: 'appended' | 'durable') => {
      let found: readonly JournalEntry[] = [];
      const journal: MemoryJournal = new MemoryJournal({
        clock: new VirtualClock(0),
        run,
        watch: ({ seq }, when) => {
          if (seq === 3 && when === moment) found = journal.crash();
        },
      });
      let answered = 0;
      for (const n of [1, 2]) void journal.append(snapshot(n)).then(() => answered++);
      return Promise.resolve().then(() => [kinds(found).length, answered]);
    };
    expect(await left('appended')).toEqual([2, 1]);
    expect(await left('durable')).toEqual([3, 1]);
  });

  it('fails for good with JNL-001; what waited may be found all the same', async () => {
    const clock = new VirtualClock(0);
    const journal = new MemoryJournal({ clock, run });
    journal.takes(10);
    const waiting = journal.append(snapshot(1));
    journal.fail();
    const later = journal.append({ kind: 'run_ended', timeMs: 1, reason: 'x' });
    const both = Promise.allSettled([waiting, later]);
    const code = { status: 'rejected', reason: { code: 'JNL-001' } };
    expect(await runClock(clock, both)).toMatchObject([code, code]);
    expect(journal.failure?.code).toBe('JNL-001');
    expect(kinds(journal.records)).toEqual(['1 run_started']);
    expect(kinds(journal.crash(1))).toEqual(['1 run_started', '2 snapshot']);
  });

  it('takes only what lowers risk on a full disk, and says so first', async () => {
    const journal = new MemoryJournal({ clock: new VirtualClock(0), run });
    journal.fillDisk();
    await expect(journal.append(snapshot(5))).rejects.toMatchObject({ code: 'JNL-006' });
    expect(await journal.append(snapshot(6), { reducesRisk: true })).toBe(3);
    expect(await journal.append({ kind: 'run_ended', timeMs: 7, reason: 'x' })).toBe(4);
    await expect(journal.append(snapshot(8))).rejects.toMatchObject({ code: 'JNL-006' });
    expect(journal.failure?.code).toBe('JNL-006');
    expect(journal.records[1]!.record).toMatchObject({
      kind: 'halted',
      timeMs: 5,
      code: 'JNL-006',
    });
    expect(kinds(journal.records)).toEqual([
      '1 run_started',
      '2 halted',
      '3 snapshot',
      '4 run_ended',
    ]);
  });
});
