/**
 * Checks the packages as their users get them: packs each one, lets publint and attw judge the
 * tarballs, installs those that a user of the library needs into an empty project outside the
 * repository, and typechecks and runs every file of `tools/packed-example/` there.
 *
 * Run it after `npm run build`. Closes with `N passed, N failed`.
 */
import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

/**
 * @typedef {object} Manifest
 * @property {string} name
 * @property {string} version
 * @property {boolean} [private]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [devDependencies]
 * @property {Record<string, string>} [peerDependencies]
 * @property {Record<string, string>} [optionalDependencies]
 */

/** What the example installs; internal dependencies follow by themselves. */
const wanted = ['@basis/engine', '@basis/data-provider'];
/** What a backtest must never bring along. */
const unwanted = ['ccxt', 'viem'];

const workspace = resolve(import.meta.dirname, '..');
const bin = (/** @type {string} */ name) => join(workspace, 'node_modules', '.bin', name);
const temporary = mkdtempSync(join(tmpdir(), 'basis-packages-'));
process.on('exit', () => rmSync(temporary, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));

let passed = 0;
let failed = 0;

/** @param {string} what @param {() => Promise<unknown>} check @returns {Promise<boolean>} */
async function expectThat(what, check) {
  try {
    await check();
    passed += 1;
    console.log(`ok    ${what}`);
    return true;
  } catch (error) {
    failed += 1;
    console.log(`FAIL  ${what}\n${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<string>} standard output
 */
const run = (command, args, options) =>
  new Promise((done, fail) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let all = '';
    child.stdout.on('data', (chunk) => {
      out += String(chunk);
      all += String(chunk);
    });
    child.stderr.on('data', (chunk) => (all += String(chunk)));
    child.on('error', fail);
    child.on('close', (code) =>
      code === 0
        ? done(out)
        : fail(
            new Error(`${basename(command)} ${args.join(' ')} ended with ${String(code)}\n${all}`),
          ),
    );
  });

/** @returns {Manifest} */
const manifestOf = (/** @type {string} */ folder) =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

const packagesFolder = join(workspace, 'packages');
/** @type {Map<string, { folder: string, manifest: Manifest }>} */
const packages = new Map();
for (const name of readdirSync(packagesFolder).sort()) {
  const folder = join(packagesFolder, name);
  if (!existsSync(join(folder, 'package.json'))) continue;
  const manifest = manifestOf(folder);
  if (manifest.private !== true) packages.set(manifest.name, { folder, manifest });
}

/** Within the workspace an internal dependency is `*`; published it is a proper range. */
function published(/** @type {Manifest} */ manifest) {
  const copy = structuredClone(manifest);
  for (const kind of /** @type {const} */ ([
    'dependencies',
    'devDependencies',
    'peerDependencies',
    'optionalDependencies',
  ])) {
    for (const [name, range] of Object.entries(copy[kind] ?? {})) {
      const target = packages.get(name);
      if (target !== undefined && range === '*') {
        /** @type {Record<string, string>} */ (copy[kind])[name] = `^${target.manifest.version}`;
      }
    }
  }
  return copy;
}

/** @returns {Promise<string>} path of the tarball */
async function pack(/** @type {string} */ name) {
  const { folder, manifest } = /** @type {{ folder: string, manifest: Manifest }} */ (
    packages.get(name)
  );
  if (!existsSync(join(folder, 'dist'))) throw new Error('no dist/: run `npm run build` first');
  const staged = join(temporary, 'staged', basename(folder));
  cpSync(folder, staged, {
    recursive: true,
    filter: (source) => basename(source) !== 'node_modules',
  });
  const licence = join(workspace, 'LICENSE');
  if (existsSync(licence)) cpSync(licence, join(staged, 'LICENSE'));
  writeFileSync(
    join(staged, 'package.json'),
    `${JSON.stringify(published(manifest), undefined, 2)}\n`,
  );
  const out = await run(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', tarballs],
    { cwd: staged },
  );
  const [{ filename, files }] = /** @type {[{ filename: string, files: { path: string }[] }]} */ (
    JSON.parse(out)
  );
  const tests = files.filter(({ path }) => /\.test\.|\.test-d\.|__snapshots__/.test(path));
  if (tests.length > 0) {
    throw new Error(`tests in the tarball: ${tests.map(({ path }) => path).join(', ')}`);
  }
  return join(tarballs, filename);
}

const tarballs = join(temporary, 'tarballs');
mkdirSync(tarballs, { recursive: true });
/** @type {Map<string, string>} */
const tarballOf = new Map();

/** @param {string} name */
async function checkPackage(name) {
  await expectThat(`${name}: packs, without tests`, async () => {
    tarballOf.set(name, await pack(name));
  });
  const tarball = tarballOf.get(name);
  if (tarball === undefined) return;
  await expectThat(`${name}: publint`, () =>
    run(bin('publint'), [tarball, '--strict'], { cwd: temporary }),
  );
  await expectThat(`${name}: types resolve (attw)`, () =>
    run(bin('attw'), [tarball, '--profile', 'esm-only', '--no-color'], { cwd: temporary }),
  );
}

const queue = [...packages.keys()];
await Promise.all(
  [0, 1].map(async () => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      await checkPackage(name);
    }
  }),
);

/** A package and all it needs of the workspace. */
function closure(/** @type {string[]} */ names) {
  const found = new Set(names);
  for (const name of found) {
    for (const dependency of Object.keys(packages.get(name)?.manifest.dependencies ?? {})) {
      if (packages.has(dependency)) found.add(dependency);
    }
  }
  return [...found].sort();
}

const project = join(temporary, 'project');
mkdirSync(project);
const root = manifestOf(workspace);
writeFileSync(
  join(project, 'package.json'),
  JSON.stringify({
    name: 'user-of-the-library',
    version: '1.0.0',
    private: true,
    type: 'module',
    dependencies: Object.fromEntries(
      closure(wanted).map((name) => [name, `file:${tarballOf.get(name) ?? 'not packed'}`]),
    ),
    devDependencies: { '@types/node': root.devDependencies?.['@types/node'] },
  }),
);

const installed = await expectThat(`an empty project installs ${wanted.join(' and ')}`, () =>
  run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline'], {
    cwd: project,
  }),
);

if (installed) {
  await expectThat(`which brings neither ${unwanted.join(' nor ')}`, () => {
    const lock = /** @type {{ packages: Record<string, unknown> }} */ (
      JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8'))
    );
    const found = Object.keys(lock.packages).filter((path) =>
      unwanted.some((name) => path.endsWith(`node_modules/${name}`)),
    );
    if (found.length > 0) throw new Error(`found ${found.join(', ')}`);
    return Promise.resolve();
  });

  const examples = join(workspace, 'tools', 'packed-example');
  cpSync(examples, join(project, 'src'), { recursive: true });
  const compilerOptions = {
    target: 'es2022',
    lib: ['es2023'],
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    rootDir: 'src',
    outDir: 'out',
  };
  for (const [resolution, module] of [
    ['bundler', 'esnext'],
    ['nodenext', 'nodenext'],
  ]) {
    const config = join(project, `tsconfig.${resolution}.json`);
    writeFileSync(
      config,
      JSON.stringify({
        compilerOptions: { ...compilerOptions, module, moduleResolution: resolution },
        include: ['src'],
      }),
    );
    await expectThat(`the examples typecheck under ${resolution}, libraries included`, () =>
      run(bin('tsc'), ['-p', config, ...(resolution === 'bundler' ? ['--noEmit'] : [])], {
        cwd: project,
      }),
    );
  }

  for (const file of readdirSync(examples).filter((name) => name.endsWith('.ts'))) {
    await expectThat(`${file} runs in plain Node, with an empty environment`, async () => {
      const output = await run(process.execPath, [join('out', file.replace(/\.ts$/, '.js'))], {
        cwd: project,
        env: {},
      });
      console.log(output.replace(/^/gm, '      ').trimEnd());
    });
  }
}

if (failed > 0) process.exitCode = 1;
console.log(`${passed} passed, ${failed} failed`);
