import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder that `configs/` and `data/` are looked for in: the current one where it has a `configs/`, else the
 * repository that this program lies in. The current folder is written as the empty path, so that messages show short ones.
 */
export function findBase(
  current = process.cwd(),
  program = fileURLToPath(new URL('.', import.meta.url)),
): string {
  if (existsSync(join(current, 'configs'))) return '';
  for (let folder = program; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'configs', 'modes'))) return relative(current, folder);
    if (folder === dirname(folder)) return '';
  }
}
