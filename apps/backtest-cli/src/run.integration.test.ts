import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readYaml } from '@basis/config';
import type { RunSummary } from '@basis/core-types';
import { readSummary } from '@basis/results';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleSummary } from './testing/example-summary.js';
import { generateData } from './testing/generate-data.js';
import { spawnCli, type SpawnOptions } from './testing/spawn-cli.js';

const root = mkdtempSync(join(tmpdir(), 'basis-run-'));
const data = join(root, 'data');
const out = join(root, 'results');
const configs = fileURLToPath(new URL('../../../configs', import.meta.url));
beforeAll(() => generateData(data, 9));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const common = ['--mode=btc_basis', `--data=${data}`];
const run = (words: readonly string[], options: SpawnOptions = {}) =>
  spawnCli(['run', ...common, ...words], { cwd: root, ...options }).ended;

function table(file: string): string[][] {
  const text = readFileSync(file, 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
}

describe('a run', { concurrent: true }, () => {
  it('prints its outcome and writes files that agree with it', async () => {
    const {
      code,
      out: shown,
      err,
    } = await run([`--out=${out}`, '--id=first', '--end=2024-01-08'], {
      env: { LANG: 'C.UTF-8' },
    });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(shown).toContain('SYNTHETIC');
    expect(shown).toContain(join(out, 'first', 'summary.json'));
    expect(shown).not.toContain('\u001b');

    const folder = join(out, 'first');
    const summary = await readSummary(out, 'first');
    expect(Object.keys(summary)).toEqual(Object.keys(exampleSummary));
    expect(summary).toMatchObject({ id: 'first', status: 'complete', steps: 169, synthetic: true });
    expect(shown).toContain(summary.result_hash.slice(0, 16));

    const [columns, ...rows] = table(join(folder, 'timesteps.csv'));
    expect(rows).toHaveLength(summary.steps);
    expect(rows.every((row) => row.length === columns!.length)).toBe(true);
    expect(Number(rows.at(-1)![columns!.indexOf('equity')])).toBe(summary.final_equity);
    expect(table(join(folder, 'executions.csv'))).toHaveLength(summary.executions + 1);
    expect(readFileSync(join(folder, 'events.csv'), 'utf8')).toMatch(/^seq,timestamp,event_type/);
    expect(readdirSync(join(folder, 'logs')).every((name) => name.endsWith('.jsonl'))).toBe(true);
    expect(readYaml(join(folder, 'config.yaml')).values).toMatchObject({ mode: 'btc_basis' });
  });

  it('has the same result in another zone, locale and folder, from a fresh process', async () => {
    const zones = [
      { TZ: 'Pacific/Kiritimati', LC_ALL: 'de_DE.UTF-8', LANG: 'de_DE.UTF-8' },
      { TZ: 'America/St_Johns', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' },
    ];
    const hashes = zones.map(async (env, at) => {
      const cwd = join(root, `place-${at}`);
      mkdirSync(cwd);
      const { out: text, code } = await run(['--json'], { cwd, env });
      expect(code).toBe(0);
      const document = JSON.parse(text) as RunSummary & { readonly files: Record<string, string> };
      // Results go where one is; exactly one document was printed.
      expect(existsSync(join(cwd, document.files['summary']!))).toBe(true);
      expect(document.id).toMatch(/^btc_basis-\d{8}t\d{6}-[0-9a-f]{6}$/);
      return document.result_hash;
    });
    const [one, other] = await Promise.all(hashes);
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(one).toBe(other);
  });

  it.skipIf(process.platform === 'win32')(
    'stopped by Ctrl-C leaves a valid partial result',
    async () => {
      const words = [`--out=${out}`, '--id=stopped', '--interval=1m', '--events=full', '--json'];
      const { child, ended } = spawnCli(['run', ...common, ...words], { cwd: root });
      const timesteps = join(out, 'stopped', 'timesteps.csv');
      const watch = setInterval(() => {
        if (!existsSync(timesteps) || statSync(timesteps).size === 0) return;
        clearInterval(watch);
        child.kill('SIGINT');
      }, 2);
      const { code, out: text, err } = await ended;
      clearInterval(watch);
      expect(code).toBe(130);
      expect(err).toContain('Stopping');
      const summary = await readSummary(out, 'stopped');
      expect(JSON.parse(text)).toMatchObject({ ...summary, status: 'interrupted' });
      const rows = table(timesteps);
      expect(rows).toHaveLength(summary.steps + 1);
      expect(new Set(rows.map((row) => row.length)).size).toBe(1);
      expect(rows.at(-1)![0]).toBe(summary.end);
      expect(readdirSync(join(out, 'stopped'))).not.toContain('run.lock');
    },
  );

  it('lists every violation of a broken configuration', async () => {
    const {
      code,
      err,
      out: shown,
    } = await run(
      ['--set=hedge_leverage=-1', '--set=hedge_allocation.okx=0.9', '--set=initial_capitl=5'],
      { env: { BASIS_ENVIRONMENT: 'prod' } },
    );
    expect({ code, shown }).toEqual({ code: 2, shown: '' });
    expect(err).toMatch(/^CFG-001 /);
    for (const named of ['hedge_leverage = -1', 'hedge_allocation', 'initial_capital']) {
      expect(err).toContain(named);
    }
  });

  it('tells a data set that is not there and a results folder that is a file', async () => {
    writeFileSync(join(root, 'file'), '');
    const [noData, isFile] = await Promise.all([
      spawnCli(['run', '--mode=btc_basis', '--data=nowhere', '--json'], { cwd: root }).ended,
      run(['--out=file']),
    ]);
    expect(noData.code).toBe(2);
    expect(JSON.parse(noData.out)).toMatchObject({ error: { code: 'DATA-004' } });
    expect(isFile.code).toBe(2);
    expect(isFile.err).toMatch(/^RES-001 /);
  });

  it.skipIf(process.platform === 'win32')('fails on a disk that is full, and says so', async () => {
    // A limit on the size of files, in blocks of 512 bytes, stands in for the disk.
    const { code, err } = await run([`--out=${out}`, '--id=full'], { before: 'ulimit -f 80' });
    expect(code).toBe(1);
    expect(err).toMatch(/^RES-001 /);
    expect(existsSync(join(out, 'full', 'summary.json'))).toBe(false);
  });

  it.skipIf(!existsSync('/dev/full'))(
    'says in short that standard output is full, the results being written',
    async () => {
      const words = [`--out=${out}`, '--id=told-nobody', '--end=2024-01-02'];
      const { code, err } = await run(words, { stdout: '/dev/full' });
      expect(code).toBe(1);
      expect(err).toMatch(/^CLI-002 standard output cannot be written: the disk is full\n.*\n$/);
      expect(await readSummary(out, 'told-nobody')).toMatchObject({ status: 'complete' });
    },
  );

  it('refuses the id of a run that goes on, however often it is started', async () => {
    const words = [`--out=${out}`, '--id=twice', '--interval=1m', '--replace'];
    const outcomes = await Promise.all([run(words), run(words), run(words)]);
    const refused = outcomes.filter(({ code }) => code !== 0);
    expect(outcomes.length - refused.length).toBe(1);
    for (const { code, err } of refused) {
      expect(code).toBe(1);
      expect(err).toMatch(/RES-002 .*process \d+/);
    }
    const folder = join(out, 'twice');
    const { steps } = await readSummary(out, 'twice');
    expect(table(join(folder, 'timesteps.csv'))).toHaveLength(steps + 1);
    expect(readdirSync(folder)).not.toContain('run.lock');
  });

  it.skipIf(process.platform === 'win32')(
    'ended by force leaves a lock that the next run takes over',
    async () => {
      const words = [`--out=${out}`, '--id=killed', '--interval=1m'];
      const { child, ended } = spawnCli(['run', ...common, ...words], { cwd: root });
      const timesteps = join(out, 'killed', 'timesteps.csv');
      const watch = setInterval(() => {
        if (!existsSync(timesteps) || statSync(timesteps).size === 0) return;
        clearInterval(watch);
        child.kill('SIGKILL');
      }, 2);
      await ended;
      clearInterval(watch);
      expect(existsSync(join(out, 'killed', 'run.lock'))).toBe(true);
      expect((await run([...words, '--end=2024-01-02'])).code).toBe(0);
      expect(existsSync(join(out, 'killed', 'run.lock'))).toBe(false);
    },
  );

  it('refuses a wrong flag', async () => {
    const { code, err } = await run(['--strat=2024-01-01', `--config-dir=${configs}`]);
    expect(code).toBe(2);
    expect(err).toContain('did you mean --start?');
  });
});
