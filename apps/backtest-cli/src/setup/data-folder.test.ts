import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { dataFolder } from './data-folder.js';

const root = mkdtempSync(join(tmpdir(), 'basis-data-folder-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

it('the data set is the one named, that of the settings, or the sample in it', async () => {
  const sets = join(root, 'sets');
  mkdirSync(join(sets, 'own', 'spot', 'binance', 'BTC-USDT.csv'), { recursive: true });
  expect(await dataFolder('given', { dataDir: sets })).toBe('given');
  expect(await dataFolder(undefined, { dataDir: sets })).toBe(join(sets, 'sample'));
  expect(await dataFolder(undefined, { dataDir: join(sets, 'own') })).toBe(join(sets, 'own'));
  expect(await dataFolder(undefined, { dataDir: 'data' }, 'base')).toBe(
    join('base', 'data', 'sample'),
  );
});
