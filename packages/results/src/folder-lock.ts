import { closeSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ComponentError } from '@basis/core-types';

const LOCK = 'run.lock';
/** Held for the moment in which a lock that was left behind is taken over, so that only one process does. */
const TAKEOVER = 'run.lock.takeover';

/** Who holds a lock: a process of a machine, since when. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly since: string;
}

/** Locks of this process, to be taken away also where it is ended in a hurry. */
const held = new Set<FolderLock>();

/**
 * A folder that one run at a time writes to. The lock is a file that names its process: it is seen by every process, and
 * one that is no longer alive holds nothing.
 */
export class FolderLock {
  readonly #path: string;
  readonly #text: string;

  private constructor(path: string, text: string) {
    this.#path = path;
    this.#text = text;
  }

  /** Throws RES-002 where another run has the folder, or what the file system throws. */
  static take(folder: string): FolderLock {
    const path = join(folder, LOCK);
    const me: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() };
    const lock = new FolderLock(path, `${JSON.stringify(me)}\n`);
    if (!create(path, lock.#text)) takeOver(folder, path, lock.#text);
    if (held.size === 0) process.once('exit', releaseAll);
    held.add(lock);
    return lock;
  }

  /** May be called more than once; takes away no lock but its own. */
  release(): void {
    if (!held.delete(this)) return;
    if (held.size === 0) process.off('exit', releaseAll);
    try {
      if (readFileSync(this.#path, 'utf8') === this.#text) rmSync(this.#path, { force: true });
    } catch {
      // The folder is gone, or cannot be written to any more; a lock that stays holds nothing once we have ended.
    }
  }
}

function releaseAll(): void {
  for (const lock of held) lock.release();
}

/** Whether the file was made; false where there is one. A file that could not be filled is not left behind. */
function create(path: string, text: string): boolean {
  let file: number;
  try {
    file = openSync(path, 'wx');
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
  try {
    writeFileSync(file, text);
    return true;
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

function takeOver(folder: string, path: string, text: string): void {
  assertLeftBehind(path);
  const takeover = join(folder, TAKEOVER);
  if (!create(takeover, text)) throw refused(takeover, undefined);
  try {
    // Looked at again: another process may have taken it over in between.
    assertLeftBehind(path);
    rmSync(path, { force: true });
    if (!create(path, text)) throw refused(path, holderOf(path));
  } finally {
    rmSync(takeover, { force: true });
  }
}

function assertLeftBehind(path: string): void {
  const holder = holderOf(path);
  if (holder === 'nobody') return;
  if (holder === undefined || holder.host !== hostname() || isAlive(holder.pid, path)) {
    throw refused(path, holder);
  }
}

/** `nobody` where the file has gone meanwhile, `undefined` where it does not say. */
function holderOf(path: string): Holder | 'nobody' | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 'nobody';
    throw error;
  }
  try {
    const { pid, host, since } = JSON.parse(text) as Partial<Holder>;
    return Number.isSafeInteger(pid) && pid! > 0
      ? { pid: pid!, host: String(host), since: String(since) }
      : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number, path: string): boolean {
  // Numbers come again, in a container at every start: a lock older than this process is not its own.
  if (pid === process.pid) return statSync(path).mtimeMs >= Date.now() - process.uptime() * 1000;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is one too.
    return codeOf(error) !== 'ESRCH';
  }
}

function refused(path: string, holder: Holder | 'nobody' | undefined): ComponentError {
  const known = holder === 'nobody' ? undefined : holder;
  const who =
    known === undefined
      ? 'another process'
      : `process ${known.pid} on ${known.host}, since ${known.since}`;
  return new ComponentError('RES-002', {
    message: `Another run writes to these results: ${path} is held by ${who}`,
    resolution: `Wait for that run to end, or choose another id; if there is no such run any more, delete ${path}.`,
    context: { path, pid: known?.pid ?? null, host: known?.host ?? null },
  });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
