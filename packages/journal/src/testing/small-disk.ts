import { open, stat } from 'node:fs/promises';
import type { OpenFile } from '../journal-file.js';

function full(): Error {
  return Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
}

/**
 * A disk of so many bytes: a write that does not fit is cut off where the space ends, and what is taken off a file is
 * free again. `others` is what somebody else has on it; `fails` may make any step fail.
 */
export class SmallDisk {
  others = 0;
  fails: (what: 'write' | 'datasync' | 'truncate', path: string) => Error | undefined = () =>
    undefined;
  readonly #capacity: number;
  readonly #sizes = new Map<string, number>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get free(): number {
    return this.#capacity - this.others - [...this.#sizes.values()].reduce((a, b) => a + b, 0);
  }

  readonly open: OpenFile = async (path, flags, mode) => {
    const file = await open(path, flags, mode);
    this.#sizes.set(path, (await stat(path)).size);
    const check = (what: Parameters<SmallDisk['fails']>[0]) => {
      const error = this.fails(what, path);
      if (error !== undefined) throw error;
    };
    const write = async (bytes: Buffer, from: number, length: number, position: number) => {
      check('write');
      const size = this.#sizes.get(path)!;
      const fits = Math.min(length, size - position + Math.max(0, this.free));
      if (fits > 0) await file.write(bytes, from, fits, position);
      this.#sizes.set(path, Math.max(size, position + Math.max(0, fits)));
      if (fits < length) throw full();
      return { bytesWritten: length, buffer: bytes };
    };
    return {
      write: write as never,
      datasync: async () => {
        check('datasync');
        await file.datasync();
      },
      truncate: async (length = 0) => {
        check('truncate');
        await file.truncate(length);
        this.#sizes.set(path, length);
      },
      stat: file.stat.bind(file),
      close: () => file.close(),
    };
  };
}
