import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { JournalRecord } from '@basis/core-types';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  checkpoint,
  collect,
  newFolder,
  NOW,
  openTest,
  readAll,
  segmentTexts,
  started,
  snapshot,
} from './testing/journals.js';
import { SmallDisk } from './testing/small-disk.js';
import { verifyJournal } from './verify-journal.js';

let folder = '';
beforeEach(() => (folder = newFolder()));
afterEach(() => rmSync(dirname(folder), { recursive: true }));

const kinds = async () => (await readAll(folder)).map(({ record }) => record.kind);
const failed = (code: string) => Object.assign(new Error(`${code}: made up`), { code });

describe('a journal', () => {
  it('writes and syncs together what waits together, in the order of the calls', async () => {
    const disk = new SmallDisk(1e6);
    let syncs = 0;
    const journal = await openTest(folder, { openFile: disk.open });
    disk.fails = (what) => {
      if (what === 'datasync') syncs += 1;
      return undefined;
    };
    const events = Array.from({ length: 100 }, (_, n) => snapshot({ n }));
    const seqs = await Promise.all(events.map((event) => journal.append(event)));
    expect(seqs).toEqual(events.map((_, n) => n + 2));
    expect(syncs).toBe(1);
    expect((await readAll(folder)).slice(1).map(({ record }) => record)).toEqual(events);
    await journal.close();
  });

  it('acknowledges nothing before it is synced', async () => {
    const disk = new SmallDisk(1e6);
    const journal = await openTest(folder, { openFile: disk.open });
    const order: string[] = [];
    disk.fails = (what) => {
      order.push(what);
      return undefined;
    };
    await journal.append(snapshot({})).then(() => order.push('acknowledged'));
    expect(order).toEqual(['write', 'datasync', 'acknowledged']);
    await journal.close();
  });

  it('does not tell what is not acknowledged yet', async () => {
    const journal = await openTest(folder);
    const entries = collect(journal.read());
    const appended = journal.append(snapshot({}));
    expect(await entries).toEqual([{ seq: 1, record: started }]);
    expect(await appended).toBe(2);
    await journal.close();
  });

  it('begins a segment with each checkpoint, also where it waits with others', async () => {
    const journal = await openTest(folder);
    await Promise.all(
      [1, 2]
        .map((n) => journal.append(snapshot({ n })))
        .concat(
          journal.append(checkpoint(4)),
          journal.append(snapshot({ n: 5 })),
          journal.append(checkpoint(6)),
        ),
    );
    expect((await verifyJournal(folder)).segments.map(({ records }) => records)).toEqual([3, 2, 1]);
    expect(await collect(journal.read())).toEqual([{ seq: 6, record: checkpoint(6) }]);
    await journal.close();
  });

  it('takes nothing once it is closed, and closes twice', async () => {
    const journal = await openTest(folder);
    const last = journal.append({ kind: 'run_ended', timeMs: NOW, reason: 'asked to' });
    await journal.close();
    expect(await last).toBe(2);
    await expect(journal.append(snapshot({}))).rejects.toMatchObject({ code: 'JNL-001' });
    await journal.close();
  });

  it.each(['write', 'datasync'] as const)(
    'is done for after a failed %s, and never claims that a second try went well',
    async (step) => {
      const disk = new SmallDisk(1e6);
      const journal = await openTest(folder, { openFile: disk.open });
      disk.fails = (what) => (what === step ? failed('EIO') : undefined);
      const lost = [snapshot({ n: 1 }), snapshot({ n: 2 })].map((one) => journal.append(one));
      for (const one of lost) {
        await expect(one).rejects.toMatchObject({
          code: 'JNL-001',
          context: { system_code: 'EIO' },
        });
      }
      disk.fails = () => undefined;
      const late = journal.append(snapshot({ n: 3 }), { reducesRisk: true });
      await expect(late).rejects.toMatchObject({ code: 'JNL-001' });
      expect(journal.failure).toMatchObject({ code: 'JNL-001' });
      await journal.close();
      const reopened = await openTest(folder);
      expect((await verifyJournal(folder)).sound).toBe(true);
      await reopened.close();
    },
  );
});

