import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compareKeys, type LineKey } from '../event-line.js';
import type { EventSource } from './event-source.js';

interface KeyedLine {
  readonly key: LineKey;
  readonly text: string;
}

/** Writes the lines of a source into files in a folder, each in order and small enough to be sorted in memory. */
export async function sortIntoFiles(
  source: EventSource,
  folder: string,
  name: string,
  limit: number,
): Promise<string[]> {
  const paths: string[] = [];
  let lines: KeyedLine[] = [];
  let size = 0;
  const write = async () => {
    lines.sort((a, b) => compareKeys(a.key, b.key));
    const path = join(folder, `${name}-${paths.length}`);
    await writeFile(path, lines.map(({ text }) => `${text}\n`).join(''));
    paths.push(path);
    lines = [];
    size = 0;
  };
  while (await source.advance()) {
    lines.push({ key: source.key, text: source.text });
    size += source.text.length;
    if (size >= limit) await write();
  }
  if (lines.length > 0) await write();
  return paths;
}
