import { closeSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ComponentError, type ErrorCode, type JsonObject } from '@basis/core-types';
import { processStart } from './process-start.js';

/** What is locked, in the words of its owner. */
export interface LockNames {
  /** Name of the lock's file in the folder. */
  readonly file: string;
  /** The error of one that comes second. */
  readonly code: ErrorCode;
  /** What it is told, such as `Another run writes to these results`. */
  readonly message: string;
  /** What to do while the other goes on, such as `Wait for that run to end`. */
  readonly resolution: string;
}

/** Who holds a lock: a process of a machine, since when. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly since: string;
  /** Tells the process from a later one with its number; null where the system does not say. */
  readonly started: string | null;
}

/** Locks of this process, to be taken away also where it is ended in a hurry. */
const held = new Set<FolderLock>();

/**
 * A folder that one process at a time writes to. The lock is a file that names its process: it is seen by every process,
 * and one that is no longer alive holds nothing. One that is stopped for a while goes on holding it.
 */
export class FolderLock {
  readonly #path: string;
  readonly #text: string;

  private constructor(path: string, text: string) {
    this.#path = path;
    this.#text = text;
  }

  /** Throws the error of `names` where another has the folder, or what the file system throws. */
  static take(folder: string, names: LockNames): FolderLock {
    const path = join(folder, names.file);
    const me: Holder = {
      pid: process.pid,
      host: hostname(),
      since: new Date().toISOString(),
      started: processStart(process.pid),
    };
    const lock = new FolderLock(path, `${JSON.stringify(me)}\n`);
    if (!create(path, lock.#text)) takeOver(path, lock.#text, names);
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

function takeOver(path: string, text: string, names: LockNames): void {
  assertLeftBehind(path, names);
  // Held for the moment in which a lock that was left behind is taken over, so that only one process does.
  const takeover = `${path}.takeover`;
  if (!create(takeover, text)) throw refused(takeover, undefined, names);
  try {
    // Looked at again: another process may have taken it over in between.
    assertLeftBehind(path, names);
    rmSync(path, { force: true });
    if (!create(path, text)) throw refused(path, holderOf(path), names);
  } finally {
    rmSync(takeover, { force: true });
  }
}

function assertLeftBehind(path: string, names: LockNames): void {
  const holder = holderOf(path);
  if (holder === 'nobody') return;
  if (holder === undefined || holder.host !== hostname() || isAlive(holder, path)) {
    throw refused(path, holder, names);
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
    const { pid, host, since, started } = JSON.parse(text) as Partial<Holder>;
    return Number.isSafeInteger(pid) && pid! > 0
      ? { pid: pid!, host: String(host), since: String(since), started: started ?? null }
      : undefined;
  } catch {
    return undefined;
  }
}

function isAlive({ pid, started }: Holder, path: string): boolean {
  // Numbers come again, after a restart of the machine and in a container at every start.
  const now = processStart(pid);
  if (started !== null && now !== null && started !== now) return false;
  // Where the system does not say: a lock older than this process is not its own.
  if (pid === process.pid) return statSync(path).mtimeMs >= Date.now() - process.uptime() * 1000;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is one too.
    return codeOf(error) !== 'ESRCH';
  }
}

function refused(
  path: string,
  holder: Holder | 'nobody' | undefined,
  { code, message, resolution }: LockNames,
): ComponentError {
  const known = holder === 'nobody' ? undefined : holder;
  const who =
    known === undefined
      ? 'another process'
      : `process ${known.pid} on ${known.host}, since ${known.since}`;
  const context: JsonObject = { path, pid: known?.pid ?? null, host: known?.host ?? null };
  return new ComponentError(code, {
    message: `${message}: ${path} is held by ${who}`,
    resolution: `${resolution}; if there is no such process any more, delete ${path}.`,
    context,
  });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
