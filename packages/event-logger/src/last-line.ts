import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { lineKey, type LineKey } from './event-line.js';

const FIRST_LOOK = 64 * 1024;

/** The key of the last whole line of a file, found from its end; undefined where there is none. */
export function lastLineKey(path: string): LineKey | undefined {
  const fd = openSync(path, 'r');
  try {
    const { size } = fstatSync(fd);
    for (let look = FIRST_LOOK; ; look *= 4) {
      const start = Math.max(0, size - look);
      const found = lastKeyIn(read(fd, start, size - start));
      if (found !== undefined || start === 0) return found;
    }
  } finally {
    closeSync(fd);
  }
}

function read(fd: number, start: number, length: number): string {
  const bytes = Buffer.alloc(length);
  const got = readSync(fd, bytes, 0, length, start);
  return bytes.toString('utf8', 0, got);
}

/** A first line that is cut at the front does not match, nor does a torn last one. */
function lastKeyIn(text: string): LineKey | undefined {
  const lines = text.split('\n');
  for (let i = lines.length - 1; i >= 0; i--) {
    const key = lineKey(lines[i]!);
    if (key !== undefined) return key;
  }
  return undefined;
}
