import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { JournalRecord, JsonObject } from '@basis/core-types';
import * as fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { readJournal } from './read-journal.js';
import { listSegments } from './segment-files.js';
import {
  checkpoint,
  collect,
  newFolder,
  openTest,
  readAll,
  segmentTexts,
  started,
  snapshot,
} from './testing/journals.js';
import { verifyJournal } from './verify-journal.js';

const folders: string[] = [];
function fresh(): string {
  const folder = newFolder();
  folders.push(dirname(folder));
  return folder;
}
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

/** What JSON can say, less what no journal takes: keys that look like credentials, and -0, which JSON does not know. */
const payload = fc
  .jsonValue({ maxDepth: 3 })
  .map((value): JsonObject => ({ value: JSON.parse(JSON.stringify(value)) as never }))
  .filter(
    (value) =>
      !/"(?:__proto__|constructor|prototype|[^"]*(?:token|secret|key|pass|cred)[^"]*)":/i.test(
        JSON.stringify(value),
      ),
  );

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ append: fc.array(payload, { minLength: 1, maxLength: 5 }) }),
  },
  { weight: 1, arbitrary: fc.constant('checkpoint' as const) },
  { weight: 1, arbitrary: fc.constant('reopen' as const) },
);

it('reads back what was appended, over checkpoints, full segments and restarts', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 12 }),
      fc.integer({ min: 200, max: 2000 }),
      async (steps, segmentBytes) => {
        const folder = fresh();
        let journal = await openTest(folder, { segmentBytes });
        const expected: JournalRecord[] = [started];
        let replayFrom = 1;
        for (const one of steps) {
          if (one === 'reopen') {
            await journal.close();
            journal = await openTest(folder, { segmentBytes });
            expect(journal.found).toEqual({ lastSeq: expected.length, tornBytes: 0 });
            expected.push(started);
          } else {
            const records = one === 'checkpoint' ? [checkpoint(1)] : one.append.map(snapshot);
            const seqs = await Promise.all(records.map((record) => journal.append(record)));
            expect(seqs).toEqual(records.map((_, i) => expected.length + 1 + i));
            if (one === 'checkpoint') replayFrom = expected.length + 1;
            expected.push(...records);
          }
        }
        const entries = expected.map((record, i) => ({ seq: i + 1, record }));
        expect(await collect(journal.read(1))).toEqual(entries);
        expect(await collect(journal.read())).toEqual(entries.slice(replayFrom - 1));
        const middle = Math.ceil(expected.length / 2);
        expect(await collect(journal.read(middle))).toEqual(entries.slice(middle - 1));
        await journal.close();
        expect(await verifyJournal(folder)).toMatchObject({
          sound: true,
          records: expected.length,
          firstSeq: 1,
          lastSeq: expected.length,
        });
      },
    ),
    { numRuns: 40 },
  );
});

/** Some records before a checkpoint, some after, in segments of their own. */
async function smallJournal(folder: string, last: JournalRecord) {
  const journal = await openTest(folder);
  for (const record of [snapshot({ n: 1 }), checkpoint(2), snapshot({ text: 'ä€😀' }), last]) {
    await journal.append(record);
  }
  await journal.close();
  return { entries: await readAll(folder), segments: segmentTexts(folder) };
}

it.each([
  ['a record', snapshot({ n: 3 })],
  ['a checkpoint', checkpoint(3)],
])(
  'cut anywhere in its last segment, which ends with %s, has exactly the records before',
  async (_, last) => {
    const folder = fresh();
    const { entries, segments } = await smallJournal(folder, last);
    const [name, whole] = segments.at(-1)!;
    const before = Number(name.slice(0, 16)) - 1;
    for (let length = 0; length <= whole.length; length++) {
      for (const [other, text] of segments) writeFileSync(join(folder, other), text);
      writeFileSync(join(folder, name), whole.subarray(0, length));
      // The head is no record.
      const lines = whole.subarray(0, length).toString('latin1').split('\n').length - 1;
      const kept = entries.slice(0, before + Math.max(0, lines - 1));
      expect(await readAll(folder)).toEqual(kept);
      const report = await verifyJournal(folder);
      const torn = length - (whole.subarray(0, length).lastIndexOf(10) + 1);
      expect(report).toMatchObject({ sound: true, records: kept.length, tornBytes: torn });
      if (length % 7 !== 0) continue;
      const journal = await openTest(folder);
      expect(journal.found).toEqual({ lastSeq: kept.length, tornBytes: torn });
      await journal.close();
      expect(await readAll(folder)).toEqual([...kept, { seq: kept.length + 1, record: started }]);
      for (const added of listSegments(folder).slice(segments.length)) rmSync(join(folder, added));
    }
  },
);

it('finds every changed byte, and never tells a record that was not written', async () => {
  const folder = fresh();
  const { entries, segments } = await smallJournal(folder, snapshot({ n: 3 }));
  for (const [name, whole] of segments) {
    for (let at = 0; at < whole.length; at++) {
      for (const flip of [1, whole[at]! ^ 10]) {
        if (flip === 0) continue;
        const bytes = Buffer.from(whole);
        bytes[at] = bytes[at]! ^ flip;
        writeFileSync(join(folder, name), bytes);
        const report = await verifyJournal(folder);
        if (report.sound) expect.fail(`${name} at ${at} by ${flip}`);
        const told: unknown[] = [];
        await expect(async () => {
          for await (const entry of readJournal(folder, { from: 1 })) told.push(entry);
        }).rejects.toMatchObject({ code: 'JNL-002' });
        expect(told).toEqual(entries.slice(0, told.length));
      }
    }
    writeFileSync(join(folder, name), whole);
  }
});
