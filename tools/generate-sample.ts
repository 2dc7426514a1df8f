/**
 * Writes the sample dataset: `npx tsx --conditions=@basis/source tools/generate-sample.ts [--out data/sample]
 * [--seed N] [--start 2024-01-01] [--days N] [--interval-ms N]`. Without options it renews `data/sample` as committed.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { generateSample, SAMPLE_OPTIONS } from '@basis/sample-data';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'data/sample' },
    seed: { type: 'string', default: String(SAMPLE_OPTIONS.seed) },
    start: { type: 'string', default: new Date(SAMPLE_OPTIONS.startMs).toISOString() },
    days: { type: 'string', default: String(SAMPLE_OPTIONS.days) },
    'interval-ms': { type: 'string', default: String(SAMPLE_OPTIONS.intervalMs) },
  },
});

const { files } = generateSample({
  seed: Number(values.seed),
  startMs: Date.parse(values.start),
  days: Number(values.days),
  intervalMs: Number(values['interval-ms']),
});
let bytes = 0;
for (const { path, text } of files) {
  const target = join(values.out, path);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, text);
  bytes += Buffer.byteLength(text);
}
process.stdout.write(`${files.length} files, ${bytes} bytes in ${values.out}\n`);
