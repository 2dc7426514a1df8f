import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pastFileName, type EventFile } from './event-files.js';

/** A file that was put aside. */
export interface PastFile extends EventFile {
  readonly day: string;
  readonly bytes: number;
}

/**
 * The files of one component that were put aside, in the order in which they were written: their names would say
 * otherwise after a clock was set back.
 */
export class PastFiles {
  readonly #dir: string;
  readonly #stem: string;
  #files: readonly PastFile[];
  #bytes = 0;

  constructor(dir: string, stem: string, found: readonly PastFile[]) {
    this.#dir = dir;
    this.#stem = stem;
    this.#files = found;
    for (const { bytes } of found) this.#bytes += bytes;
  }

  /** Of all of them together. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Puts a file aside as the next part of a day, if it is there. */
  take(path: string, day: string): void {
    const bytes = statSync(path, { throwIfNoEntry: false })?.size;
    if (bytes === undefined) return;
    let part = this.#nextPart(day);
    const name = () => pastFileName(this.#stem, day, part);
    while (existsSync(join(this.#dir, name()))) part += 1;
    renameSync(path, join(this.#dir, name()));
    this.#files = [...this.#files, { name: name(), stem: this.#stem, day, part, bytes }];
    this.#bytes += bytes;
  }

  /**
   * Drops all but the latest days. Counts the days there are files of instead of comparing them with the clock: a clock
   * that jumps a year ahead drops one day, not all of them.
   */
  keepDays(count: number, spared: readonly string[]): void {
    const days = [...new Set(this.#files.map(({ day }) => day))].sort();
    const dropped = new Set(days.slice(0, Math.max(0, days.length - count)));
    for (const day of spared) dropped.delete(day);
    for (const file of this.#files) if (dropped.has(file.day)) this.#drop(file);
  }

  /** Drops the oldest until the others have no more bytes than these. */
  keepBytes(limit: number, onDropped: (file: PastFile) => void): void {
    for (const file of this.#files) {
      if (this.#bytes <= limit) return;
      this.#drop(file);
      onDropped(file);
    }
  }

  /** Behind the last one that is kept: the number of a part that was dropped is free, and yet comes too early. */
  #nextPart(day: string): number {
    let next = 0;
    for (const file of this.#files) if (file.day === day) next = Math.max(next, file.part + 1);
    return next;
  }

  #drop(dropped: PastFile): void {
    rmSync(join(this.#dir, dropped.name), { force: true });
    this.#files = this.#files.filter((file) => file !== dropped);
    this.#bytes -= dropped.bytes;
  }
}
