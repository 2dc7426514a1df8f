/**
 * Every TypeScript example of the README files typechecks against the sources, and those marked `ts run` run. What a
 * running example prints stands in comments, beside the statement or on lines of their own without indent, and is compared.
 */
import { execFile } from 'node:child_process';
import {
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasSources } from './has-sources.mjs';

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

/** What a running example says that it prints. */
function printedBy(code: string): string[] {
  return [...code.matchAll(/(?:\); |^)\/\/ (.+)$/gm)].map(([, text]) => text!);
}

/** A package that is only a place kept free has no example. */
const packages = readdirSync(join(ROOT, 'packages')).filter((name) =>
  hasSources(join(ROOT, 'packages', name)),
);
const readmes = ['README.md', ...packages.map((name) => `packages/${name}/README.md`)];
const examples = readmes.flatMap(examplesOf);
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
  for (const name of ['node_modules', 'configs', 'data']) {
    symlinkSync(join(ROOT, name), join(folder, name), 'junction');
  }
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
    const { stdout } = await run(bin('tsx'), ['--conditions=@basis/source', 'all.mjs', ...files], {
      cwd: folder,
      env: { PATH: process.env['PATH'], NO_COLOR: '1' },
    });
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
