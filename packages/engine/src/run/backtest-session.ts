import {
  ComponentError,
  configHash,
  isoTime,
  type DurationMs,
  type EpochMs,
  type Json,
  type JsonObject,
  type RunSummary,
} from '@basis/core-types';
import type { BacktestComponents } from '../parts/backtest-components.js';
import { runSummary } from '../results/run-summary.js';
import { depositCapital } from './deposit-capital.js';
import { OutageEvents } from './outage-events.js';
import { loadBacktestParts, saveBacktestParts } from './parts-state.js';
import { STATE_VERSION, type SavedState } from './saved-state.js';
import { SessionEvents, type StepTrigger } from './session-events.js';
import { runStep } from './step.js';
import type { TimeRange } from './time-range.js';

export interface SessionOptions {
  /** Looked at, and saved by a run with the start of the range. */
  readonly resumeFrom?: SavedState | undefined;
  /** Times the steps for their events; never part of a result. */
  readonly clock?: (() => DurationMs) | undefined;
}

/**
 * One run over a range: its components, where it is, and what it remembers. Steps are taken in chunks, so that a runner
 * can do other things in between; a session can be saved between any two steps and resumed in another process.
 */
export class BacktestSession {
  readonly parts: BacktestComponents;
  readonly range: TimeRange;
  #strategyState: Json;
  readonly #events: SessionEvents;
  /** Time of the last step, -Infinity before the first; in an array, because a number in a field costs an object. */
  readonly #lastStep = Float64Array.of(-Infinity);
  #stepsThisCall = 0;
  /** Set by a step that failed half-way: its postings are booked, so nothing may go on from here. */
  #failedAt: EpochMs | undefined;

  constructor(parts: BacktestComponents, range: TimeRange, options: SessionOptions = {}) {
    const { resumeFrom } = options;
    this.parts = parts;
    this.#strategyState = parts.strategy_manager.initial();
    this.range = range;
    if (resumeFrom !== undefined) this.#load(resumeFrom);
    const outages = new OutageEvents(parts.config, range, this.lastStepMs ?? -Infinity);
    this.#events = new SessionEvents(parts, outages, options.clock);
    parts.recorder.start();
    this.#events.initialized(this.lastStepMs ?? this.range.startMs);
  }

  get lastStepMs(): EpochMs | null {
    return this.#hasStarted ? this.#lastStep[0]! : null;
  }
  get #hasStarted(): boolean {
    return this.#lastStep[0]! !== -Infinity;
  }
  get done(): boolean {
    return this.#lastStep[0]! >= this.range.endMs;
  }
  get stepsTaken(): number {
    return this.#stepsThisCall;
  }
  get stepsToTake(): number {
    const from = this.#hasStarted ? this.#lastStep[0]! : this.range.startMs - this.range.intervalMs;
    return this.#stepsThisCall + Math.round((this.range.endMs - from) / this.range.intervalMs);
  }

  /** Takes up to `steps` steps of the grid. */
  advance(steps: number): void {
    for (let i = 0; i < steps && !this.done; i++) {
      this.stepAt(
        this.#hasStarted ? this.#lastStep[0]! + this.range.intervalMs : this.range.startMs,
      );
    }
  }

  /** One step at `t`; the first one brings the capital in. */
  stepAt(t: EpochMs, trigger: StepTrigger = 'time'): void {
    if (t <= this.#lastStep[0]!) {
      throw new ComponentError('EDS-004', {
        message: `A step at ${isoTime(t)} cannot follow the one at ${isoTime(this.#lastStep[0]!)}`,
      });
    }
    this.#assertWhole();
    this.#events.stepBegins(t);
    try {
      if (!this.#hasStarted) depositCapital(this.parts, t);
      runStep(this.parts, this.#strategyState, this.#hasStarted ? this.#lastStep[0]! : t, t);
    } catch (cause) {
      throw this.#failure(cause, t);
    }
    this.#lastStep[0] = t;
    this.#stepsThisCall += 1;
    this.parts.steps.updated(t);
    this.#events.stepEnded(t, trigger);
  }

  #assertWhole(): void {
    if (this.#failedAt === undefined) return;
    throw new ComponentError('EDS-006', {
      message: `The step at ${isoTime(this.#failedAt)} failed half-way: this run can neither go on nor be saved`,
      resolution: 'Resume a state saved before that step, or run again from the start.',
    });
  }

  #failure(cause: unknown, t: EpochMs): ComponentError {
    const error =
      cause instanceof ComponentError
        ? cause
        : new ComponentError('EDS-001', {
            message: `The step at ${isoTime(t)} failed: ${cause instanceof Error ? cause.message : String(cause)}`,
            context: { timestamp: isoTime(t) },
            cause,
          });
    this.#failedAt = t;
    this.parts.steps.failed(t, error);
    this.#events.failed(t, error);
    return error;
  }

  summary(id: string, status: RunSummary['status'], wallMs: DurationMs | null): RunSummary {
    return runSummary(this.parts, {
      id,
      status,
      range: this.range,
      lastStepMs: this.lastStepMs ?? this.range.startMs,
      wallMs,
      stepsThisCall: this.#stepsThisCall,
    });
  }

  /** Everything another engine needs to go on from here as if it were this one. */
  save(): JsonObject {
    this.#assertWhole();
    return {
      version: STATE_VERSION,
      config_hash: configHash(this.parts.config),
      data_hash: this.parts.data_provider.dataHash,
      start_ms: this.range.startMs,
      interval_ms: this.range.intervalMs,
      last_step_ms: this.lastStepMs,
      // A copy: the strategy goes on writing to its own.
      strategy_state: JSON.parse(JSON.stringify(this.#strategyState)) as Json,
      ...saveBacktestParts(this.parts),
    };
  }

  #load(saved: SavedState): void {
    this.#strategyState = saved.strategyState;
    loadBacktestParts(this.parts, saved.parts);
    this.#lastStep[0] = saved.lastStepMs ?? -Infinity;
    if (this.#hasStarted) this.parts.data_provider.getData(this.#lastStep[0]!);
  }
}
