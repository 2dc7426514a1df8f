/**
 * Fills the generated parts of `README.md`: `npx tsx --conditions=@basis/source tools/docs-readme.ts`. With `--check`
 * it writes nothing and ends with 1 if a part is not current.
 *
 * A part stands between `<!-- generated: NAME -->` and `<!-- end of NAME -->`.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { outcomesTable } from './outcomes.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
export const README = join(ROOT, 'README.md');

/** What stands in each part, made anew. */
export const PARTS: Readonly<Record<string, () => Promise<string>>> = {
  'npm start': async () => fenced('text', await startOutput()),
  outcomes: outcomesTable,
  example: async () => fenced('ts', await exampleHead()),
};

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}

/** The program of the README: all that stands above the line of dashes. */
async function exampleHead(): Promise<string> {
  const text = await readFile(join(ROOT, 'tools', 'packed-example', 'example.ts'), 'utf8');
  const comment = text.indexOf('*/') + '*/\n'.length;
  const dashes = text.search(/^\/\/ -{20,}$/m);
  if (dashes < 0) throw new Error('tools/packed-example/example.ts has no line of dashes');
  return text.slice(comment, dashes);
}

/** What `npm start` prints on the sample data, with the results of this run in a folder that is taken away again. */
async function startOutput(): Promise<string> {
  const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const [program, ...args] = scripts['start']!.split(' ');
  const out = await mkdtemp(join(tmpdir(), 'basis-readme-'));
  try {
    const { stdout } = await promisify(execFile)(
      join(ROOT, 'node_modules', '.bin', program!),
      [...args, '--out', out],
      { cwd: ROOT, env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8', NO_COLOR: '1' } },
    );
    return withoutMachine(stdout.replaceAll(out, 'results'));
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

/** Figures that differ from run to run or from machine to machine become placeholders. */
export function withoutMachine(text: string): string {
  return text
    .replaceAll(/btc_basis-\d{8}t\d{6}-[0-9a-f]{6}/g, '<id>')
    .replaceAll(/[\d,]+ steps\/s \([\d.,]+ s\)/g, '<steps> steps/s (<time> s)')
    .replaceAll(/[ \t]+$/gm, '');
}

/** The document with the named parts made anew. */
export async function withParts(document: string, names: readonly string[]): Promise<string> {
  let text = document;
  for (const name of names) {
    const [from, to] = [`<!-- generated: ${name} -->`, `<!-- end of ${name} -->`];
    const [start, end] = [text.indexOf(from), text.indexOf(to)];
    if (start < 0 || end < start) throw new Error(`README.md has no part ${name}`);
    const made = await PARTS[name]!();
    text = `${text.slice(0, start)}${from}\n\n${made}\n\n${text.slice(end)}`;
  }
  return text;
}

/** Returns the exit code. */
export async function main(
  args: readonly string[],
  file = README,
  names: readonly string[] = Object.keys(PARTS),
): Promise<number> {
  const old = await readFile(file, 'utf8');
  const current = await withParts(old, names);
  if (!args.includes('--check')) {
    await writeFile(file, current);
    return 0;
  }
  if (current === old) return 0;
  console.error(`${file} is not current: run tools/docs-readme.ts`);
  return 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await main(process.argv.slice(2));
}
