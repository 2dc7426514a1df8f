import { existsSync, lstatSync, mkdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { listEventFiles } from '@basis/event-logger';
import { resultsFailure } from './failure.js';

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

/**
 * Makes the folder ready for a new run. Complete results, known by their summary, are refused unless they are to be
 * replaced; what an unfinished run left is taken away, and nothing but files that a run makes.
 */
export function prepareFolder(root: string, id: string, replace: boolean): string {
  const folder = resultsFolder(root, id);
  try {
    makeFolder(folder);
    if (lstatSync(folder).isSymbolicLink()) throw new Error('it is a symbolic link');
  } catch (error) {
    throw resultsFailure('Results cannot be written to', folder, { cause: error });
  }
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

/** Folder by folder: Node's own recursion does not end where a parent such as /proc denies that it is there. */
function makeFolder(folder: string): void {
  if (isFolder(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another run may have made it meanwhile.
    if (!isFolder(folder)) throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function removeEvents(logs: string): void {
  if (!existsSync(logs) || lstatSync(logs).isSymbolicLink()) return;
  for (const { name } of listEventFiles(logs)) rmSync(join(logs, name), { force: true });
}
