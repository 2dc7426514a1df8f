import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newFolder, NOW, openTest, readAll, RUN } from './testing/journals.js';
import { verifyJournal } from './verify-journal.js';

let folder = '';
beforeEach(() => (folder = newFolder()));
afterEach(() => rmSync(dirname(folder), { recursive: true }));

const flags = ['--conditions=@basis/source', '--import', 'tsx', '--input-type=module', '-e'];
const options = { cwd: fileURLToPath(new URL('..', import.meta.url)) };
const OPEN = `
import { writeSync } from 'node:fs';
import { openJournal } from ${JSON.stringify(new URL('./open-journal.ts', import.meta.url).href)};
const journal = await openJournal({
  folder: process.argv[1], run: ${JSON.stringify(RUN)}, segmentBytes: 4000, reserveBytes: 1024,
});`;

/** Appends several at a time, with a checkpoint now and then, and says which are acknowledged. */
const APPENDER = `${OPEN}
const timeMs = ${NOW};
const append = async (n) => {
  const record = n % 50 === 0
    ? { kind: 'checkpoint', timeMs, state: { n } }
    : { kind: 'snapshot', timeMs, market: { n, text: 'x'.repeat(n % 400) } };
  const seq = await journal.append(record);
  writeSync(1, seq + ':' + n + '\\n');
};
for (let n = 1; ; n += 5) await Promise.all([0, 1, 2, 3, 4].map((i) => append(n + i)));`;

const HOLDER = `${OPEN}
writeSync(1, 'open\\n');
setInterval(() => undefined, 1000);`;

const ended = (child: ChildProcess) => new Promise((resolve) => child.once('close', resolve));

/** Runs a program until it has said enough, and kills it in the midst of what it does. */
async function killedAfter(program: string, enough: (told: string) => boolean): Promise<string> {
  const stdio: ['ignore', 'pipe', 'inherit'] = ['ignore', 'pipe', 'inherit'];
  const child = spawn(process.execPath, [...flags, program, folder], { ...options, stdio });
  let told = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    told += text;
    if (enough(told)) child.kill('SIGKILL');
  });
  await ended(child);
  return told;
}

it('has every record that a killed process was told of, and goes on after it', async () => {
  let seqBefore = 0;
  for (const least of [500, 3000, 2000]) {
    const told = await killedAfter(APPENDER, ({ length }) => length > least);
    const acknowledged = told
      .split('\n')
      .slice(0, -1)
      .map((line) => line.split(':').map(Number));
    expect(acknowledged.length).toBeGreaterThan(least / 12);
    const journal = await openTest(folder);
    const entries = await readAll(folder);
    for (const [seq, n] of acknowledged) {
      const { record } = entries[seq! - 1]!;
      if (record.kind === 'snapshot') expect(record.market).toMatchObject({ n });
      else expect(record).toMatchObject({ kind: 'checkpoint', state: { n } });
    }
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, i) => i + 1));
    expect(entries.length).toBeGreaterThan(seqBefore + acknowledged.length);
    seqBefore = entries.length;
    await journal.close();
  }
  expect(await verifyJournal(folder)).toMatchObject({
    sound: true,
    tornBytes: 0,
    records: seqBefore,
  });
});

describe('a second process', () => {
  it('is refused while the first goes on, also while that one is stopped; not once it was killed', async () => {
    const child = spawn(process.execPath, [...flags, HOLDER, folder], {
      ...options,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const second = () => {
      const { stderr } = spawnSync(process.execPath, [...flags, OPEN, folder], options);
      return String(stderr);
    };
    expect(second()).toContain('JNL-003');
    child.kill('SIGSTOP');
    expect(second()).toContain(`held by process ${child.pid}`);
    const gone = ended(child);
    child.kill('SIGKILL');
    await gone;
    expect(existsSync(`${folder}/journal.lock`)).toBe(true);
    const journal = await openTest(folder);
    expect(journal.found.lastSeq).toBe(1);
    await journal.close();
  });
});
