/**
 * Makes `docs/errors.md` from the error registry: `npm run docs:errors`. With `--check` it writes nothing and ends
 * with 1 if the file is not current.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ERROR_REGISTRY, type RegisteredError } from '@basis/core-types';

export const ERRORS_FILE = fileURLToPath(new URL('../docs/errors.md', import.meta.url));

const HEAD = `# Error codes

<!-- Generated from the error registry of @basis/core-types by \`npm run docs:errors\`. Do not edit. -->

Every error carries one of these codes. \`CRITICAL\` stops the run; live, the daemon saves its state and is restarted.
\`HIGH\` is retried with growing delays, three times at most. \`MEDIUM\` goes on with less. \`LOW\` is only recorded.
`;

const COLUMNS = ['code', 'component', 'severity', 'meaning', 'what to do'];

/** The whole document, formatted as prettier leaves it. */
export function errorsDocument(registry: Readonly<Record<string, RegisteredError>>): string {
  const prefixes = new Map<string, string[][]>();
  for (const [code, { component, severity, message, resolution }] of Object.entries(registry)) {
    const prefix = code.slice(0, code.lastIndexOf('-'));
    const rows = prefixes.get(prefix) ?? [];
    rows.push([`\`${code}\``, component, severity, message, resolution].map(cell));
    prefixes.set(prefix, rows);
  }
  const sections = [...prefixes].map(([prefix, rows]) => `\n## ${prefix}\n\n${table(rows)}`);
  return HEAD + sections.join('');
}

/** A bar would end the cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = COLUMNS.map((name, i) =>
    Math.max(name.length, ...rows.map((row) => row[i]!.length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((text, i) => text.padEnd(widths[i]!)).join(' | ')} |\n`;
  return [COLUMNS, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('');
}

/** Whether the committed file is what the registry says. */
export function isCurrent(file = ERRORS_FILE): boolean {
  try {
    return readFileSync(file, 'utf8') === errorsDocument(ERROR_REGISTRY);
  } catch {
    return false;
  }
}

/** Returns the exit code. */
export function main(args: readonly string[], file = ERRORS_FILE): number {
  if (args.includes('--check')) {
    if (isCurrent(file)) return 0;
    console.error(`${file} is not current: run \`npm run docs:errors\``);
    return 1;
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, errorsDocument(ERROR_REGISTRY));
  return 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  process.exitCode = main(process.argv.slice(2));
