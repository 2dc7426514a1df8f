import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FolderLock, type LockNames } from './folder-lock.js';
import { processStart } from './process-start.js';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  path = join(folder, 'run.lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

const names: LockNames = {
  file: 'run.lock',
  code: 'RES-002',
  message: 'Another run writes here',
  resolution: 'Wait',
};
const write = (holder: unknown) =>
  writeFileSync(path, typeof holder === 'string' ? holder : JSON.stringify(holder));
const since = '2024-01-01T00:00:00.000Z';
/** A process that has ended. */
const dead = spawnSync(process.execPath, ['-e', '']).pid;

function refusal(): unknown {
  try {
    FolderLock.take(folder, names).release();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('the lock of a folder', () => {
  it('names its process, and goes when it is released', () => {
    const lock = FolderLock.take(folder, names);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
      pid: process.pid,
      host: hostname(),
    });
    lock.release();
    expect(existsSync(path)).toBe(false);
    lock.release();
  });

  it('is refused within the same process too, naming who holds it and what to do', () => {
    const lock = FolderLock.take(folder, names);
    expect(refusal()).toMatchObject({
      code: 'RES-002',
      message: expect.stringContaining(`process ${process.pid} on ${hostname()}`) as unknown,
      resolution: expect.stringContaining(`delete ${path}`) as unknown,
      context: { pid: process.pid },
    });
    lock.release();
    expect(refusal()).toBeUndefined();
  });

  it.each([
    ['a process that goes on', { pid: process.ppid, host: hostname(), since }],
    // Alive, but not ours to signal.
    ['the first process of the system', { pid: 1, host: hostname(), since }],
    ['a process of another machine', { pid: dead, host: 'elsewhere', since }],
    ['nobody by name', ''],
    ['something that is no lock', '{"pid":"x"}'],
  ])('held by %s is refused and stays', (_, holder) => {
    write(holder);
    const text = readFileSync(path, 'utf8');
    expect(refusal()).toMatchObject({ code: 'RES-002' });
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('left behind by a process that has ended is taken over', () => {
    write({ pid: dead, host: hostname(), since });
    expect(refusal()).toBeUndefined();
    expect(existsSync(path)).toBe(false);
  });

  it('of an earlier process with our number is taken over', () => {
    write({ pid: process.pid, host: hostname(), since });
    utimesSync(path, new Date(since), new Date(since));
    expect(refusal()).toBeUndefined();
  });

  it('of an earlier process with the number of one that goes on is taken over', () => {
    const holder = { pid: process.ppid, host: hostname(), since };
    write({ ...holder, started: processStart(process.ppid) });
    expect(refusal()).toMatchObject({ code: 'RES-002' });
    write({ ...holder, started: 'an earlier start of the machine:1' });
    // Where the system does not say when a process started, its number is all there is to go by.
    if (processStart(process.ppid) === null) expect(refusal()).toMatchObject({ code: 'RES-002' });
    else expect(refusal()).toBeUndefined();
  });

  it('is taken over by one process only', () => {
    write({ pid: dead, host: hostname(), since });
    writeFileSync(join(folder, 'run.lock.takeover'), '');
    expect(refusal()).toMatchObject({
      code: 'RES-002',
      message: expect.stringContaining('run.lock.takeover') as unknown,
    });
  });

  it('goes also where its process is ended in a hurry', () => {
    const module = new URL('./folder-lock.ts', import.meta.url).href;
    const program = `import { FolderLock } from ${JSON.stringify(module)};
      FolderLock.take(${JSON.stringify(folder)}, ${JSON.stringify(names)});
      process.exit(130);`;
    const flags = ['--conditions=@basis/source', '--import=tsx', '--input-type=module'];
    const { status, stderr } = spawnSync(process.execPath, [...flags, '-e', program]);
    expect([status, String(stderr)]).toEqual([130, '']);
    expect(existsSync(path)).toBe(false);
  });

  it('that another run has by now is not taken away', () => {
    const lock = FolderLock.take(folder, names);
    write({ pid: process.ppid, host: hostname(), since });
    lock.release();
    expect(existsSync(path)).toBe(true);
  });
});
