import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { prepareDatasetFolder, writeDataset } from './write-dataset.js';

const root = mkdtempSync(join(tmpdir(), 'basis-write-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const files = [
  { path: 'manifest.yaml', text: 'name: sample\nsynthetic: true\n' },
  { path: 'fx/USDT-USD.csv', text: 'timestamp,rate\n' },
];
const options = { signal: new AbortController().signal, onFile: () => undefined };
const refused = expect.objectContaining({ code: 'CLI-001' });

describe('writing a data set', () => {
  it('writes the manifest last, by which it is known', async () => {
    const order: string[] = [];
    const folder = join(root, 'order');
    await writeDataset(folder, files, { ...options, onFile: (_, path) => order.push(path) });
    expect(order).toEqual(['fx/USDT-USD.csv', 'manifest.yaml']);
  });

  it('takes away what it wrote when it is interrupted', async () => {
    const folder = join(root, 'interrupted');
    const controller = new AbortController();
    const write = writeDataset(folder, files, {
      signal: controller.signal,
      onFile: () => controller.abort(),
    });
    await expect(write).rejects.toMatchObject({ name: 'Interrupted' });
    expect(readdirSync(join(folder, 'fx'))).toEqual([]);
    expect(existsSync(join(folder, 'manifest.yaml'))).toBe(false);
  });
});

describe('the folder of a data set', () => {
  it('may be new, or generated before and asked to be replaced', async () => {
    const folder = join(root, 'again');
    await prepareDatasetFolder(folder, false);
    await writeDataset(folder, files, options);
    await expect(prepareDatasetFolder(folder, false)).rejects.toThrow(refused);
    await prepareDatasetFolder(folder, true);
    expect(readdirSync(join(folder, 'fx'))).toEqual([]);
  });

  it("is never one with somebody's own files, nor a file", async () => {
    const folder = mkdtempSync(join(root, 'own-'));
    writeFileSync(join(folder, 'manifest.yaml'), 'name: mine\n');
    await expect(prepareDatasetFolder(folder, true)).rejects.toThrow(refused);
    expect(existsSync(join(folder, 'manifest.yaml'))).toBe(true);
    await expect(prepareDatasetFolder(join(folder, 'manifest.yaml'), true)).rejects.toThrow(
      refused,
    );
  });
});
