import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createDataProvider } from '@basis/data-provider';
import { expect, it } from 'vitest';
import { generateSample } from './generate-sample.js';
import { SAMPLE_OPTIONS } from './options.js';
import { generateSampleSeries } from './series/generate-sample-series.js';

const folder = fileURLToPath(new URL('../../../data/sample', import.meta.url));
const LARGEST_BYTES = 6_000_000;

it('data/sample is, byte for byte, what the generator makes', () => {
  const { files } = generateSample(SAMPLE_OPTIONS);
  const committed = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      `${entry.parentPath}/${entry.name}`.slice(folder.length + 1).replaceAll('\\', '/'),
    );
  expect(committed.sort()).toEqual(files.map((file) => file.path).sort());
  let bytes = 0;
  for (const { path, text } of files) {
    const same = readFileSync(`${folder}/${path}`, 'utf8') === text;
    expect(same, `${path} differs: run tools/generate-sample.ts`).toBe(true);
    bytes += text.length;
  }
  expect(bytes).toBeLessThan(LARGEST_BYTES);
});

it('the files read back as the very numbers that were generated', () => {
  const series = generateSampleSeries({ ...SAMPLE_OPTIONS, days: 300 });
  const { files } = generateSample({ ...SAMPLE_OPTIONS, days: 300 });
  const read = files.slice(1).map(({ path, text }) => {
    const [head, ...lines] = text.trimEnd().split('\n');
    const cells = lines.map((line) => line.split(','));
    const columnAt = (at: number, name: string) =>
      cells.map((row) => (name === 'token' ? row[at]! : Number(row[at])));
    const [timestampsMs, ...columns] = head!.split(',').map((name, at) => columnAt(at, name));
    const names = head!.split(',').slice(1);
    return {
      id: path.slice(0, -'.csv'.length),
      timestampsMs: timestampsMs as number[],
      columns: Object.fromEntries(names.map((name, at) => [name, columns[at] as number[]])),
    };
  });
  const hashOf = (all: Parameters<typeof createDataProvider>[0]['series']) =>
    createDataProvider({ name: 'sample', series: all }).dataHash;
  expect(hashOf(read)).toBe(hashOf(series));
});
