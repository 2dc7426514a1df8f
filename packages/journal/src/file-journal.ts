import {
  ComponentError,
  type AppendOptions,
  type Journal,
  type JournalEntry,
  type JournalRecord,
  type JournalRun,
  type Seq,
} from '@basis/core-types';
import type { FolderLock } from '@basis/folder-lock';
import { diskFull, haltedBy, isDiskFull, journalFailure } from './failure.js';
import { FORMAT } from './head.js';
import type { OpenFile } from './journal-file.js';
import { readJournal } from './read-journal.js';
import { recordJson } from './record-body.js';
import type { Reserve } from './reserve.js';
import { SegmentWriter } from './segment-writer.js';

/** What was in the folder when it was opened. */
export interface FoundJournal {
  /** 0 where there was nothing. */
  readonly lastSeq: Seq;
  /** What a killed writer had begun and not acknowledged: it was dropped. */
  readonly tornBytes: number;
}

/** What an open journal holds; `openJournal` puts it together. */
export interface JournalParts {
  readonly folder: string;
  readonly run: JournalRun;
  readonly found: FoundJournal;
  readonly segmentBytes: number;
  readonly openFile: OpenFile;
  readonly lock: FolderLock;
  readonly reserve: Reserve;
  readonly writer: SegmentWriter;
  /** JNL-006 where the disk was full already. */
  readonly full: ComponentError | undefined;
}

interface Waiting {
  readonly json: string;
  readonly kind: JournalRecord['kind'];
  readonly timeMs: number;
  readonly spendsReserve: boolean;
  resolve(seq: Seq): void;
  reject(error: unknown): void;
}

/** A journal in a folder. Records that wait together are written and synced together. */
export class FileJournal implements Journal {
  readonly found: FoundJournal;
  readonly #parts: JournalParts;
  #writer: SegmentWriter;
  #waiting: Waiting[] = [];
  #working: Promise<void> | undefined;
  /** JNL-006 from the moment in which the disk was full. */
  #full: ComponentError | undefined;
  /** JNL-001: nothing can be written any more. */
  #failure: ComponentError | undefined;

  constructor(parts: JournalParts) {
    this.#parts = parts;
    this.found = parts.found;
    this.#writer = parts.writer;
    this.#full = parts.full;
  }

  /** Why not everything that is handed in is written any more. */
  get failure(): ComponentError | undefined {
    return this.#failure ?? this.#full;
  }

  async append(record: JournalRecord, { reducesRisk = false }: AppendOptions = {}): Promise<Seq> {
    const { kind, timeMs } = record;
    const json = recordJson(record);
    const spendsReserve = reducesRisk || kind === 'halted' || kind === 'run_ended';
    return new Promise((resolve, reject) => {
      this.#waiting.push({ json, kind, timeMs, spendsReserve, resolve, reject });
      this.#working ??= this.#work();
    });
  }

  async *read(from?: Seq): AsyncGenerator<JournalEntry> {
    // What is not acknowledged yet may not stay.
    const to = this.#writer.nextSeq - 1;
    yield* readJournal(this.#parts.folder, { from, to });
  }

  /** Waits for what is being written, then lets another process have the journal. */
  async close(): Promise<void> {
    while (this.#working !== undefined) await this.#working;
    this.#failure ??= journalFailure(
      'JNL-001',
      'The journal was closed and is written to:',
      this.#parts.folder,
      undefined,
      { resolution: 'Append before closing; this is a defect of the program.' },
    );
    try {
      await this.#writer.close();
      await this.#parts.reserve.close();
    } finally {
      this.#parts.lock.release();
    }
  }

  async #work(): Promise<void> {
    // What is appended in the same turn is waited for.
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#commit(this.#takeBatch());
    this.#working = undefined;
  }

  /** What waits, up to the next checkpoint: that one begins a segment. */
  #takeBatch(): Waiting[] {
    const next = this.#waiting.findIndex(({ kind }, i) => i > 0 && kind === 'checkpoint');
    return this.#waiting.splice(0, next < 0 ? this.#waiting.length : next);
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    try {
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#full === undefined) await this.#write(batch);
      else await this.#writeOnFullDisk(batch, this.#full);
    } catch (error) {
      const { path } = this.#writer;
      this.#failure ??=
        error instanceof ComponentError
          ? error
          : journalFailure('JNL-001', 'The journal cannot be written to', path, error);
      for (const { reject } of batch) reject(this.#failure);
    }
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    try {
      if (this.#endsBefore(batch[0]!)) await this.#rotate();
      await this.#append(batch);
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      await this.#becomeFull(batch, error);
    }
  }

  async #append(batch: readonly Waiting[]): Promise<void> {
    const first = await this.#writer.append(batch.map(({ json }) => json));
    batch.forEach(({ resolve }, i) => resolve(first + i));
  }

  /** Whether the segment is full, or a checkpoint wants to begin one. */
  #endsBefore({ kind }: Waiting): boolean {
    const { hasRecords, bytes } = this.#writer;
    return hasRecords && (kind === 'checkpoint' || bytes >= this.#parts.segmentBytes);
  }

  async #rotate(): Promise<void> {
    const { folder, run, openFile } = this.#parts;
    const { nextSeq: firstSeq, lastHash: previousHash } = this.#writer;
    const head = { format: FORMAT, firstSeq, previousHash, ...run };
    const former = this.#writer;
    this.#writer = await SegmentWriter.create(folder, head, openFile);
    await former.close();
  }

  /** The first to find the disk full. That it was is the first thing that the reserve is used for. */
  async #becomeFull(batch: readonly Waiting[], cause: unknown): Promise<void> {
    const full = diskFull(this.#writer.path, cause);
    const { timeMs } = batch.at(-1)!;
    const halted: Waiting = {
      json: recordJson(haltedBy(full, timeMs)),
      kind: 'halted',
      timeMs,
      spendsReserve: true,
      resolve: () => undefined,
      reject: () => undefined,
    };
    this.#full = full;
    await this.#writer.undo();
    await this.#writeOnFullDisk([halted, ...batch], full);
  }

  async #writeOnFullDisk(batch: readonly Waiting[], full: ComponentError): Promise<void> {
    const written = batch.filter(({ spendsReserve }) => spendsReserve);
    for (const { spendsReserve, reject } of batch) if (!spendsReserve) reject(full);
    const bytes = written.reduce((sum, { json }) => sum + Buffer.byteLength(json), 0);
    while (written.length > 0) {
      try {
        await this.#append(written);
        return;
      } catch (error) {
        if (!isDiskFull(error)) throw error;
        await this.#writer.undo();
        if (!(await this.#parts.reserve.release(bytes))) throw error;
      }
    }
  }
}
