import { open, type FileHandle } from 'node:fs/promises';

const CHUNK = 64 * 1024;
const NEWLINE = 10;

export interface ReadLine {
  readonly path: string;
  readonly text: string;
}

/** Reads the lines of several files one after the other, a block at a time, with one of them open. */
export class LineReader {
  readonly #paths: readonly string[];
  readonly #chunk = Buffer.alloc(CHUNK);
  #at = 0;
  #handle: FileHandle | undefined;
  /** The parts of a line whose end was not read yet. */
  #rest: Buffer[] = [];

  constructor(paths: readonly string[]) {
    this.#paths = paths;
  }

  /** The next lines; undefined after the last. A last line without a line end counts as a line. */
  async next(): Promise<readonly ReadLine[] | undefined> {
    for (;;) {
      const path = this.#paths[this.#at];
      if (path === undefined) return undefined;
      this.#handle ??= await open(path, 'r');
      const { bytesRead } = await this.#handle.read(this.#chunk, 0, CHUNK, null);
      const texts = bytesRead === 0 ? this.#takeRest() : this.#split(bytesRead);
      if (bytesRead === 0) {
        await this.close();
        this.#at += 1;
      }
      if (texts.length > 0) return texts.map((text) => ({ path, text }));
    }
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }

  #split(length: number): string[] {
    const texts: string[] = [];
    let start = 0;
    for (;;) {
      const end = this.#chunk.indexOf(NEWLINE, start);
      if (end < 0 || end >= length) break;
      this.#rest.push(this.#chunk.subarray(start, end));
      texts.push(...this.#takeRest());
      start = end + 1;
    }
    // The block is read into again, so what is left of it is copied.
    if (start < length) this.#rest.push(Buffer.from(this.#chunk.subarray(start, length)));
    return texts;
  }

  /** Joined as bytes: a character may lie across two blocks. Empty lines are none. */
  #takeRest(): string[] {
    const text = Buffer.concat(this.#rest).toString('utf8');
    this.#rest = [];
    return text === '' ? [] : [text];
  }
}
