import {
  ComponentError,
  type EpochMs,
  type Journal,
  type JournalRecord,
  type Seq,
} from '@basis/core-types';
import type { LiveSession } from '../live-session/live-session.js';

/** The disk is full. */
const FULL = 'JNL-006';
/** The record cannot be written. */
const UNWRITABLE = 'JNL-007';

function isResume(record: JournalRecord): boolean {
  return record.kind === 'operator_command' && record.command.kind === 'resume';
}

/** Writes what happens to the journal, waits until it is there, and only then lets the session take it. */
export class RecordKeeper {
  readonly #journal: Journal;
  readonly #session: LiveSession;
  readonly #checkpointEvery: number;
  #lastSeq: Seq = 0;
  #sinceCheckpoint = 0;
  #isFull = false;

  constructor(journal: Journal, session: LiveSession, checkpointEvery: number) {
    this.#journal = journal;
    this.#session = session;
    this.#checkpointEvery = checkpointEvery;
  }

  /** Brings the session to where the journal ends. */
  async recover(): Promise<void> {
    for await (const { seq, record } of this.#journal.read()) {
      this.#session.fold(record);
      this.#noteFull(record);
      this.#lastSeq = seq;
      this.#sinceCheckpoint += 1;
    }
  }

  /** A disk that was full in an earlier run may have been freed. */
  #noteFull(record: JournalRecord): void {
    if (record.kind === 'run_started') this.#isFull = false;
    else if (record.kind === 'halted' && record.code === FULL) this.#isFull = true;
  }

  /**
   * Returns why what the record asks for was refused, or why it was not written (JNL-006, JNL-007): then nothing has
   * happened. Throws where nothing can be written any more.
   */
  async write(record: JournalRecord, reducesRisk = false): Promise<ComponentError | undefined> {
    let seq: Seq;
    // From then on no risk is added, so that all the rest may be written, but for what would undo that.
    const isHarmless = this.#isFull && !isResume(record);
    try {
      seq = await this.#journal.append(record, { reducesRisk: reducesRisk || isHarmless });
    } catch (error) {
      if (!(error instanceof ComponentError)) throw error;
      if (error.code === FULL) await this.#becomeFull(error, record.timeMs);
      else if (error.code !== UNWRITABLE) throw error;
      return error;
    }
    // A journal that finds the disk full says so by a record of its own, before this one.
    if (seq > this.#lastSeq + 1) await this.#catchUp(seq - 1);
    this.#lastSeq = seq;
    this.#sinceCheckpoint += 1;
    return this.#session.apply(record);
  }

  async #becomeFull({ code, message }: ComponentError, timeMs: EpochMs): Promise<void> {
    await this.#catchUp(Infinity);
    if (this.#isFull) return;
    this.#isFull = true;
    await this.write({ kind: 'halted', timeMs, code, message }, true);
  }

  async #catchUp(upTo: Seq): Promise<void> {
    for await (const { seq, record } of this.#journal.read(this.#lastSeq + 1)) {
      if (seq > upTo) return;
      this.#session.apply(record);
      this.#noteFull(record);
      this.#lastSeq = seq;
    }
  }

  /** What the reserve of a full disk holds is for other records. */
  get isCheckpointDue(): boolean {
    return this.#sinceCheckpoint >= this.#checkpointEvery && !this.#isFull;
  }

  /** Not while an outcome is awaited. */
  async checkpoint(timeMs: EpochMs): Promise<ComponentError | undefined> {
    const error = await this.write({ kind: 'checkpoint', timeMs, state: this.#session.save() });
    this.#sinceCheckpoint = 0;
    return error;
  }
}
