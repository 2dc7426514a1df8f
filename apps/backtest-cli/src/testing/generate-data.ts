import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generateSample, SAMPLE_OPTIONS } from '@basis/sample-data';

/** A short data set in a folder. */
export function generateData(folder: string, days: number): string {
  for (const { path, text } of generateSample({ ...SAMPLE_OPTIONS, days }).files) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  return folder;
}
