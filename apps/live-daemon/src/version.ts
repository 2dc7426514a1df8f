import { readFileSync } from 'node:fs';

/** Of this app's package.json, which lies one folder above both `src/` and `dist/`. */
export function ownVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}
