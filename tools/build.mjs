/**
 * Builds the package in the current folder into `dist/`: JavaScript and source maps by tsup, one
 * file for each export that has a source; declarations by the native compiler, at the same time.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { build } from 'tsup';

/** @type {{ exports?: Record<string, unknown>, bin?: Record<string, string> }} */
const manifest = JSON.parse(readFileSync('package.json', 'utf8'));

/** Output name → source file. */
function entries() {
  /** @type {Record<string, string>} */
  const found = {};
  for (const [name, target] of Object.entries(manifest.exports ?? {})) {
    if (typeof target !== 'object' || target === null) continue;
    const { '@basis/source': source, default: output } =
      /** @type {Record<string, string | undefined>} */ (target);
    if (source === undefined || output === undefined) continue;
    if (!existsSync(source)) throw new Error(`package.json: exports["${name}"]: no file ${source}`);
    found[output.replace(/^\.\/dist\//, '').replace(/\.js$/, '')] = source;
  }
  // A command is a committed file in bin/ that imports the built main file.
  if (manifest.bin !== undefined) found['main'] = 'src/main.ts';
  return found;
}

/** @param {string} command @param {string[]} args @returns {Promise<void>} */
const run = (command, args) =>
  new Promise((resolve, reject) => {
    spawn(command, args, { stdio: 'inherit', shell: process.platform === 'win32' })
      .on('error', reject)
      .on('exit', (code) =>
        code === 0 ? resolve() : reject(new Error(`${command} ended with ${String(code)}`)),
      );
  });

try {
  rmSync('dist', { recursive: true, force: true });
  await Promise.all([
    build({
      entry: entries(),
      format: 'esm',
      target: 'node20',
      platform: 'node',
      outDir: 'dist',
      sourcemap: true,
      splitting: true,
      treeshake: false,
      clean: false,
      dts: false,
      config: false,
      silent: true,
    }),
    existsSync('tsconfig.build.json') ? run('tsc', ['-p', 'tsconfig.build.json']) : undefined,
  ]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
