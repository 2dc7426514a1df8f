import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SERIES_KINDS, type SeriesId } from '@basis/core-types';
import { parseSeriesId } from '../series/parse-series-id.js';

export const SERIES_EXTENSION = '.csv';

/** The series that a dataset folder holds, by its files. Links are followed, other files left aside. */
export async function listSeries(dir: string): Promise<SeriesId[]> {
  const found: SeriesId[] = [];
  for (const kind of Object.keys(SERIES_KINDS)) await collect(dir, kind, found);
  return found.sort();
}

async function collect(dir: string, path: string, found: SeriesId[]): Promise<void> {
  const names = await readdir(join(dir, path)).catch(() => []);
  for (const name of names) {
    const below = `${path}/${name}`;
    const id = below.slice(0, -SERIES_EXTENSION.length);
    if (below.endsWith(SERIES_EXTENSION) && parseSeriesId(id) !== undefined) found.push(id);
    // A kind, a venue, a file: nothing lies deeper.
    else if (path.split('/').length === 1 && (await isFolder(join(dir, below)))) {
      await collect(dir, below, found);
    }
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}
