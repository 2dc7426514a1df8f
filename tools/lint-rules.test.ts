import { createProjectGraphAsync } from '@nx/devkit';
import { ESLint } from 'eslint';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { allowedImports, folderOf, packages } from './layers.mjs';

const workspace = fileURLToPath(new URL('..', import.meta.url));
const eslint = new ESLint({ cwd: workspace });

/** Names of the rules that a file of this text would break, were it at that path. */
async function broken(path: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath: `${workspace}${path}` });
  const rules = (result?.messages ?? []).map((m) => m.ruleId ?? m.message);
  return [...new Set(rules)].sort();
}

const pure = 'packages/monitors/src/some.ts';
const edge = 'packages/event-logger/src/some.ts';
const imports = 'no-restricted-imports';
const boundaries = '@nx/enforce-module-boundaries';

beforeAll(async () => {
  // The boundary rule reads the graph that Nx last computed: make it current.
  process.env['NX_DAEMON'] = 'false';
  await createProjectGraphAsync({ exitOnError: false });
}, 60_000);

describe('a pure file', () => {
  it.each([
    ['Date.now', 'export const t = Date.now();', 'no-restricted-properties'],
    ['taking Date.now out', 'export const { now } = Date;', 'no-restricted-properties'],
    ['new Date()', 'export const t = new Date();', 'no-restricted-syntax'],
    ['Date()', 'export const t = Date();', 'no-restricted-syntax'],
    ['another name for Date', 'const D = Date; export const t = D;', 'no-restricted-syntax'],
    ['local dates', 'export const t = new Date(2024, 0, 1);', 'no-restricted-syntax'],
    ['local hours', 'export const h = new Date(0).getHours();', 'no-restricted-properties'],
    ['performance', 'export const t = performance.now();', 'no-restricted-globals'],
    ['process', 'export const e = process.env;', 'no-restricted-globals'],
    ['globalThis.process', 'export const e = globalThis.process;', 'no-restricted-globals'],
    ['setTimeout', 'setTimeout(() => undefined, 1);', 'no-restricted-globals'],
    ['setInterval', 'setInterval(() => undefined, 1);', 'no-restricted-globals'],
    ['setImmediate', 'setImmediate(() => undefined);', 'no-restricted-globals'],
    ['fetch', 'export const f = fetch;', 'no-restricted-globals'],
    ['console', 'console.log(1);', 'no-restricted-globals'],
    ['crypto', 'export const id = crypto.randomUUID();', 'no-restricted-globals'],
    ['Intl', 'export const f = new Intl.NumberFormat();', 'no-restricted-globals'],
    ['Math.random', 'export const r = Math.random();', 'no-restricted-properties'],
    ...[
      'pow(2, 3)',
      'exp(1)',
      'log(2)',
      'log10(2)',
      'sin(1)',
      'cos(1)',
      'cbrt(2)',
      'hypot(1, 2)',
    ].map((call) => [`Math.${call}`, `export const x = Math.${call};`, 'no-restricted-properties']),
    ['taking a function out of Math', 'export const { exp } = Math;', 'no-restricted-properties'],
    ['another name for Math', 'const m = Math; export const x = m;', 'no-restricted-syntax'],
    [
      'Math by a computed name',
      "export const f = (n: 'exp') => Math[n](1);",
      'no-restricted-syntax',
    ],
    ['**', 'export const p = (a: number) => a ** 2;', 'no-restricted-syntax'],
    ['**=', 'export let a = 2; a **= 2;', 'no-restricted-syntax'],
    ['async', 'export async function f() { return 1; }', 'no-restricted-syntax'],
    ['an async arrow', 'export const f = async () => 1;', 'no-restricted-syntax'],
    ['an async method', 'export class A { async f() { return 1; } }', 'no-restricted-syntax'],
    ['await', 'export const a = await g(); declare function g(): unknown;', 'no-restricted-syntax'],
    ['new Promise', 'export const p = new Promise(() => undefined);', 'no-restricted-globals'],
    ['Promise.resolve', 'export const p = Promise.resolve(1);', 'no-restricted-globals'],
    ['queueMicrotask', 'queueMicrotask(() => undefined);', 'no-restricted-globals'],
    ['import()', "export const m = import('./other.js');", 'no-restricted-syntax'],
    ['import.meta', 'export const u = import.meta.url;', 'no-restricted-syntax'],
    ['toLocaleString', 'export const s = (1).toLocaleString();', 'no-restricted-properties'],
    ['localeCompare', "export const c = 'a'.localeCompare('b');", 'no-restricted-properties'],
    ['node:fs', "import { readFileSync } from 'node:fs'; export { readFileSync };", imports],
    ['fs', "import fs from 'fs'; export { fs };", imports],
    ['fs/promises', "export { readFile } from 'fs/promises';", imports],
    ['other crypto', "import { randomBytes } from 'node:crypto'; export { randomBytes };", imports],
    ['all of crypto', "import * as c from 'node:crypto'; export { c };", imports],
    ['bare crypto', "import { createHash } from 'crypto'; export { createHash };", imports],
    ['a package of the registry', "import ccxt from 'ccxt'; export { ccxt };", imports],
    ['zod outside core-types', "import { z } from 'zod'; export { z };", imports],
  ])('may not use %s', async (_, text, rule) => {
    expect(await broken(pure, text)).toContain(rule);
  });

  it.each([
    [
      'exact functions of Math',
      `export const x = (a: number, b: number) =>
         Math.abs(a) + Math.min(a, b) + Math.max(a, b) + Math.floor(a) + Math.ceil(a) +
         Math.round(a) + Math.trunc(a) + Math.sign(a) + Math.sqrt(a) + Math.fround(a) +
         Math.imul(a, b) + Math.clz32(a) + Math.PI;`,
    ],
    ['dates from a number', 'export const s = (t: number) => new Date(t).toISOString();'],
    ['UTC parts of a date', 'export const s = (t: number) => new Date(t).getUTCHours();'],
    ['Date.UTC', 'export const t = Date.UTC(2024, 0, 1);'],
    ['powers of bigint literals', 'export const ray = 10n ** 27n;'],
    ['promises as a type', 'export interface Port { send(): Promise<void> }'],
    ['createHash', "import { createHash } from 'node:crypto'; export { createHash };"],
    ['own files', "export { other } from './other.js';"],
    ['lower layers', "export type { Posting } from '@basis/core-types';"],
    ['a parameter named like a global', 'export const f = (process: number) => process + 1;'],
    ['non-null indexing', 'export const f = (a: Float64Array) => a[0]! + 1;'],
  ])('may use %s', async (_, text) => {
    expect(await broken(pure, text)).toEqual([]);
  });

  it('may import from the registry what its row lists', async () => {
    const text = "import { z } from 'zod'; export { z };";
    expect(await broken('packages/core-types/src/some.ts', text)).toEqual([]);
    const part = "import { z } from 'zod/v4'; export { z };";
    expect(await broken('packages/core-types/src/some.ts', part)).toEqual([]);
  });

  it('may not reach the edge folder of its own package', async () => {
    const text = "export { x } from './load/index.js';";
    expect(await broken('packages/data-provider/src/some.ts', text)).toEqual([imports]);
    const above = "export { x } from '../node/index.js';";
    expect(await broken('packages/engine/src/loop/some.ts', above)).toEqual([imports]);
  });
});