describe('on a full disk', () => {
  const order = (n: number): JournalRecord => snapshot({ order: n, text: 'x'.repeat(300) });

  it('writes the halt and what lowers risk, and refuses the rest with JNL-006', async () => {
    const disk = new SmallDisk(200_000);
    const journal = await openTest(folder, { openFile: disk.open, reserveBytes: 100_000 });
    disk.others = disk.free - 500;
    await journal.append(order(1));
    const refused = journal.append(order(2));
    const reducing = journal.append(order(3), { reducesRisk: true });
    await expect(refused).rejects.toMatchObject({
      code: 'JNL-006',
      context: { system_code: 'ENOSPC' },
    });
    expect(await reducing).toBe(4);
    await expect(journal.append(order(4))).rejects.toMatchObject({ code: 'JNL-006' });
    await expect(journal.append(checkpoint(1))).rejects.toMatchObject({ code: 'JNL-006' });
    expect(await journal.append({ kind: 'run_ended', timeMs: NOW, reason: 'halted' })).toBe(5);
    expect(journal.failure).toMatchObject({ code: 'JNL-006' });
    await journal.close();
    expect(await kinds()).toEqual(['run_started', 'snapshot', 'halted', 'snapshot', 'run_ended']);
    expect((await readAll(folder))[2]!.record).toMatchObject({ code: 'JNL-006', timeMs: NOW });
    expect(await verifyJournal(folder)).toMatchObject({ sound: true, tornBytes: 0 });
  });

  it('gives the reserve back piece by piece, whoever else takes of it, until it is used up', async () => {
    const disk = new SmallDisk(10_000_000);
    const journal = await openTest(folder, { openFile: disk.open, reserveBytes: 200_000 });
    disk.others = disk.free;
    // 200,000 bytes in pieces of 65,536 are four; somebody else is quicker with the first two.
    let pieces = 0;
    disk.fails = (what, path) => {
      if (what === 'datasync' && path.endsWith('reserve') && ++pieces <= 2)
        disk.others += disk.free;
      return undefined;
    };
    let written = 0;
    let error: unknown;
    while (error === undefined) {
      await journal.append(order(written), { reducesRisk: true }).then(
        () => (written += 1),
        (reason: unknown) => (error = reason),
      );
    }
    expect(pieces).toBe(4);
    expect(error).toMatchObject({ code: 'JNL-001', context: { system_code: 'ENOSPC' } });
    // A line has 300 letters, 65 bytes of hash, and between 90 and 130 of JSON and numbers.
    const room = 200_000 - 2 * 65_536;
    expect(written).toBeGreaterThan(room / 500);
    expect(written).toBeLessThan(room / 450);
    await journal.close();
    expect(await verifyJournal(folder)).toMatchObject({ sound: true, records: written + 2 });
  });

  it('stays in the segment that it has where there is no room for another', async () => {
    const disk = new SmallDisk(200_000);
    const more = { openFile: disk.open, reserveBytes: 100_000, segmentBytes: 800 };
    const journal = await openTest(folder, more);
    await journal.append(order(1));
    disk.others = disk.free - 20;
    expect(await journal.append(order(2), { reducesRisk: true })).toBe(4);
    expect(segmentTexts(folder)).toHaveLength(1);
    await journal.close();
    expect((await verifyJournal(folder)).sound).toBe(true);
  });

  it('opens with what is left of the reserve, for what lowers risk alone', async () => {
    const disk = new SmallDisk(200_000);
    const more = { openFile: disk.open, reserveBytes: 100_000 };
    await (await openTest(folder, more)).close();
    disk.others = disk.free;
    const journal = await openTest(folder, more);
    expect(journal.failure).toMatchObject({ code: 'JNL-006' });
    await expect(journal.append(order(1))).rejects.toMatchObject({ code: 'JNL-006' });
    expect(await journal.append(order(2), { reducesRisk: true })).toBe(4);
    await journal.close();
    expect(await kinds()).toEqual(['run_started', 'run_started', 'halted', 'snapshot']);
    disk.others = 0;
    const mended = await openTest(folder, more);
    expect(mended.failure).toBeUndefined();
    await mended.close();
  });

  it('does not open without a reserve', async () => {
    const disk = new SmallDisk(0);
    await expect(openTest(folder, { openFile: disk.open })).rejects.toMatchObject({
      code: 'JNL-006',
    });
  });

  it('is done for where a sync says that there is no space: what was written is not known', async () => {
    const disk = new SmallDisk(1e6);
    const journal = await openTest(folder, { openFile: disk.open });
    disk.fails = (what) => (what === 'datasync' ? failed('ENOSPC') : undefined);
    const lost = journal.append(order(1), { reducesRisk: true });
    await expect(lost).rejects.toMatchObject({ code: 'JNL-001' });
    disk.fails = () => undefined;
    await journal.close();
  });
});
