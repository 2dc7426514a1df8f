import {
  ComponentError,
  type AppendOptions,
  type DurationMs,
  type Journal,
  type JournalEntry,
  type JournalRecord,
  type JournalRun,
  type Seq,
} from '@basis/core-types';
import type { VirtualClock } from '../clock/virtual-clock.js';

export interface MemoryJournalOptions {
  readonly clock: VirtualClock;
  readonly run: JournalRun;
  /** What a crash left behind; nothing at first. */
  readonly found?: readonly JournalEntry[];
  /**
   * Told of each record when it was handed in and when it is durable, before whoever appended it knows. A test may crash
   * the journal here.
   */
  readonly watch?: (entry: JournalEntry, moment: 'appended' | 'durable') => void;
}

interface Pending {
  readonly entry: JournalEntry;
  resolve(seq: Seq): void;
}

/**
 * The journal of a process that can be killed. What was acknowledged is there afterwards; what was not may be there or not.
 * Opening it writes `run_started`, as a journal in a folder does.
 */
export class MemoryJournal implements Journal {
  readonly #clock: VirtualClock;
  readonly #watch: MemoryJournalOptions['watch'];
  readonly #durable: JournalEntry[];
  #pending: Pending[] = [];
  #appendMs: DurationMs = 0;
  #lastDurableMs: number;
  #isDead = false;
  #diskIsFull = false;
  #full: ComponentError | undefined;
  #failure: ComponentError | undefined;

  constructor({ clock, run, found = [], watch }: MemoryJournalOptions) {
    this.#clock = clock;
    this.#watch = watch;
    this.#lastDurableMs = clock.now();
    this.#durable = [...found];
    this.#store({ kind: 'run_started', timeMs: clock.now(), ...run });
  }

  /** What is on the disk, from the very first record on. */
  get records(): readonly JournalEntry[] {
    return this.#durable;
  }

  /** Why not everything that is handed in is written any more. */
  get failure(): ComponentError | undefined {
    return this.#failure ?? this.#full;
  }

  /** How long it takes from now on until a record is durable. */
  takes(ms: DurationMs): void {
    this.#appendMs = ms;
  }

  /** The disk fails: JNL-001 for what waits and whatever comes. What waits may be found after a crash all the same. */
  fail(): void {
    this.#failure = new ComponentError('JNL-001');
  }

  /** The disk is full: JNL-006 for all but what lowers risk; the first to find out writes `halted` before. */
  fillDisk(): void {
    this.#diskIsFull = true;
  }

  /**
   * The process is gone: it is answered nothing any more. Of the records that were not acknowledged the first `keeps` have
   * reached the disk. Returns what the next process finds.
   */
  crash(keeps = 0): readonly JournalEntry[] {
    this.#isDead = true;
    return [...this.#durable, ...this.#pending.slice(0, keeps).map(({ entry }) => entry)];
  }

  append(record: JournalRecord, { reducesRisk = false }: AppendOptions = {}): Promise<Seq> {
    if (this.#isDead) return never();
    const isTaken = reducesRisk || record.kind === 'halted' || record.kind === 'run_ended';
    let stored: JournalRecord;
    try {
      stored = storedForm(record);
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#diskIsFull && this.#full === undefined) this.#becomeFull(record.timeMs);
      if (this.#full !== undefined && !isTaken) throw this.#full;
    } catch (error) {
      return Promise.reject(error as ComponentError);
    }
    return this.#wait(stored);
  }

  async *read(from?: Seq): AsyncGenerator<JournalEntry> {
    if (this.#isDead) await never();
    const upTo = this.#durable.length;
    const checkpoint = this.#durable.findLastIndex(({ record }) => record.kind === 'checkpoint');
    const first = from === undefined ? Math.max(0, checkpoint) : Math.max(0, from - 1);
    yield* this.#durable.slice(first, upTo);
  }

  #wait(record: JournalRecord): Promise<Seq> {
    return new Promise((resolve, reject) => {
      const seq = this.#durable.length + this.#pending.length + 1;
      const entry: JournalEntry = { seq, record };
      this.#pending.push({ entry, resolve });
      this.#watch?.(entry, 'appended');
      this.#lastDurableMs = Math.max(this.#lastDurableMs, this.#clock.now() + this.#appendMs);
      const settle = () => {
        if (this.#isDead) return;
        if (this.#failure === undefined) this.#acknowledge();
        else reject(this.#failure);
      };
      if (this.#lastDurableMs <= this.#clock.now()) settle();
      else this.#clock.at(this.#lastDurableMs, settle);
    });
  }

  /** Of what waits, the first. */
  #acknowledge(): void {
    const { entry, resolve } = this.#pending.shift()!;
    this.#durable.push(entry);
    this.#watch?.(entry, 'durable');
    if (!this.#isDead) resolve(entry.seq);
  }

  #becomeFull(timeMs: number): void {
    this.#full = new ComponentError('JNL-006');
    const { code, message } = this.#full;
    void this.#wait({ kind: 'halted', timeMs, code, message });
  }

  #store(record: JournalRecord): void {
    this.#durable.push({ seq: this.#durable.length + 1, record });
  }
}

/** As a disk gives it back: a copy in plain JSON. */
function storedForm<T>(value: T): T {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return (value === 0 ? 0 : value) as T;
  if (Array.isArray(value)) return value.map(storedForm) as T;
  if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype)
    throw new ComponentError('JNL-007', { message: `${String(value)} is no plain JSON` });
  const stored: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const item = (value as Record<string, unknown>)[key];
    if (item !== undefined) stored[key] = storedForm(item);
  }
  return stored as T;
}

function never<T>(): Promise<T> {
  return new Promise<T>(() => undefined);
}
