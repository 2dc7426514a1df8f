import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { currentFileName, dayText, listEventFiles, pastFileName } from './event-files.js';
import { LineFile } from './line-file.js';

/** The events of one component: the file they go to, those that wait for it, and the day it belongs to. */
export class ComponentFile {
  readonly stem: string;
  readonly path: string;
  readonly #dir: string;
  readonly #file: LineFile;
  /** The day of its last write; undefined while it is empty. */
  #day: number | undefined;
  #waiting = '';
  #waitingLines = 0;

  constructor(dir: string, stem: string, day: number | undefined) {
    this.#dir = dir;
    this.stem = stem;
    this.path = join(dir, currentFileName(stem));
    this.#file = new LineFile(this.path);
    this.#day = day;
  }

  /** Characters that wait to be written. */
  get waiting(): number {
    return this.#waiting.length;
  }
  get waitingLines(): number {
    return this.#waitingLines;
  }

  add(line: string): void {
    this.#waiting += line;
    this.#waitingLines += 1;
  }

  /** Writes what waits. On an error it is dropped all the same: memory stays bounded and the caller counts the loss. */
  flush(): void {
    const lines = this.#waiting;
    this.#waiting = '';
    this.#waitingLines = 0;
    if (lines !== '') this.#file.append(lines);
  }

  close(): void {
    this.#file.close();
  }

  /** Puts the file of an earlier day aside and drops the oldest, if a new day has begun. */
  turnTo(today: number, keepDays: number): void {
    const day = this.#day;
    if (day === undefined) this.#day = today;
    // A clock that is set back over midnight stays with the file it has.
    if (day === undefined || today === day || today === day - 1) return;
    this.#day = today;
    this.flush();
    this.#file.close();
    this.#putAside(dayText(day));
    this.#dropOldest(keepDays, [dayText(day), dayText(today)]);
  }

  #putAside(day: string): void {
    if (!existsSync(this.path)) return;
    let part = 0;
    const target = () => join(this.#dir, pastFileName(this.stem, day, part));
    while (existsSync(target())) part += 1;
    renameSync(this.path, target());
  }

  /**
   * Counts the days there are files of instead of comparing them with the clock: a clock that jumps a year ahead drops
   * one day, not all of them.
   */
  #dropOldest(keepDays: number, spared: readonly string[]): void {
    const past = listEventFiles(this.#dir).filter(
      ({ stem, day }) => stem === this.stem && day !== null,
    );
    const days = [...new Set(past.map(({ day }) => day!))];
    const dropped = new Set(days.slice(0, Math.max(0, days.length - keepDays)));
    for (const day of spared) dropped.delete(day);
    for (const { name, day } of past) {
      if (dropped.has(day!)) rmSync(join(this.#dir, name), { force: true });
    }
  }
}
