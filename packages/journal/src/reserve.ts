import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { isDiskFull } from './failure.js';
import { OWN_FILE, syncFile, writeAll, type JournalFile, type OpenFile } from './journal-file.js';

const RESERVE = 'reserve';
const BLOCK_BYTES = 64 * 1024;

/**
 * Space that is taken from the disk while there is some, and given back piece by piece when there is none. By pieces,
 * because whoever filled the disk goes on: what is freed and not used at once is gone.
 */
export class Reserve {
  readonly #path: string;
  readonly #file: JournalFile;
  /** Whether all of it could be set aside. */
  readonly isWhole: boolean;
  #bytes: number;

  private constructor(path: string, file: JournalFile, bytes: number, isWhole: boolean) {
    this.#path = path;
    this.#file = file;
    this.#bytes = bytes;
    this.isWhole = isWhole;
  }

  /** What an earlier run left of it, and the rest as far as the disk has it. Throws what the system throws. */
  static async allocate(folder: string, bytes: number, openFile: OpenFile): Promise<Reserve> {
    const path = join(folder, RESERVE);
    const file = await openFile(path, 'a', OWN_FILE).then(async (created) => {
      await created.close();
      return openFile(path, 'r+', OWN_FILE);
    });
    try {
      await fill(file, (await file.stat()).size, bytes);
      await syncFile(file, path);
      const { size } = await file.stat();
      return new Reserve(path, file, size, size >= bytes);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Gives back room for so many bytes, with as much again for what a file system adds. False where nothing is left. */
  async release(bytes: number): Promise<boolean> {
    if (this.#bytes === 0) return false;
    this.#bytes = Math.max(0, this.#bytes - Math.max(2 * bytes, BLOCK_BYTES));
    await this.#file.truncate(this.#bytes);
    // File systems give freed space away only once they have written down that it is free.
    await syncFile(this.#file, this.#path);
    return true;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

async function fill(file: JournalFile, from: number, to: number): Promise<void> {
  try {
    for (let at = from; at < to; at += BLOCK_BYTES) {
      // Random, so that no file system stores it in less space than it has.
      await writeAll(file, randomBytes(Math.min(BLOCK_BYTES, to - at)), at);
    }
  } catch (error) {
    if (!isDiskFull(error)) throw error;
  }
}
