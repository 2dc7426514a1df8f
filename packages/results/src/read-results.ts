import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunSummary } from '@basis/core-types';
import { resultsFailure } from './failure.js';
import { FILES, isResultsId, resultsFolder } from './results-folder.js';

/** The summary of complete results; throws RES-001 where there is none. */
export async function readSummary(root: string, id: string): Promise<RunSummary> {
  const path = join(resultsFolder(root, id), FILES.summary);
  let document: unknown;
  try {
    document = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw resultsFailure('There are no results to be read at', path, { cause: error });
  }
  if (!isSummary(document)) throw resultsFailure('This is not the summary of a run:', path);
  return document;
}

/** The ids of all complete results under a root, sorted. Other folders are ignored, and a root that is not there. */
export async function listResults(root: string): Promise<string[]> {
  const names = await namesIn(root);
  const complete = await Promise.all(names.map(async (name) => hasSummary(join(root, name))));
  return names.filter((_, i) => complete[i]).sort();
}

async function namesIn(root: string): Promise<string[]> {
  try {
    return (await readdir(root)).filter(isResultsId);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw resultsFailure('Results cannot be listed in', root, { cause: error });
  }
}

async function hasSummary(folder: string): Promise<boolean> {
  try {
    return (await stat(join(folder, FILES.summary))).isFile();
  } catch {
    return false;
  }
}

/** As much as a reader relies on: a run's id, mode and hash. */
function isSummary(document: unknown): document is RunSummary {
  if (typeof document !== 'object' || document === null) return false;
  const { id, mode, result_hash } = document as Record<string, unknown>;
  return [id, mode, result_hash].every((value) => typeof value === 'string');
}
