import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  HealthTracker,
  isoTime,
  isWanted,
  type CheckerReport,
  type EngineEvent,
  type EpochMs,
  type EventDetail,
  type EventType,
  type JsonObject,
} from '@basis/core-types';
import { ComponentFile, type FoundFiles, type Kept } from './component-file.js';
import { ComponentLog, StandardLog } from './component-log.js';
import { dayOf, eventFileStem, listEventFiles } from './event-files.js';
import { eventLine, isDate } from './event-line.js';
import { lastLineKey } from './last-line.js';
import { droppedFile, logFailure } from './log-failure.js';
import type { PastFile } from './past-files.js';

export interface EventLoggerOptions {
  /** A folder for this run alone. Files found there are gone on with, never emptied. */
  readonly dir: string;
  readonly detail: EventDetail;
  readonly mode: 'backtest' | 'live';
  /** The time of writing: of events without one of their own, and of the daily rotation. */
  readonly now: () => EpochMs;
  /** Live: true. */
  readonly rotateDaily?: boolean | undefined;
  /** Days put aside, besides the current file. */
  readonly keepDays?: number | undefined;
  /** The size at which the current file of a component is put aside as a part of its day. Backtest: none. */
  readonly partBytes?: number | undefined;
  /** Bytes of all files of one component together; the oldest go first, and the health tells of it. Backtest: all. */
  readonly keepBytes?: number | undefined;
}

const COMPONENT = 'EventLogger';
const KEPT_DAYS = 30;
const MIB = 1024 * 1024;
/** Some 200,000 events: an editor still opens it. */
const PART_BYTES = 64 * MIB;
/** A dozen components that all storm at once leave room for the journal on a disk of 10 GB. */
const KEPT_BYTES = 512 * MIB;
/** Characters that wait for one file in a backtest. */
const BUFFERED = 64 * 1024;

/**
 * Writes events as JSON lines, one file for each component: live at once, in a backtest by the block. A disk that
 * fails never stops the run from inside `emit`; it shows in the health and is thrown, as LOG-001, by the next `flush`
 * or `close`.
 *
 * @example
 * const events = new EventLogger({ dir: 'logs/events', detail: 'standard', mode: 'live', now: Date.now });
 * events.forComponent('VenueManager').logWarning('Retrying', { attempt: 2 });
 * events.close();
 */
export class EventLogger extends StandardLog {
  readonly #dir: string;
  readonly #detail: EventDetail;
  readonly #mode: 'backtest' | 'live';
  readonly #rotateDaily: boolean;
  readonly #kept: Kept;
  readonly #health = new HealthTracker(COMPONENT);
  readonly #files = new Map<string, ComponentFile>();
  /** The same files by the component's own name: no name is converted twice. */
  readonly #byComponent = new Map<string, ComponentFile>();
  /** What each component had at the start. */
  readonly #found = new Map<string, FoundFiles>();
  #seq = 0;
  #written = 0;
  #lost = 0;
  #bytesDropped = 0;
  /** The first failure that nobody was told of yet. */
  #failure: { readonly path: string; readonly cause: unknown } | undefined;
  #closed = false;
  #lastTimeMs: EpochMs = Number.NaN;
  #lastTime = '';

