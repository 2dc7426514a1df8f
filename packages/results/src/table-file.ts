import { close, constants, fsync, ftruncate, openSync, write } from 'node:fs';
import { promisify } from 'node:util';

const { O_CREAT, O_TRUNC, O_WRONLY } = constants;
/** Not on every system; where it is missing, the folder has been emptied of links before. */
const O_NOFOLLOW = (constants as { readonly O_NOFOLLOW?: number }).O_NOFOLLOW ?? 0;

/** What a table asks of the file system, so that tests can let it fail. */
export interface TableIo {
  write(fd: number, bytes: Uint8Array, offset: number, position: number): Promise<number>;
  truncate(fd: number, length: number): Promise<void>;
  sync(fd: number): Promise<void>;
  close(fd: number): Promise<void>;
}

const writeTo = promisify(write);

export const nodeTableIo: TableIo = {
  write: async (fd, bytes, offset, position) =>
    (await writeTo(fd, bytes, offset, bytes.length - offset, position)).bytesWritten,
  truncate: promisify(ftruncate),
  sync: promisify(fsync),
  close: promisify(close),
};

/** A file that holds whole lines at every moment at which nothing is being appended, failures included. */
export class TableFile {
  readonly path: string;
  readonly #fd: number;
  readonly #io: TableIo;
  #size = 0;

  constructor(path: string, fd: number, io: TableIo = nodeTableIo) {
    this.path = path;
    this.#fd = fd;
    this.#io = io;
  }

  /** Never through a link that someone put there. */
  static create(path: string): TableFile {
    return new TableFile(path, openSync(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o666));
  }

  async append(lines: string): Promise<void> {
    const bytes = Buffer.from(lines);
    let written = 0;
    try {
      while (written < bytes.length) {
        written += await this.#io.write(this.#fd, bytes, written, this.#size + written);
      }
    } catch (error) {
      if (written > 0) await this.#cutTo(this.#size);
      throw error;
    }
    this.#size += written;
  }

  async sync(): Promise<void> {
    await this.#io.sync(this.#fd);
  }

  async close(): Promise<void> {
    await this.#io.close(this.#fd);
  }

  async #cutTo(length: number): Promise<void> {
    try {
      await this.#io.truncate(this.#fd, length);
    } catch {
      // The failure to write is what the caller must hear of; a reader passes over a torn last line.
    }
  }
}
