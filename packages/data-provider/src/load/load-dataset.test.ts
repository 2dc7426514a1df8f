import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ComponentError, HOUR_MS } from '@basis/core-types';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDataProvider } from '../provider/create-data-provider.js';
import { START_MS } from '../testing/example-series.js';
import { listSeries } from './list-series.js';
import { loadDataset } from './load-dataset.js';
import { readBounded } from './read-bounded.js';

const SPOT = 'spot/binance/BTC-USDT';
const SPOT_TEXT =
  'timestamp,open,high,low,close,volume\n2024-01-01T00:00Z,1,2,0.5,1.5,9\n2024-01-01T01:00Z,1.5,2,1,1,9\n';

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'dataset-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true });
});

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(dir, path)), { recursive: true });
  await writeFile(join(dir, path), text);
}

async function refusal(promise: Promise<unknown>): Promise<ComponentError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ComponentError) return error;
  throw new Error('expected a ComponentError');
}

describe('loading a dataset', () => {
  it('gives the same provider as the arrays it was written from', async () => {
    await put('manifest.yaml', 'name: mine\nsynthetic: true\ninterval: 1h\n');
    await put(`${SPOT}.csv`, SPOT_TEXT);
    const loaded = await loadDataset(dir);
    const made = createDataProvider({
      name: 'mine',
      synthetic: true,
      series: [
        {
          id: SPOT,
          timestampsMs: [START_MS, START_MS + HOUR_MS],
          columns: { open: [1, 1.5], high: [2, 2], low: [0.5, 1], close: [1.5, 1], volume: [9, 9] },
        },
      ],
    });
    expect(loaded.name).toBe('mine');
    expect(loaded.synthetic).toBe(true);
    expect(loaded.series).toEqual(made.series);
    expect(loaded.dataHash).toBe(made.dataHash);
  });

  it('that a scenario changes says so, and is no observation any more', async () => {
    await put('manifest.yaml', 'name: mine\nsynthetic: false\ninterval: 1h\n');
    await put(`${SPOT}.csv`, SPOT_TEXT);
    const time = { from: '2024-01-01T01:00:00Z', until: '2024-01-01T02:00:00Z' };
    const shock = { series: 'spot/*/BTC-USDT', columns: ['low'], ...time, multiply: 0.5 };
    const plain = await loadDataset(dir);
    const shocked = await loadDataset(dir, { scenario: { name: 'a-crash', data: [shock] } });
    expect(shocked).toMatchObject({ name: 'mine + a-crash', synthetic: true });
    expect(shocked.dataHash).not.toBe(plain.dataHash);
    const low = shocked.field(SPOT, 'low');
    expect(shocked.getData(START_MS + 2 * HOUR_MS).value(low)).toBe(0.5);
    const untouched = await loadDataset(dir, { scenario: { name: 'a-crash', data: [] } });
    expect(untouched).toMatchObject({ name: 'mine', synthetic: false, dataHash: plain.dataHash });
  });

  it('reads only what is asked for, and what is optional where it exists', async () => {
    await put(`${SPOT}.csv`, SPOT_TEXT);
    await put('spot/okx/BTC-USDT.csv', 'not a table');
    await put('fx/USDT-USD.csv', 'timestamp,rate\n2024-01-01,1\n');
    const options = { series: [SPOT], optional: ['fx/USDT-USD', 'fx/USDC-USD', SPOT] };
    const provider = await loadDataset(dir, options);
    expect(provider.series.map((one) => one.id)).toEqual(['fx/USDT-USD', SPOT]);
    expect(provider.synthetic).toBe(false);
  });

  it('names the expected file and what the folder has when a series is missing', async () => {
    await put(`${SPOT}.csv`, SPOT_TEXT);
    const error = await refusal(loadDataset(dir, { series: [SPOT, 'gas/ethereum'] }));
    expect(error.code).toBe('DATA-001');
    expect(error.message).toContain(join(dir, 'gas', 'ethereum.csv'));
    expect(error.message).toContain(`The folder has: ${SPOT}`);
    await rm(join(dir, 'spot'), { recursive: true });
    expect((await refusal(loadDataset(dir, { series: [SPOT] }))).message).toContain('none');
  });

  it('names file, line and column of all wrong cells of all files', async () => {
    await put(`${SPOT}.csv`, SPOT_TEXT.replace('0.5', 'low'));
    await put('fx/USDT-USD.csv', 'timestamp,rate\n2024-01-01,?\n2024-01-02\n3,3\n4,4\n5,5\n6,6\n');
    const error = await refusal(loadDataset(dir));
    expect(error.code).toBe('DATA-003');
    expect(error.message).toContain('BTC-USDT.csv, line 2, column low: "low"; allowed is');
    expect(error.message).toContain('USDT-USD.csv, line 3: "2024-01-02"; allowed is 2 cells');
    expect(error.message).toContain('USDT-USD.csv: and 3 more');
  });

  it('refuses rows that cannot be right', async () => {
    await put(`${SPOT}.csv`, SPOT_TEXT.replace('1.5,9', '3,9'));
    expect(await refusal(loadDataset(dir))).toMatchObject({ code: 'DATA-003' });
  });

  it('never leaves the folder', async () => {
    await put('fx/A-B.csv', 'timestamp,rate\n2024-01-01,1\n');
    for (const id of ['fx/../fx/A-B', '../x', '/fx/A-B', 'fx\\A-B', 'spot/./A-B', 'fx/A-B\0']) {
      expect(await refusal(loadDataset(dir, { series: [id] }))).toMatchObject({ code: 'DATA-004' });
    }
  });

  it('follows links and leaves other files aside', async () => {
    await put('elsewhere/BTC-USDT.csv', SPOT_TEXT);
    await mkdir(join(dir, 'spot'));
    await symlink(join(dir, 'elsewhere'), join(dir, 'spot', 'binance'));
    await symlink(join(dir, 'nowhere'), join(dir, 'spot', 'broken'));
    await put('spot/notes.txt', 'x');
    await put('spot/binance/deep/BTC-USDT.csv', 'x');
    expect(await listSeries(dir)).toEqual([SPOT]);
    expect((await loadDataset(dir)).series).toHaveLength(1);
  });

  it('takes the length of a single candle from the manifest', async () => {
    await put('manifest.yaml', 'name: one\ninterval: 4h\n');
    await put(`${SPOT}.csv`, SPOT_TEXT.split('\n').slice(0, 2).join('\n'));
    const provider = await loadDataset(dir, { debug: true });
    expect(provider.find(SPOT)?.firstVisibleMs).toBe(START_MS + 4 * HOUR_MS);
  });

  it.each([
    ['name: [', 'not valid YAML'],
    ['- a', 'mapping'],
    ['', 'mapping'],
    ['synthetic: true', 'name is missing'],
    ['name: a\nsynthetic: maybe', 'synthetic is "maybe"; allowed is true or false'],
    ['name: a\ninterval: 7h', 'interval is "7h"; allowed is 1m'],
  ])('refuses the manifest %j', async (text, says) => {
    await put('manifest.yaml', text);
    const error = await refusal(loadDataset(dir));
    expect(error.code).toBe('DATA-004');
    expect(error.message).toContain(says);
  });

  it('refuses a folder that is not there, is a file or holds no series', async () => {
    expect((await refusal(loadDataset(join(dir, 'nowhere')))).code).toBe('DATA-004');
    await put('file', 'x');
    expect((await refusal(loadDataset(join(dir, 'file')))).code).toBe('DATA-004');
    expect((await refusal(loadDataset(dir))).message).toContain('holds no series');
  });

  it('refuses what is no file, is too large or cannot be reached', async () => {
    await put('big', '12345');
    expect((await refusal(readBounded(dir))).code).toBe('DATA-004');
    expect((await refusal(readBounded(join(dir, 'big'), 4))).message).toContain('at most 4');
    expect((await refusal(readBounded(join(dir, 'big', 'below')))).message).toContain(
      'cannot be read',
    );
  });

  // A pipe that nobody writes to is waited for as long as one reads it.
  it.skipIf(process.platform === 'win32').each([`${SPOT}.csv`, 'manifest.yaml'])(
    'refuses a pipe as %s at once',
    async (path) => {
      await put(`${SPOT}.csv`, SPOT_TEXT);
      await rm(join(dir, path), { force: true });
      execFileSync('mkfifo', [join(dir, path)]);
      const error = await refusal(loadDataset(dir));
      expect(error.code).toBe('DATA-004');
      expect(error.message).toBe(`${join(dir, path)} is not a regular file`);
    },
  );
});
