import { ComponentError, type EpochMs, type JournalRecord } from '@basis/core-types';
import type { LiveSession } from '../live-session/live-session.js';
import type { LiveClock } from './live-clock.js';
import type { RecordKeeper } from './record-keeper.js';
import type { Schedule } from './schedule.js';
import { tellIfSlow, tellWarning, textOf } from './tell.js';

/** Asks the strategy, and sees to it that what came to nothing is decided again. */
export class Decisions {
  readonly #session: LiveSession;
  readonly #keeper: RecordKeeper;
  readonly #schedule: Schedule;
  readonly #clock: LiveClock;
  /** Blocks that had failed when the last decision was made; undefined once it is known what became of it. */
  #failedBefore: number | undefined;
  /** As many have been decided about. */
  #surprises = 0;

  constructor(session: LiveSession, keeper: RecordKeeper, schedule: Schedule, clock: LiveClock) {
    this.#session = session;
    this.#keeper = keeper;
    this.#schedule = schedule;
    this.#clock = clock;
  }

  async decide(now: EpochMs): Promise<undefined> {
    const { parts } = this.#session;
    const failedBefore = this.#blocksFailed;
    this.#schedule.decided(now);
    this.#surprises = this.#session.manager.surprises;
    const begunMs = this.#clock.now();
    let record: JournalRecord;
    try {
      const decided = this.#session.decide(now);
      tellIfSlow(parts, now, 'strategy_manager', this.#clock.now() - begunMs);
      record = { kind: 'decision', timeMs: now, ...decided };
    } catch (cause) {
      // Nothing gets better by asking again; a supervisor starts the process anew.
      if (cause instanceof ComponentError && cause.severity === 'CRITICAL') throw cause;
      const message = `The strategy failed: ${textOf(cause)}`;
      tellWarning(parts, now, new ComponentError('EDS-001', { message, cause }));
      this.#schedule.cameToNothing(now);
      return;
    }
    const error = await this.#keeper.write(record);
    if (error === undefined) this.#failedBefore = failedBefore;
    // A refusal was told where it was made.
    else if (error.code === 'JNL-007') tellWarning(parts, now, error);
  }

  /** What became of the last decision and what has happened since, once the strategy may be asked again. */
  judge(now: EpochMs): void {
    this.#judgeLast(now);
    if (this.#session.manager.surprises > this.#surprises) this.#schedule.surprised(now);
  }

  #judgeLast(now: EpochMs): void {
    if (this.#failedBefore === undefined) return;
    const hasFailed = this.#blocksFailed > this.#failedBefore;
    this.#failedBefore = undefined;
    if (hasFailed) this.#schedule.cameToNothing(now);
    else this.#schedule.cameToGood();
  }

  get #blocksFailed(): number {
    return this.#session.manager.getExecutionStatus()['blocks_failed'] as number;
  }
}
