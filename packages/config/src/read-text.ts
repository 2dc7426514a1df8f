import { readFileSync, statSync } from 'node:fs';
import { configFileError } from './config-file-error.js';

/** No configuration of ours comes near; a larger file is a mistake or an attack. */
export const LARGEST_BYTES = 1_000_000;

/** A text file of bounded size. */
export function readText(file: string): string {
  const bytes = readBytes(file);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw configFileError(file, undefined, 'is not UTF-8 text: save it as UTF-8');
  }
}

function readBytes(file: string): Uint8Array {
  try {
    const stats = statSync(file);
    if (!stats.isFile())
      throw configFileError(file, undefined, 'is not a file: give the path of a file');
    if (stats.size > LARGEST_BYTES) {
      throw configFileError(
        file,
        undefined,
        `is larger than ${LARGEST_BYTES} bytes: make it smaller`,
      );
    }
    return readFileSync(file);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const problem =
      error.code === 'ENOENT' ? 'does not exist: create it or correct the path' : reasonOf(error);
    throw configFileError(file, undefined, problem);
  }
}

function reasonOf(error: NodeJS.ErrnoException): string {
  return `cannot be read (${error.code}): check its permissions`;
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
