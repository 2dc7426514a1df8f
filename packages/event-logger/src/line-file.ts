import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';

const NEWLINE = 10;

/**
 * Appends whole lines to a file that it holds open. After a torn line, its own or that of a process that was killed,
 * the next append starts on a new line, so that one torn line never spoils a second.
 */
export class LineFile {
  readonly path: string;
  #fd: number | undefined;
  #size = 0;
  #atLineStart = true;

  constructor(path: string) {
    this.path = path;
  }

  /** Bytes before what is appended next: those of the file, and the end of a torn line. */
  size(): number {
    if (this.#fd === undefined) this.#open();
    return this.#size + (this.#atLineStart ? 0 : 1);
  }

  /** Returns once the operating system has all of it: what was appended survives the death of this process. */
  append(lines: Buffer): void {
    const fd = this.#fd ?? this.#open();
    const bytes = this.#atLineStart ? lines : Buffer.concat([Buffer.of(NEWLINE), lines]);
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(fd, bytes, written);
    } finally {
      this.#size += written;
      if (written > 0) this.#atLineStart = bytes[written - 1] === NEWLINE;
    }
  }

  close(): void {
    const fd = this.#fd;
    this.#fd = undefined;
    if (fd !== undefined) closeSync(fd);
  }

  #open(): number {
    const fd = openSync(this.path, 'a+');
    const { size } = fstatSync(fd);
    const last = Buffer.alloc(1);
    this.#atLineStart =
      size === 0 || (readSync(fd, last, 0, 1, size - 1) === 1 && last[0] === NEWLINE);
    this.#size = size;
    this.#fd = fd;
    return fd;
  }
}
