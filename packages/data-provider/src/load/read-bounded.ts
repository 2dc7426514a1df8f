import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { ComponentError } from '@basis/core-types';

/** Thirty years of minutes are below 1.5 GB; more is not one series. */
export const LARGEST_FILE_BYTES = 1_500_000_000;

const { O_RDONLY } = constants;
/** Opening a pipe would wait for somebody who writes to it, for ever. Not on every system. */
const O_NONBLOCK = (constants as { readonly O_NONBLOCK?: number }).O_NONBLOCK ?? 0;

/** A regular file's bytes; `undefined` where there is no such file. Throws DATA-004 for anything else. */
export async function readBounded(
  path: string,
  largest = LARGEST_FILE_BYTES,
): Promise<Buffer | undefined> {
  try {
    const file = await open(path, O_RDONLY | O_NONBLOCK);
    try {
      const entry = await file.stat();
      if (!entry.isFile()) throw unreadable(path, 'is not a regular file');
      if (entry.size > largest) {
        throw unreadable(path, `has ${entry.size} bytes; at most ${largest} are read`);
      }
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (cause instanceof ComponentError) throw cause;
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unreadable(path, `cannot be read: ${String(cause)}`, cause);
  }
}

function unreadable(path: string, reason: string, cause?: unknown): ComponentError {
  return new ComponentError('DATA-004', {
    message: `${path} ${reason}`,
    context: { path },
    cause,
  });
}
