import { compareKeys, lineKey, type LineKey } from '../event-line.js';
import { LineReader, type ReadLine } from './line-reader.js';

/** The event lines of some files in the order of the files; lines that are torn are told of and passed over. */
export class EventSource {
  readonly paths: readonly string[];
  readonly #reader: LineReader;
  readonly #onTorn: (path: string) => void;
  #lines: readonly ReadLine[] = [];
  #at = -1;
  #key: LineKey | undefined;

  constructor(paths: readonly string[], onTorn: (path: string) => void) {
    this.paths = paths;
    this.#reader = new LineReader(paths);
    this.#onTorn = onTorn;
  }

  /** The key of the present line. */
  get key(): LineKey {
    return this.#key!;
  }
  get text(): string {
    return this.#lines[this.#at]!.text;
  }

  /** Steps to the next line of those in memory; false when more must be read. */
  step(): boolean {
    while (++this.#at < this.#lines.length) {
      const { text, path } = this.#lines[this.#at]!;
      this.#key = lineKey(text);
      if (this.#key !== undefined) return true;
      this.#onTorn(path);
    }
    return false;
  }

  /** Steps to the next line, reading as needed; false after the last. */
  async advance(): Promise<boolean> {
    for (;;) {
      if (this.step()) return true;
      const lines = await this.#reader.next();
      if (lines === undefined) return false;
      this.#lines = lines;
      this.#at = -1;
    }
  }

  async close(): Promise<void> {
    await this.#reader.close();
  }
}

/** Whether the lines of these files are in order already, as they are unless a clock was set back. */
export async function isOrdered(paths: readonly string[]): Promise<boolean> {
  const source = new EventSource(paths, () => undefined);
  try {
    let last: LineKey | undefined;
    while (await source.advance()) {
      if (last !== undefined && compareKeys(last, source.key) > 0) return false;
      last = source.key;
    }
    return true;
  } finally {
    await source.close();
  }
}
