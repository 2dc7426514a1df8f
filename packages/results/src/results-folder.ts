import { existsSync, lstatSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ComponentError } from '@basis/core-types';
import { listEventFiles } from '@basis/event-logger';
import { FolderLock, makeFolder, type LockNames } from '@basis/folder-lock';
import { resultsFailure } from './failure.js';

const LOCK: LockNames = {
  file: 'run.lock',
  code: 'RES-002',
  message: 'Another run writes to these results',
  resolution: 'Wait for that run to end, or choose another id',
};

const ID = /^[a-z0-9_-]{1,64}$/;

export const FILES = {
  summary: 'summary.json',
  config: 'config.yaml',
  timesteps: 'timesteps.csv',
  executions: 'executions.csv',
  events: 'events.csv',
  report: 'report.html',
} as const;

export function isResultsId(id: string): boolean {
  return ID.test(id);
}

/** The folder of these results, which may not be there. An id cannot name anything outside the root. */
export function resultsFolder(root: string, id: string): string {
  if (!isResultsId(id)) {
    throw resultsFailure(
      'A results id is 1 to 64 of the characters a-z, 0-9, _ and -; this is none:',
      JSON.stringify(id),
    );
  }
  return join(root, id);
}

export interface PreparedFolder {
  /** Absolute. */
  readonly folder: string;
  /** To be released when the run has written its last. */
  readonly lock: FolderLock;
}

/**
 * Makes the folder ready for a new run, which has it for itself: RES-002 where another one goes on. Complete results,
 * known by their summary, are refused unless they are to be replaced; what an unfinished run left is taken away, and
 * nothing but files that a run makes.
 */
export function prepareFolder(root: string, id: string, replace: boolean): PreparedFolder {
  const path = resultsFolder(root, id);
  const lock = lockFolder(path);
  try {
    return { folder: emptyFolder(path, replace), lock };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function lockFolder(folder: string): FolderLock {
  try {
    makeFolder(folder);
    if (lstatSync(folder).isSymbolicLink()) throw new Error('it is a symbolic link');
    return FolderLock.take(folder, LOCK);
  } catch (error) {
    if (error instanceof ComponentError) throw error;
    throw resultsFailure('Results cannot be written to', folder, { cause: error });
  }
}

function emptyFolder(folder: string, replace: boolean): string {
  if (!replace && existsSync(join(folder, FILES.summary))) {
    throw resultsFailure('There are results already in', folder, {
      resolution: 'Choose another id, or ask to replace them (--replace).',
    });
  }
  try {
    for (const name of Object.values(FILES)) rmSync(join(folder, name), { force: true });
    removeEvents(join(folder, 'logs'));
    return realpathSync(folder);
  } catch (error) {
    throw resultsFailure('Old results cannot be taken away from', folder, { cause: error });
  }
}

function removeEvents(logs: string): void {
  if (!existsSync(logs) || lstatSync(logs).isSymbolicLink()) return;
  for (const { name } of listEventFiles(logs)) rmSync(join(logs, name), { force: true });
}
