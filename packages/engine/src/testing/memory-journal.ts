import {
  ComponentError,
  type AppendOptions,
  type Journal,
  type JournalEntry,
  type JournalRecord,
  type Seq,
} from '@basis/core-types';

/** What is to happen to an append: the record is lost with the process, or is kept and the process dies then. */
export type Fate = 'kept' | 'killed_before' | 'killed_after' | 'full' | 'broken' | 'unwritable';

/** A journal as the one on the disk is, and appends that go wrong. */
export class MemoryJournal implements Journal {
  readonly lines: string[] = [];
  readonly reducing: boolean[] = [];
  /** Asked before every record. */
  fate: (record: JournalRecord, seq: Seq) => Fate | Promise<Fate> = () => 'kept';
  #dead: Error | undefined;
  #isFull = false;

  get records(): JournalRecord[] {
    return this.lines.map((line) => JSON.parse(line) as JournalRecord);
  }

  /** Another process opens it. */
  restart(record: JournalRecord): void {
    this.#dead = undefined;
    this.#isFull = false;
    this.lines.push(JSON.stringify(record));
  }

  async append(record: JournalRecord, { reducesRisk = false }: AppendOptions = {}): Promise<Seq> {
    if (this.#dead !== undefined) throw this.#dead;
    const line = JSON.stringify(record);
    const fate = await this.fate(record, this.lines.length + 1);
    if (fate === 'unwritable') throw new ComponentError('JNL-007', { message: 'it is no JSON' });
    if (fate === 'broken') throw (this.#dead = new ComponentError('JNL-001'));
    if (fate === 'killed_before') throw (this.#dead = new Error('killed'));
    if (fate === 'full' && !this.#isFull) {
      this.#isFull = true;
      const { timeMs } = record;
      this.lines.push(JSON.stringify({ kind: 'halted', timeMs, code: 'JNL-006', message: 'full' }));
    }
    if (this.#isFull && !reducesRisk) throw new ComponentError('JNL-006');
    this.lines.push(line);
    this.reducing.push(reducesRisk);
    if (fate === 'killed_after') throw (this.#dead = new Error('killed'));
    return this.lines.length;
  }

  async *read(from?: Seq): AsyncGenerator<JournalEntry> {
    const { records } = this;
    const last = records.findLastIndex(({ kind }) => kind === 'checkpoint');
    const first = from ?? Math.max(1, last + 1);
    for (const [i, record] of records.slice(first - 1).entries()) yield { seq: first + i, record };
  }
}
