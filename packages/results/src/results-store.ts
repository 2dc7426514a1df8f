import { join } from 'node:path';
import { type ExecutionRecord, type ResultsSink, type RunSummary } from '@basis/core-types';
import type { FolderLock } from '@basis/folder-lock';
import { csvCell, csvRow, exportEventsCsv, type EventsExport } from '@basis/event-logger';
import { EXECUTIONS_HEADER, executionRow } from './execution-row.js';
import { resultsFailure } from './failure.js';
import { KeptRows } from './kept-rows.js';
import { replaceFile } from './replace-file.js';
import { FILES, prepareFolder } from './results-folder.js';
import { TableFile } from './table-file.js';
import { TimestepRows } from './timestep-rows.js';
import { WriteQueue, WRITTEN_AT_ONCE } from './write-queue.js';

export interface ResultsStoreOptions {
  /** The folder in which `<id>/` is made. */
  readonly root: string;
  /** 1 to 64 of a-z, 0-9, _ and -. */
  readonly id: string;
  /** Keep every n-th timestep, and always the last. */
  readonly keepEvery?: number | undefined;
  /** Take the place of complete results under the same id. */
  readonly replace?: boolean | undefined;
  /** Bytes that may wait to be written before `drain` waits. */
  readonly queueLimit?: number | undefined;
}

const QUEUE_LIMIT = 8 * 1024 * 1024;
/** Roughly what a queued execution takes. */
const EXECUTION_BYTES = 512;

interface Timesteps {
  readonly file: TableFile;
  readonly kept: KeptRows;
  readonly rows: TimestepRows;
}

/**
 * Writes the results of one run to `<root>/<id>/`: tables row by row in the background, in order, and the summary last
 * of all, so that a folder with a summary is complete.
 *
 * @example
 * const results = new ResultsStore({ root: 'results', id: 'btc_basis-2024' });
 * await results.saveConfig(yaml);
 * // ... the run calls start, timesteps, execution and drain ...
 * await results.saveFinal(summary);
 * await results.stop();
 */
export class ResultsStore implements ResultsSink {
  readonly id: string;
  /** Absolute. */
  readonly folder: string;
  readonly #lock: FolderLock;
  readonly #keepEvery: number;
  readonly #queue: WriteQueue;
  readonly #executions: TableFile;
  #timesteps: Timesteps | undefined;
  #stopping: Promise<void> | undefined;

  constructor(options: ResultsStoreOptions) {
    const { root, id, keepEvery = 1, replace = false, queueLimit = QUEUE_LIMIT } = options;
    if (!Number.isInteger(keepEvery) || keepEvery < 1) {
      throw resultsFailure(`keepEvery must be a whole number from 1, not ${keepEvery}, for`, id);
    }
    this.id = id;
    const { folder, lock } = prepareFolder(root, id, replace);
    this.folder = folder;
    this.#lock = lock;
    this.#keepEvery = keepEvery;
    this.#queue = new WriteQueue(queueLimit);
    try {
      this.#executions = this.#create(FILES.executions);
    } catch (error) {
      lock.release();
      throw error;
    }
    this.#addText(this.#executions, EXECUTIONS_HEADER);
  }

  /** Bytes of memory held by what is not written yet. */
  get queuedBytes(): number {
    return this.#queue.bytes;
  }

  /** The first column is the timestamp. */
  start(columns: readonly string[]): void {
    if (this.#timesteps !== undefined || columns[0] !== 'timestamp') {
      throw resultsFailure(
        'Timesteps are started once, with the column timestamp first, for',
        this.folder,
      );
    }
    const file = this.#create(FILES.timesteps);
    const kept = new KeptRows(this.#keepEvery, columns.length);
    this.#timesteps = { file, kept, rows: new TimestepRows(columns.length) };
    this.#addText(file, csvRow(columns.map(csvCell)));
  }

  timesteps(buffer: Float64Array, rows: number): void {
    this.#mustBeOpen();
    const steps = this.#timesteps;
    if (steps === undefined) throw resultsFailure('Timesteps were not started for', this.folder);
    // After a failure nothing is kept; drain and stop say so.
    if (this.#queue.failure === undefined) this.#addRows(steps, steps.kept.take(buffer, rows));
  }

  execution(record: ExecutionRecord): void {
    this.#mustBeOpen();
    this.#addOnce(this.#executions, EXECUTION_BYTES, () => executionRow(record));
  }

  /** Waits while much is queued. Throws RES-001 once something could not be written. */
  async drain(): Promise<void> {
    await this.#queue.drain();
  }

  /** Written when all rows are, never beside tables that are not whole. */
  async saveFinal(summary: RunSummary): Promise<void> {
    this.#endTimesteps();
    await this.#queue.flush();
    await this.#save(FILES.summary, `${JSON.stringify(summary, null, 2)}\n`);
  }

  async saveConfig(yamlText: string): Promise<void> {
    await this.#save(FILES.config, yamlText);
  }

  /** Makes `events.csv` of a folder of event files. Flush the logger first. */
  async saveEvents(eventDir: string): Promise<EventsExport> {
    return exportEventsCsv(eventDir, join(this.folder, FILES.events));
  }

  /**
   * Writes what waits, to the disk itself, closes the files and lets other runs have the folder; the last two also when
   * this throws RES-001.
   */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.#endTimesteps();
    const files = [this.#executions, ...(this.#timesteps ? [this.#timesteps.file] : [])];
    try {
      await this.#queue.flush();
      for (const file of files) await this.#tell(file.path, file.sync());
    } finally {
      try {
        for (const file of files) await this.#tell(file.path, file.close());
      } finally {
        this.#lock.release();
      }
    }
  }

  /** The last row of all, where `keepEvery` had passed over it. */
  #endTimesteps(): void {
    const steps = this.#timesteps;
    const last = steps?.kept.takeLast();
    if (steps !== undefined && last !== undefined) this.#addRows(steps, last);
  }

  #addRows({ file, rows }: Timesteps, data: Float64Array): void {
    const count = data.length / rows.columns;
    let row = 0;
    this.#queue.add({
      file,
      bytes: data.byteLength,
      next: () => {
        if (row === count) return undefined;
        const [text, next] = rows.format(data, row, count, WRITTEN_AT_ONCE);
        const freed = (next - row) * rows.columns * Float64Array.BYTES_PER_ELEMENT;
        row = next;
        return { text, freed };
      },
    });
  }

  #addText(file: TableFile, text: string): void {
    this.#addOnce(file, text.length, () => text);
  }

  #addOnce(file: TableFile, bytes: number, make: () => string): void {
    let done = false;
    this.#queue.add({
      file,
      bytes,
      next: () => {
        if (done) return undefined;
        done = true;
        return { text: make(), freed: bytes };
      },
    });
  }

  #create(name: string): TableFile {
    const path = join(this.folder, name);
    try {
      return TableFile.create(path);
    } catch (error) {
      throw resultsFailure('Results cannot be written to', path, { cause: error });
    }
  }

  async #save(name: string, text: string): Promise<void> {
    const path = join(this.folder, name);
    await this.#tell(path, replaceFile(path, text));
  }

  async #tell<T>(path: string, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw resultsFailure('Results cannot be written to', path, { cause: error });
    }
  }

  #mustBeOpen(): void {
    if (this.#stopping !== undefined) {
      throw resultsFailure('The results store is stopped; nothing more is written to', this.folder);
    }
  }
}
