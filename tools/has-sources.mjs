import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** False of a package that is only a place kept free: its sources hold but `export {};`. */
export function hasSources(/** @type {string} */ folder) {
  const sources = join(folder, 'src');
  if (!existsSync(sources)) return false;
  return readdirSync(sources, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .some(
      (entry) =>
        !/^(#!.*\n)?export \{\};\s*$/.test(
          readFileSync(join(entry.parentPath, entry.name), 'utf8'),
        ),
    );
}
