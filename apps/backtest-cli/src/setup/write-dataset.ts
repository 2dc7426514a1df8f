import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Interrupted } from '@basis/cli';
import { ComponentError } from '@basis/core-types';
import { listSeries } from '@basis/data-provider/load';
import type { SampleFile } from '@basis/sample-data';

const MANIFEST = 'manifest.yaml';

export interface WriteDatasetOptions {
  readonly signal: AbortSignal;
  readonly onFile: (done: number, path: string) => void;
}

/**
 * Makes the folder ready: new or empty, or holding a generated data set that may be replaced. Other people's files are
 * never taken away.
 *
 * @throws CLI-001 for a folder that is neither
 */
export async function prepareDatasetFolder(folder: string, replace: boolean): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw refuse(folder, error.code === 'ENOTDIR' ? 'is a file' : `cannot be read (${error.code})`);
  });
  if (names.length === 0) return;
  if (!replace) throw refuse(folder, 'is not empty: choose another, or add --replace');
  const manifest = await readFile(join(folder, MANIFEST), 'utf8').catch(() => '');
  if (!/^synthetic: true$/m.test(manifest)) {
    throw refuse(folder, 'holds no generated data set, so nothing in it is replaced');
  }
  await rm(join(folder, MANIFEST));
  for (const id of await listSeries(folder)) await rm(join(folder, `${id}.csv`));
}

/** Writes the files, the manifest last; an interruption takes away what was written. Returns the bytes. */
export async function writeDataset(
  folder: string,
  files: readonly SampleFile[],
  { signal, onFile }: WriteDatasetOptions,
): Promise<number> {
  const ordered = [...files].sort(
    (a, b) => Number(a.path === MANIFEST) - Number(b.path === MANIFEST),
  );
  const written: string[] = [];
  let bytes = 0;
  try {
    for (const { path, text } of ordered) {
      if (signal.aborted) throw new Interrupted('Interrupted: the data set was not written');
      const target = join(folder, path);
      await mkdir(dirname(target), { recursive: true });
      written.push(target);
      await writeFile(target, text);
      bytes += Buffer.byteLength(text);
      onFile(written.length, path);
    }
    return bytes;
  } catch (error) {
    for (const target of written) await rm(target, { force: true });
    if (error instanceof Interrupted) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ComponentError('DATA-004', {
      message: `The data set cannot be written to ${folder}: ${reason}`,
      context: { path: folder },
      cause: error,
    });
  }
}

function refuse(folder: string, why: string): ComponentError {
  return new ComponentError('CLI-001', {
    message: `--out = ${folder}: the folder ${why}`,
    context: { path: folder },
  });
}