describe('only the file that runs a backtest makes promises', () => {
  const text = 'export async function run() { await new Promise((done) => { done(1); }); }';

  it('in the engine', async () => {
    expect(await broken('packages/engine/src/run/run-backtest.ts', text)).toEqual([]);
    expect(await broken('packages/engine/src/run/other.ts', text)).toEqual([
      'no-restricted-globals',
      'no-restricted-syntax',
    ]);
  });

  it('which still reads no clock', async () => {
    const clock = 'export const t = Date.now(); setTimeout(() => undefined, 1);';
    expect(await broken('packages/engine/src/run/run-backtest.ts', clock)).toEqual([
      'no-restricted-globals',
      'no-restricted-properties',
    ]);
  });
});

describe('an edge file', () => {
  it.each([
    edge,
    'packages/data-provider/src/load/some.ts',
    'packages/engine/src/node/deep/some.ts',
    'apps/backtest-cli/src/some.ts',
    'tools/some.ts',
  ])('%s may do I/O', async (path) => {
    const text = `import { readFile } from 'node:fs/promises';
      export const f = async () => [await readFile('x'), Date.now(), process.env, Math.exp(1)];`;
    expect(await broken(path, text)).toEqual([]);
  });
});

describe('a test', () => {
  const test = 'packages/monitors/src/some.test.ts';

  it('is free of the purity rule', async () => {
    const text = `import fc from 'fast-check'; import { readFileSync } from 'node:fs';
      import { it } from 'vitest'; it(String(Date.now()), async () => { await fc; readFileSync('x'); });`;
    expect(await broken(test, text)).toEqual([]);
  });

  it('may import pure packages of its own layer, which sources may not', async () => {
    const text = "export * from '@basis/venue-sim';";
    expect(await broken(test, text)).toEqual([]);
    expect(await broken(pure, text)).toEqual([boundaries, imports]);
  });

  it.each(['@basis/engine', '@basis/venue-manager', '@basis/event-logger'])(
    'may not import %s from above',
    async (target) => {
      expect(await broken(test, `export * from '${target}';`)).toEqual([boundaries, imports]);
    },
  );

  it('of a pure package may not import an edge entry point', async () => {
    const at = 'packages/venue-manager/src/some.test.ts';
    expect(await broken(at, "export * from '@basis/data-provider';")).toEqual([]);
    expect(await broken(at, "export * from '@basis/data-provider/load';")).toEqual([imports]);
  });
});

