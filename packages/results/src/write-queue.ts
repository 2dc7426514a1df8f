import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ComponentError } from '@basis/core-types';
import { resultsFailure } from './failure.js';
import type { TableFile } from './table-file.js';

/** Formatting this much takes a few milliseconds: the run and its timers are not held up longer. */
export const WRITTEN_AT_ONCE = 256 * 1024;

/** Something to be written; `next` gives text until there is no more, and how many bytes of memory that frees. */
export interface Job {
  readonly file: TableFile;
  readonly bytes: number;
  next(): { readonly text: string; readonly freed: number } | undefined;
}

/**
 * Writes jobs one after the other, between the turns of the run that makes them. Holds the first failure, after which
 * nothing is written or kept any more.
 */
export class WriteQueue {
  readonly #limit: number;
  #jobs: Job[] = [];
  #bytes = 0;
  #working: Promise<void> | undefined;
  #waiters: (() => void)[] = [];
  #failure: ComponentError | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Memory held by what is not written yet. */
  get bytes(): number {
    return this.#bytes;
  }
  get failure(): ComponentError | undefined {
    return this.#failure;
  }

  add(job: Job): void {
    if (this.#failure !== undefined) return;
    this.#jobs.push(job);
    this.#bytes += job.bytes;
    this.#working ??= this.#work();
  }

  /** Waits while more than the limit is queued; throws RES-001 once something could not be written. */
  async drain(): Promise<void> {
    if (this.#bytes > this.#limit) {
      await new Promise<void>((resolve) => this.#waiters.push(resolve));
    }
    this.#check();
  }

  /** Waits until everything is written; throws RES-001 if something could not be. */
  async flush(): Promise<void> {
    while (this.#working !== undefined) await this.#working;
    this.#check();
  }

  #check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #work(): Promise<void> {
    // Not within the call that adds: that is on the critical path of the run.
    await nextTurn();
    while (this.#jobs.length > 0) {
      const jobs = this.#jobs;
      this.#jobs = [];
      await this.#write(jobs);
    }
    this.#working = undefined;
    this.#wake();
  }

  /** Neighbours that go to one file are appended together: a thousand executions are not a thousand writes. */
  async #write(jobs: readonly Job[]): Promise<void> {
    let path = '';
    try {
      for (let i = 0; i < jobs.length;) {
        const { file } = jobs[i]!;
        path = file.path;
        let text = '';
        let freed = 0;
        while (i < jobs.length && jobs[i]!.file === file && text.length < WRITTEN_AT_ONCE) {
          const part = jobs[i]!.next();
          if (part === undefined) {
            i += 1;
          } else {
            text += part.text;
            freed += part.freed;
          }
        }
        if (text !== '') await file.append(text);
        this.#bytes -= freed;
        if (this.#bytes <= this.#limit / 2) this.#wake();
      }
    } catch (error) {
      this.#failure = resultsFailure('Results cannot be written to', path, { cause: error });
      this.#jobs = [];
      this.#bytes = 0;
    }
  }

  #wake(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const wake of waiters) wake();
  }
}
