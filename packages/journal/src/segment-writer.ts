import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Seq } from '@basis/core-types';
import { headBody, type Head } from './head.js';
import {
  OWN_FILE,
  syncFile,
  syncFolder,
  writeAll,
  type JournalFile,
  type OpenFile,
} from './journal-file.js';
import { lineOf } from './line.js';
import { recordBody } from './record-body.js';
import { segmentName } from './segment-files.js';

/** Appends records to one segment. What it knows moves on only with what is on the disk. */
export class SegmentWriter {
  readonly path: string;
  readonly #file: JournalFile;
  readonly #firstSeq: Seq;
  #bytes = 0;
  #nextSeq: Seq;
  #lastHash: string;

  private constructor(path: string, file: JournalFile, { firstSeq, previousHash }: Head) {
    this.path = path;
    this.#file = file;
    this.#firstSeq = firstSeq;
    this.#nextSeq = firstSeq;
    this.#lastHash = previousHash;
  }

  /** A new segment with its head, both name and content safely on the disk; where that fails no file is left. */
  static async create(folder: string, head: Head, openFile: OpenFile): Promise<SegmentWriter> {
    const path = join(folder, segmentName(head.firstSeq));
    const file = await openFile(path, 'wx', OWN_FILE);
    try {
      const writer = new SegmentWriter(path, file, head);
      await writer.#writeLines([headBody(head)]);
      await syncFolder(folder);
      return writer;
    } catch (error) {
      await file.close();
      await rm(path);
      throw error;
    }
  }

  get hasRecords(): boolean {
    return this.#nextSeq > this.#firstSeq;
  }
  get bytes(): number {
    return this.#bytes;
  }
  get nextSeq(): Seq {
    return this.#nextSeq;
  }
  get lastHash(): string {
    return this.#lastHash;
  }

  /** Resolves with the number of the first once all are on the disk. Throws what the system throws, of a sync JNL-001. */
  async append(records: readonly string[]): Promise<Seq> {
    const first = this.#nextSeq;
    await this.#writeLines(records.map((json, i) => recordBody(first + i, json)));
    this.#nextSeq += records.length;
    return first;
  }

  /** Takes away what a failed append left behind. */
  async undo(): Promise<void> {
    await this.#file.truncate(this.#bytes);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #writeLines(bodies: readonly string[]): Promise<void> {
    let hash = this.#lastHash;
    let text = '';
    for (const body of bodies) {
      const line = lineOf(hash, body);
      hash = line.hash;
      text += line.text;
    }
    const bytes = Buffer.from(text);
    await writeAll(this.#file, bytes, this.#bytes);
    await syncFile(this.#file, this.path);
    this.#bytes += bytes.length;
    this.#lastHash = hash;
  }
}