describe('layers', () => {
  const entries = Object.entries(packages)
    .filter(([, row]) => row.kind === 'package')
    .flatMap(([name, row]) => Object.keys(row.entries).map((e) => `@basis/${name}${e.slice(1)}`));

  it.each(Object.keys(packages))(
    '%s imports what the table allows and nothing else',
    async (name) => {
      const own = packages[name]!;
      const io = own.entries['.']!;
      const allowed = allowedImports(name, { io, test: false });
      for (const target of entries) {
        if (target === `@basis/${name}` || target.startsWith(`@basis/${name}/`)) continue;
        const text = `import type * as it from '${target}'; export type T = typeof it;`;
        const rules = await broken(`${folderOf(name)}/src/some.ts`, text);
        expect([target, rules.includes(imports)]).toEqual([target, !allowed.includes(target)]);
        if (allowed.includes(target)) expect([target, rules]).toEqual([target, []]);
      }
    },
  );

  it('the table says what the design says', () => {
    const allowed = (name: string, io: 'none' | 'edge' = 'none') =>
      allowedImports(name, { io, test: false });
    expect(allowed('core-types')).toEqual([]);
    expect(allowed('maths')).toEqual([]);
    expect(allowed('monitors')).toEqual(['@basis/core-types', '@basis/maths']);
    expect(allowed('engine')).toContain('@basis/data-provider');
    expect(allowed('engine')).not.toContain('@basis/data-provider/load');
    expect(allowed('engine')).not.toContain('@basis/event-logger');
    expect(allowed('engine', 'edge')).toContain('@basis/data-provider/load');
    expect(allowed('engine', 'edge')).not.toContain('@basis/results');
    expect(allowed('backtest-cli', 'edge')).toContain('@basis/engine/node');
    expect(allowed('backtest-cli', 'edge')).not.toContain('@basis/live-daemon');
  });

  it('relative imports across packages are reported', async () => {
    const text = "export * from '../../maths/src/index.js';";
    expect(await broken(pure, text)).toEqual([boundaries]);
  });
});

describe('everywhere', () => {
  it.each([
    ['any', 'export const a = (x: any) => x;', '@typescript-eslint/no-explicit-any'],
    ['==', 'export const a = (x: number) => x == 1;', 'eqeqeq'],
    ['an unused name', 'const a = 1;', '@typescript-eslint/no-unused-vars'],
    [
      'a type imported as a value',
      "import { Posting } from '@basis/core-types'; export type P = Posting;",
      '@typescript-eslint/consistent-type-imports',
    ],
  ])('%s is reported', async (_, text, rule) => {
    expect(await broken(pure, text)).toEqual([rule]);
    expect(await broken(edge, text)).toEqual([rule]);
  });
});
