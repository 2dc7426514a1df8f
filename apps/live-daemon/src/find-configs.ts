import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the configuration: `configs` here, else that of the repository of this program. */
export function findConfigs(
  current = process.cwd(),
  program = fileURLToPath(new URL('.', import.meta.url)),
): string {
  if (existsSync(join(current, 'configs'))) return 'configs';
  for (let folder = program; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'configs', 'modes'))) {
      return relative(current, join(folder, 'configs'));
    }
    if (folder === dirname(folder)) return 'configs';
  }
}
