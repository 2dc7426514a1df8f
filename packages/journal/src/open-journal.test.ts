import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { sha256Hex } from '@basis/core-types';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  checkpoint,
  collect,
  newFolder,
  NOW,
  openTest,
  readAll,
  RUN,
  segmentTexts,
  started,
  snapshot,
} from './testing/journals.js';
import { verifyJournal } from './verify-journal.js';

let folder = '';
beforeEach(() => (folder = newFolder()));
afterEach(() => rmSync(dirname(folder), { recursive: true }));

const FIRST = '0000000000000001.jsonl';
const other = { ...RUN, configHash: 'b'.repeat(64) };

async function reopen(more: Parameters<typeof openTest>[1] = {}): Promise<void> {
  await (await openTest(folder, more)).close();
}

/** A line as the format says it: SHA-256 of the hash before and the body, a space, the body. */
const line = (before: string, body: string) => `${sha256Hex(before + body)} ${body}\n`;

describe('the format', () => {
  const nothing = '0'.repeat(64);
  const head = `{"head":{"format":1,"firstSeq":1,"previousHash":"${nothing}","configHash":"${RUN.configHash}","version":"0.1.0","mode":"btc_basis"}}`;
  const record = `{"seq":1,"record":{"kind":"run_started","timeMs":${NOW},"configHash":"${RUN.configHash}","version":"0.1.0","mode":"btc_basis"}}`;
  const first = line(nothing, head);
  const golden = first + line(first.slice(0, 64), record);

  it('is what the decision record says', async () => {
    await reopen();
    expect(readFileSync(join(folder, FIRST), 'utf8')).toBe(golden);
  });

  it('of this version is read by every later one', async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, FIRST), golden);
    expect(await readAll(folder)).toEqual([{ seq: 1, record: started }]);
  });

  it('of a later version is refused with JNL-005, and left as it is', async () => {
    mkdirSync(folder);
    const later = line(nothing, head.replace('"format":1', '"format":2')) + 'whatever\n';
    writeFileSync(join(folder, FIRST), later);
    const refusal = { code: 'JNL-005', context: { format: 2, version: '0.1.0' } };
    await expect(reopen()).rejects.toMatchObject(refusal);
    await expect(verifyJournal(folder)).rejects.toMatchObject(refusal);
    expect(readFileSync(join(folder, FIRST), 'utf8')).toBe(later);
  });
});

describe('opening a journal', () => {
  it('sets space aside that the disk has really given', async () => {
    await reopen({ reserveBytes: 300_000 });
    const { size, blocks } = statSync(join(folder, 'reserve'));
    expect(size).toBe(300_000);
    expect(blocks * 512).toBeGreaterThanOrEqual(300_000);
  });

  it('keeps its files to the user', async () => {
    await reopen();
    expect(statSync(join(folder, FIRST)).mode & 0o077).toBe(0);
  });

  it('is refused while another has it', async () => {
    const journal = await openTest(folder);
    await expect(openTest(folder)).rejects.toMatchObject({ code: 'JNL-003' });
    await journal.close();
    await reopen();
  });

  it('fails with JNL-001 where there can be no folder, and leaves no lock after a refusal', async () => {
    writeFileSync(folder, '');
    await expect(openTest(join(folder, 'journal'))).rejects.toMatchObject({ code: 'JNL-001' });
    rmSync(folder);
    await reopen();
    await expect(openTest(folder, { run: other })).rejects.toMatchObject({ code: 'JNL-004' });
    expect(existsSync(join(folder, 'journal.lock'))).toBe(false);
  });

  it('reads from the last checkpoint only: what came before may be set aside', async () => {
    const journal = await openTest(folder);
    await journal.append(checkpoint(2));
    await journal.append(snapshot({ n: 3 }));
    await journal.close();
    renameSync(join(folder, FIRST), join(dirname(folder), FIRST));
    const again = await openTest(folder);
    expect(again.found).toEqual({ lastSeq: 3, tornBytes: 0 });
    const seqs = (await collect(again.read())).map(({ seq }) => seq);
    expect(seqs).toEqual([2, 3, 4]);
    await again.close();
    expect(await verifyJournal(folder)).toMatchObject({ sound: true, firstSeq: 2, lastSeq: 4 });
  });

  it('goes on after a checkpoint that was torn off, from the one before', async () => {
    const journal = await openTest(folder);
    await journal.append(checkpoint(2));
    await journal.append(checkpoint(3));
    await journal.close();
    const [name, text] = segmentTexts(folder).at(-1)!;
    truncateSync(join(folder, name), text.length - 1);
    const again = await openTest(folder);
    expect(again.found.lastSeq).toBe(2);
    expect((await collect(again.read())).map(({ record }) => record)).toEqual([
      checkpoint(2),
      started,
    ]);
    await again.close();
  });
});