  constructor(options: EventLoggerOptions) {
    super(COMPONENT, options.now);
    this.#dir = options.dir;
    this.#detail = options.detail;
    this.#mode = options.mode;
    const live = options.mode === 'live';
    this.#rotateDaily = options.rotateDaily ?? live;
    this.#kept = {
      keepDays: options.keepDays ?? KEPT_DAYS,
      // What a backtest tells is a result: it is kept whole.
      partBytes: options.partBytes ?? (live ? PART_BYTES : Infinity),
      keepBytes: options.keepBytes ?? (live ? KEPT_BYTES : Infinity),
    };
    try {
      mkdirSync(options.dir, { recursive: true });
      this.#goOnFromFiles();
    } catch (error) {
      throw logFailure('Events cannot be written to', options.dir, error);
    }
  }

  override wants(type: EventType): boolean {
    return isWanted(this.#detail, type);
  }

  override emit(event: EngineEvent): void {
    if (!this.wants(event.type)) return;
    // Counted before it is written: an event that is lost leaves a gap that can be seen.
    this.#seq += 1;
    const file = this.#fileOf(event.component);
    if (this.#closed) {
      this.#lost += 1;
      this.#failed(file, new Error('the event logger is closed'));
      return;
    }
    if (this.#rotateDaily) this.#turnDay(file);
    file.add(eventLine(event, this.#seq, this.#timeOf(event.timestampMs)));
    if (this.#mode === 'live' || file.waiting >= BUFFERED) this.#attempt(file, () => file.flush());
  }

  /** The standardized methods with this component's name, writing here. */
  forComponent(component: string): ComponentLog {
    return new ComponentLog(component, this, this.now);
  }

  /** Writes everything that waits; throws LOG-001 if anything could not be written since the last call. */
  flush(): void {
    for (const file of this.#files.values()) this.#attempt(file, () => file.flush());
    const failure = this.#failure;
    if (failure === undefined) return;
    this.#failure = undefined;
    throw logFailure('Events cannot be written to', failure.path, failure.cause, {
      events_lost: this.#lost,
    });
  }

  /** Flushes and lets go of the files. Events that come later are lost, and the next `flush` says so. */
  close(): void {
    this.#closed = true;
    try {
      this.flush();
    } finally {
      for (const file of this.#files.values()) file.close();
    }
  }

  checkComponentHealth(): JsonObject {
    return {
      status: this.#health.status,
      error_count: this.#health.errorCount,
      execution_mode: this.#mode,
      events_written: this.#written,
      component: COMPONENT,
    };
  }

  /** For the health manager: `health.registerComponent('EventLogger', () => events.healthReport())`. */
  healthReport(): CheckerReport {
    return this.#health.report({
      events_written: this.#written,
      events_lost: this.#lost,
      bytes_dropped: this.#bytesDropped,
    });
  }

  #fileOf(component: string): ComponentFile {
    let file = this.#byComponent.get(component);
    if (file === undefined) {
      const stem = eventFileStem(component);
      file = this.#files.get(stem);
      file ??= this.#makeFile(stem);
      this.#files.set(stem, file);
      this.#byComponent.set(component, file);
    }
    return file;
  }

  #makeFile(stem: string): ComponentFile {
    return new ComponentFile({
      dir: this.#dir,
      stem,
      kept: this.#kept,
      found: this.#found.get(stem) ?? { day: undefined, past: [] },
      today: () => dayOf(this.#time()),
      onDropped: (file) => this.#dropped(file),
    });
  }

  /** Numbers go on where an earlier process stopped, so that one order holds over restarts. */
  #goOnFromFiles(): void {
    const found = listEventFiles(this.#dir).map((file) => {
      const path = join(this.#dir, file.name);
      return { ...file, bytes: statSync(path).size, last: lastLineKey(path) };
    });
    // A file without a whole line has nothing to lose: it counts as the oldest.
    found.sort((a, b) => (a.last?.seq ?? 0) - (b.last?.seq ?? 0));
    for (const { name, stem, day, part, bytes, last } of found) {
      if (last !== undefined) this.#seq = Math.max(this.#seq, last.seq);
      const before = this.#found.get(stem) ?? { day: undefined, past: [] };
      const now =
        day === null
          ? { ...before, day: last && dayOf(last.timestampMs) }
          : { ...before, past: [...before.past, { name, stem, day, part, bytes }] };
      this.#found.set(stem, now);
    }
  }

  /** A clock that says nothing turns no day. */
  #turnDay(file: ComponentFile): void {
    const now = this.now();
    if (isDate(now)) this.#attempt(file, () => file.turnTo(dayOf(now)));
  }

  #attempt(file: ComponentFile, write: () => void): void {
    const waiting = file.waitingLines;
    try {
      write();
      const written = waiting - file.waitingLines;
      this.#written += written;
      if (written > 0) this.#health.updated(this.#time());
    } catch (error) {
      this.#lost += waiting - file.waitingLines;
      this.#failed(file, error);
    }
  }

  #failed(file: ComponentFile, cause: unknown): void {
    this.#failure ??= { path: file.path, cause };
    const { code, message, severity } = logFailure('Events cannot be written to', file.path, cause);
    this.#health.failed(this.#time(), { code, message, severity });
  }

  #dropped({ name, bytes }: PastFile): void {
    this.#bytesDropped += bytes;
    const note = droppedFile(join(this.#dir, name), bytes, this.#kept.keepBytes);
    this.#health.failed(this.#time(), note);
  }

  #time(): EpochMs {
    const now = this.now();
    return isDate(now) ? now : 0;
  }

  /** Many events share a moment; its text is made once. */
  #timeOf(timestampMs: EpochMs): string {
    if (timestampMs !== this.#lastTimeMs) {
      this.#lastTime = isoTime(isDate(timestampMs) ? timestampMs : this.#time());
      this.#lastTimeMs = timestampMs;
    }
    return this.#lastTime;
  }
}
