import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findBase } from '@basis/cli';
import { listSeries } from '@basis/data-provider/load';

const SAMPLE = 'sample';

/**
 * The data set to use: the one named, or the folder of the settings; where that is a folder of data sets, its sample.
 */
export async function dataFolder(
  given: string | undefined,
  { dataDir }: { readonly dataDir: string },
  base = findBase(),
): Promise<string> {
  if (given !== undefined) return given;
  const folder = resolve(dataDir) === dataDir ? dataDir : join(base, dataDir);
  if (existsSync(join(folder, 'manifest.yaml')) || (await listSeries(folder)).length > 0) {
    return folder;
  }
  return join(folder, SAMPLE);
}