describe('another configuration', () => {
  it('is refused, naming both', async () => {
    await reopen();
    await expect(reopen({ run: other })).rejects.toMatchObject({
      code: 'JNL-004',
      context: { config_hash: other.configHash, former_config_hash: RUN.configHash },
      resolution: expect.stringContaining(RUN.configHash) as unknown,
    });
    expect(await readAll(folder)).toHaveLength(1);
  });

  it('is taken where the change is accepted by the hash that is given up, and that is a record', async () => {
    await reopen();
    const wrong = { run: other, acceptFormerConfig: 'c'.repeat(64) };
    await expect(reopen(wrong)).rejects.toMatchObject({ code: 'JNL-004' });
    await reopen({ run: other, acceptFormerConfig: RUN.configHash });
    const records = (await readAll(folder)).map(({ record }) => record);
    expect(records).toEqual([
      started,
      {
        kind: 'config_accepted',
        timeMs: NOW,
        configHash: other.configHash,
        formerConfigHash: RUN.configHash,
      },
      { ...started, ...other },
    ]);
    await reopen({ run: other });
    // Said once, it does not hold for the way back.
    await expect(reopen({ acceptFormerConfig: RUN.configHash })).rejects.toMatchObject({
      code: 'JNL-004',
    });
  });

  it('is remembered over a checkpoint, and not taken for accepted by a process that was killed', async () => {
    const journal = await openTest(folder);
    await journal.append(checkpoint(2));
    await journal.close();
    await expect(reopen({ run: other })).rejects.toMatchObject({ code: 'JNL-004' });
    await reopen({ run: other, acceptFormerConfig: RUN.configHash });
    // Killed after the head of the new segment, before the acceptance was written.
    const [name, text] = segmentTexts(folder).at(-1)!;
    truncateSync(join(folder, name), text.indexOf('\n') + 1);
    await expect(reopen({ run: other })).rejects.toMatchObject({ code: 'JNL-004' });
  });
});

describe('a damaged segment', () => {
  async function damagedAt(at: number): Promise<Buffer> {
    const journal = await openTest(folder, { segmentBytes: 1 });
    for (const n of [1, 2]) await journal.append(snapshot({ n }));
    await journal.close();
    const [name, text] = segmentTexts(folder)[1]!;
    const sound = Buffer.from(text);
    text[at]! ^= 1;
    writeFileSync(join(folder, name), text);
    return sound;
  }

  it('is set aside, never deleted, and refused until it is put back', async () => {
    const sound = await damagedAt(400);
    const name = '0000000000000002.jsonl';
    await expect(reopen()).rejects.toMatchObject({
      code: 'JNL-002',
      context: { segment: name, quarantined: `${name}.quarantined` },
    });
    expect(readdirSync(folder).sort()).toEqual([
      FIRST,
      `${name}.quarantined`,
      '0000000000000003.jsonl',
      'reserve',
    ]);
    await expect(reopen()).rejects.toMatchObject({ code: 'JNL-002' });
    expect(await verifyJournal(folder)).toMatchObject({
      sound: false,
      quarantined: [`${name}.quarantined`],
    });
    writeFileSync(join(folder, name), sound);
    await reopen();
    expect(await verifyJournal(folder)).toMatchObject({ sound: true, records: 4 });
  });

  it('does not take the place of one that was set aside before', async () => {
    const sound = await damagedAt(400);
    const name = '0000000000000002.jsonl';
    await expect(reopen()).rejects.toMatchObject({ code: 'JNL-002' });
    const worse = sound.map((byte, at) => (at === 401 ? byte ^ 1 : byte));
    writeFileSync(join(folder, name), worse);
    await expect(reopen()).rejects.toMatchObject({
      context: { quarantined: `${name}.quarantined-2` },
    });
    expect(readFileSync(join(folder, `${name}.quarantined-2`))).toEqual(Buffer.from(worse));
  });

  it.each([
    ['is missing', (names: string[]) => rmSync(join(folder, names[1]!))],
    ['at the beginning is missing', (names: string[]) => rmSync(join(folder, names[0]!))],
    [
      'is another one under its name',
      (names: string[]) =>
        writeFileSync(join(folder, names[1]!), readFileSync(join(folder, names[2]!))),
    ],
    [
      'breaks off, though another follows',
      (names: string[]) => truncateSync(join(folder, names[1]!), 350),
    ],
    [
      'is empty, though another follows',
      (names: string[]) => truncateSync(join(folder, names[1]!), 0),
    ],
    [
      'lost whole records, though another follows',
      (names: string[]) => {
        const path = join(folder, names[1]!);
        truncateSync(path, readFileSync(path).indexOf('\n') + 1);
      },
    ],
  ])('that %s is noticed', async (_, harm) => {
    const journal = await openTest(folder, { segmentBytes: 1 });
    for (const n of [1, 2]) await journal.append(snapshot({ n }));
    await journal.close();
    harm(segmentTexts(folder).map(([name]) => name));
    expect((await verifyJournal(folder)).sound).toBe(false);
    await expect(readAll(folder)).rejects.toMatchObject({ code: 'JNL-002' });
    await expect(reopen()).rejects.toMatchObject({ code: 'JNL-002' });
  });

  it('of another journal is noticed, though its numbers fit', async () => {
    const journal = await openTest(folder, { segmentBytes: 1 });
    await journal.append(snapshot({ n: 1 }));
    await journal.close();
    const elsewhere = join(dirname(folder), 'elsewhere');
    const foreign = await openTest(elsewhere, { segmentBytes: 1, now: () => NOW + 1 });
    await foreign.append(snapshot({ n: 1 }));
    await foreign.close();
    const name = '0000000000000002.jsonl';
    writeFileSync(join(folder, name), readFileSync(join(elsewhere, name)));
    await expect(reopen()).rejects.toMatchObject({ code: 'JNL-002' });
  });
});
