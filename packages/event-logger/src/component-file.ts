import { join } from 'node:path';
import { currentFileName, dayText } from './event-files.js';
import { LineFile } from './line-file.js';
import { PastFiles, type PastFile } from './past-files.js';

/** What is kept of the events of one component. */
export interface Kept {
  /** Days put aside, besides the current file. */
  readonly keepDays: number;
  /** The size at which the current file is put aside. */
  readonly partBytes: number;
  /** All files together. */
  readonly keepBytes: number;
}

/** What an earlier process left of one component. */
export interface FoundFiles {
  /** The day of the last event in the current file; undefined where it has none. */
  readonly day: number | undefined;
  /** In the order in which they were written. */
  readonly past: readonly PastFile[];
}

export interface ComponentFileOptions {
  readonly dir: string;
  readonly stem: string;
  readonly kept: Kept;
  readonly found: FoundFiles;
  /** The day of a file that is full before any day was turned to. */
  readonly today: () => number;
  /** Told of each file that had to go for its bytes. */
  readonly onDropped: (file: PastFile) => void;
}

/** The events of one component: the file they go to, those that wait for it, and the day it belongs to. */
export class ComponentFile {
  readonly path: string;
  readonly #options: ComponentFileOptions;
  readonly #file: LineFile;
  readonly #past: PastFiles;
  /** The day of its last write; undefined while it is empty. */
  #day: number | undefined;
  #waiting = '';
  #waitingLines = 0;

  constructor(options: ComponentFileOptions) {
    const { dir, stem, found } = options;
    this.#options = options;
    this.path = join(dir, currentFileName(stem));
    this.#file = new LineFile(this.path);
    this.#past = new PastFiles(dir, stem, found.past);
    this.#day = found.day;
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
    if (lines === '') return;
    const bytes = Buffer.from(lines);
    this.#makeRoom(bytes.length);
    this.#file.append(bytes);
  }

  close(): void {
    this.#file.close();
  }

  /** Puts the file of an earlier day aside and drops the oldest, if a new day has begun. */
  turnTo(today: number): void {
    const day = this.#day;
    if (day === undefined) this.#day = today;
    // A clock that is set back over midnight stays with the file it has.
    if (day === undefined || today === day || today === day - 1) return;
    // What waits is still of the day before.
    this.flush();
    this.#day = today;
    this.#putAside(day);
    this.#past.keepDays(this.#options.kept.keepDays, [dayText(day), dayText(today)]);
  }

  /**
   * Before it writes, so that the bound holds at any moment; where there is no room to be made, nothing is written.
   * A single block larger than all that is kept stands alone.
   */
  #makeRoom(bytes: number): void {
    const { kept, onDropped, today } = this.#options;
    const size = this.#file.size();
    if (size > 0 && size + bytes > Math.min(kept.partBytes, kept.keepBytes)) {
      this.#putAside(this.#day ?? today());
    }
    if (this.#past.bytes + this.#file.size() + bytes > kept.keepBytes) {
      this.#past.keepBytes(kept.keepBytes - this.#file.size() - bytes, onDropped);
    }
  }

  #putAside(day: number): void {
    this.#file.close();
    this.#past.take(this.path, dayText(day));
  }
}
