import { readFileSync } from 'node:fs';

/** Of the package of a module that lies directly in `src/` or `dist/`: hand it `import.meta.url`. */
export function versionOf(module: string): string {
  const text = readFileSync(new URL('../package.json', module), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}
