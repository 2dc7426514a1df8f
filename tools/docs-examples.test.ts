/**
 * Every TypeScript example of the README files typechecks against the sources, and those marked `ts run` run. What a
 * running example prints stands beside each `console.log`, as a comment on its line or on the next one, and is compared.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);
const bin = (name: string) => join(ROOT, 'node_modules', '.bin', name);

interface Example {
  readonly readme: string;
  /** In the temporary folder. */
  readonly file: string;
  readonly code: string;
  readonly runs: boolean;
}

/** The `ts` blocks of a document, in order. */
function examplesOf(readme: string): Example[] {
  const text = readFileSync(join(ROOT, readme), 'utf8');
  return [...text.matchAll(/^```ts( run)?\n([^]*?)^```$/gm)].map(([, runs, code], i) => ({
    readme,
    file: `${readme.replaceAll(/[/.]/g, '-')}-${i + 1}.ts`,
    code: code!,
    runs: runs !== undefined,
  }));
}

/** What the comments beside `console.log` say that is printed. */
function printedBy(code: string): string[] {
  const logs = code.matchAll(/^ *console\.log\(.*\);(?: \/\/ (.+)|\n *\/\/ (.+))?$/gm);
  return [...logs].flatMap(([, beside, below]) => beside ?? below ?? []);
}

const packages = readdirSync(join(ROOT, 'packages')).filter((name) =>
  existsSync(join(ROOT, 'packages', name, 'package.json')),
);
const readmes = ['README.md', ...packages.map((name) => `packages/${name}/README.md`)];
const examples = readmes.filter((path) => existsSync(join(ROOT, path))).flatMap(examplesOf);
const running = examples.filter(({ runs }) => runs);

const MARK = '--- ';
/** One process for all examples: each in turn, in a folder that is taken away again. */
const RUNNER = `
for (const file of process.argv.slice(2)) {
  console.log('${MARK}' + file);
  await import('./' + file);
}
`;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'basis-docs-'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: join(ROOT, 'tsconfig.base.json'), include: ['*-md-*.ts'] }),
  );
  for (const { file, code } of examples) writeFileSync(join(folder, file), code);
  writeFileSync(join(folder, 'all.mjs'), RUNNER);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the examples of the documentation', () => {
  it.each(readmes)('are there: %s', (path) => {
    expect(examples.some(({ readme }) => readme === path)).toBe(true);
  });

  it('typecheck', async () => {
    const faults = await run(bin('tsc'), ['-p', folder, '--pretty', 'false'], { cwd: folder }).then(
      () => '',
      (error: { stdout: string }) => error.stdout,
    );
    expect(faults).toBe('');
  });

  it('run and print what they say', async () => {
    const files = running.map(({ file }) => file);
    const { stdout } = await run(
      bin('tsx'),
      ['--conditions=@basis/source', 'all.mjs', ...files],
      { cwd: folder },
    );
    const printed = new Map(
      stdout
        .split(new RegExp(`^${MARK}`, 'm'))
        .slice(1)
        .map((part) => [part.slice(0, part.indexOf('\n')), part.split('\n').slice(1, -1)]),
    );
    for (const { file, code } of running) {
      const expected = printedBy(code);
      if (expected.length > 0) expect(printed.get(file), file).toEqual(expected);
      else expect(printed.has(file), file).toBe(true);
    }
  });
});
