import {
  ComponentError,
  type EpochMs,
  type Journal,
  type JournalEntry,
  type JournalRecord,
  type Seq,
} from '@basis/core-types';
import type { LiveSession } from '../live-session/live-session.js';
import type { LiveClock } from './live-clock.js';
import { tellIfSlow, textOf } from './tell.js';

const CHECKPOINT_EVERY = 1_000;

/** The disk is full. */
const FULL = 'JNL-006';
/** The record cannot be written. */
const UNWRITABLE = 'JNL-007';
/** The record cannot be applied. */
const INAPPLICABLE = 'JNL-009';

/** What a start writes before it reads. */
const STARTS: ReadonlySet<JournalRecord['kind']> = new Set(['config_accepted', 'run_started']);

/** A run that could not apply a record says so at once; what could be applied is not left out by a slip of the pen. */
function isStoppedBy({ record }: JournalEntry, next: JournalRecord): boolean {
  if (record.kind === 'checkpoint' || STARTS.has(record.kind)) return false;
  return next.kind === 'halted' && next.code === INAPPLICABLE;
}

/** A start, or one that came to nothing for another reason: a full disk, another configuration. */
function tellsNothingOf(next: JournalRecord): boolean {
  return STARTS.has(next.kind) || (next.kind === 'halted' && next.code !== INAPPLICABLE);
}

/** With a code of its own: the halt that tells of it must not make the next try succeed. */
function cannotGo({ seq, record }: JournalEntry): ComponentError {
  return new ComponentError('EDS-004', {
    message: `Record ${seq} (${record.kind}) cannot be set aside: no run was stopped by it`,
    resolution: 'Start without naming it; where a record stops the start, its number is told.',
    context: { seq, kind: record.kind },
  });
}

function isResume(record: JournalRecord): boolean {
  return record.kind === 'operator_command' && record.command.kind === 'resume';
}

/** Writes what happens to the journal, waits until it is there, and only then lets the session take it. */
export class RecordKeeper {
  readonly #journal: Journal;
  readonly #session: LiveSession;
  readonly #clock: LiveClock;
  readonly #checkpointEvery: number;
  #lastSeq: Seq = 0;
  #sinceCheckpoint = 0;
  #isFull = false;

  constructor(
    journal: Journal,
    session: LiveSession,
    clock: LiveClock,
    checkpointEvery = CHECKPOINT_EVERY,
  ) {
    this.#clock = clock;
    this.#journal = journal;
    this.#session = session;
    this.#checkpointEvery = checkpointEvery;
  }

  /** Brings the session to where the journal ends, without the records that are set aside. Returns those of them met. */
  async recover(setAside: ReadonlySet<Seq>): Promise<readonly JournalEntry[]> {
    const without: JournalEntry[] = [];
    let doubtful: JournalEntry | undefined;
    for await (const entry of this.#journal.read()) {
      const { seq, record } = entry;
      if (doubtful !== undefined && !tellsNothingOf(record)) {
        if (!isStoppedBy(doubtful, record)) throw cannotGo(doubtful);
        doubtful = undefined;
      }
      if (setAside.has(seq)) {
        doubtful = entry;
        without.push(entry);
      } else asEntry(entry, () => this.#session.fold(record));
      this.#noteFull(record);
      this.#lastSeq = seq;
      this.#sinceCheckpoint += 1;
    }
    if (doubtful !== undefined) throw cannotGo(doubtful);
    return without;
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
    const begunMs = this.#clock.now();
    const refusal = asEntry({ seq, record }, () => this.#session.apply(record));
    const component = record.kind === 'snapshot' ? 'position_update_handler' : 'execution_manager';
    tellIfSlow(this.#session.parts, record.timeMs, component, this.#clock.now() - begunMs);
    return refusal;
  }

  /** Returns what is to be told of it. The next start does not need to be told to: a checkpoint is to follow. */
  async setAside({ seq, record }: JournalEntry, timeMs: EpochMs): Promise<ComponentError> {
    const reason = `Record ${seq} (${record.kind}) is left out on the word of an operator`;
    await this.write({ kind: 'set_aside', timeMs, seq, reason }, true);
    return new ComponentError(INAPPLICABLE, {
      message: reason,
      resolution: 'Compare what venues hold with what is expected, then resume.',
      context: { seq, kind: record.kind },
    });
  }

  async #becomeFull({ code, message }: ComponentError, timeMs: EpochMs): Promise<void> {
    await this.#catchUp(Infinity);
    if (this.#isFull) return;
    this.#isFull = true;
    await this.write({ kind: 'halted', timeMs, code, message }, true);
  }

  async #catchUp(upTo: Seq): Promise<void> {
    for await (const entry of this.#journal.read(this.#lastSeq + 1)) {
      const { seq, record } = entry;
      if (seq > upTo) return;
      asEntry(entry, () => this.#session.apply(record));
      this.#noteFull(record);
      this.#lastSeq = seq;
    }
  }

  get isCheckpointDue(): boolean {
    return this.#sinceCheckpoint >= this.#checkpointEvery && !this.#isFull;
  }

  /** Not while an outcome is awaited. What the reserve of a full disk holds is for other records. */
  async checkpoint(timeMs: EpochMs): Promise<ComponentError | undefined> {
    if (this.#isFull) return undefined;
    const error = await this.write({ kind: 'checkpoint', timeMs, state: this.#session.save() });
    this.#sinceCheckpoint = 0;
    return error;
  }
}

/** Applying stops at the same record at every start, so that its number is what has to be known of it. */
function asEntry<T>({ seq, record }: JournalEntry, apply: () => T): T {
  try {
    return apply();
  } catch (cause) {
    const known = cause instanceof ComponentError ? cause.code : undefined;
    const code = known === undefined ? '' : `${known} `;
    throw new ComponentError(known === 'JNL-008' || known === 'JNL-010' ? known : INAPPLICABLE, {
      message: `Record ${seq} (${record.kind}) of the journal cannot be applied: ${code}${textOf(cause)}`,
      context: { seq, kind: record.kind },
      cause,
    });
  }
}
