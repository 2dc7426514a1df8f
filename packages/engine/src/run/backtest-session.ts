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
import type { EngineComponents } from '../parts/component-factory.js';
import { runSummary } from '../results/run-summary.js';
import { depositCapital } from './deposit-capital.js';
import { SessionEvents, type StepTrigger } from './session-events.js';
import { runStep } from './step.js';
import type { TimeRange } from './time-range.js';

const STATE_VERSION = 1;

export interface SessionOptions {
  readonly resumeFrom?: JsonObject | undefined;
  /** Times the steps for their events; never part of a result. */
  readonly clock?: (() => DurationMs) | undefined;
}

/**
 * One run over a range: its components, where it is, and what it remembers. Steps are taken in chunks, so that a runner
 * can do other things in between; a session can be saved between any two steps and resumed in another process.
 */
export class BacktestSession {
  readonly parts: EngineComponents;
  readonly range: TimeRange;
  #strategyState: Json;
  readonly #events: SessionEvents;
  /** Time of the last step, -Infinity before the first; in an array, because a number in a field costs an object. */
  readonly #lastStep = Float64Array.of(-Infinity);
  #stepsThisCall = 0;
  /** Set by a step that failed half-way: its postings are booked, so nothing may go on from here. */
  #failedAt: EpochMs | undefined;

  constructor(parts: EngineComponents, range: TimeRange, options: SessionOptions = {}) {
    const { resumeFrom } = options;
    this.parts = parts;
    this.#strategyState = parts.strategy_manager.initial();
    this.range = resumeFrom === undefined ? range : this.#load(resumeFrom, range);
    this.#events = new SessionEvents(parts, options.clock);
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
    this.#events.stepBegins();
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
    const { parts } = this;
    return {
      version: STATE_VERSION,
      config_hash: configHash(parts.config),
      data_hash: parts.data_provider.dataHash,
      start_ms: this.range.startMs,
      interval_ms: this.range.intervalMs,
      last_step_ms: this.lastStepMs,
      strategy_state: this.#strategyState,
      position_monitor: parts.position_monitor.save(),
      pnl_calculator: parts.pnl_calculator.save(),
      position_update_handler: parts.position_update_handler.save(),
      execution_manager: parts.execution_manager.save(),
      values: parts.values.tree.save(),
      world: parts.world.save(),
      recorder: parts.recorder.save(),
    };
  }

  #load(state: JsonObject, range: TimeRange): TimeRange {
    const { parts } = this;
    const mismatch = this.#mismatch(state, range);
    if (mismatch !== undefined) {
      throw new ComponentError('EDS-006', {
        message: `The saved state does not fit this run: ${mismatch}`,
      });
    }
    // Through JSON, so that what is loaded shares nothing with what was saved.
    const saved = JSON.parse(JSON.stringify(state)) as Record<string, JsonObject>;
    this.#strategyState = saved['strategy_state'] as Json;
    parts.position_monitor.load(saved['position_monitor'] as unknown as number[]);
    parts.pnl_calculator.load(saved['pnl_calculator']!);
    parts.position_update_handler.load(saved['position_update_handler']!);
    parts.execution_manager.load(saved['execution_manager']!);
    parts.values.tree.load(saved['values'] as unknown as { value: number[]; scale: number[] });
    parts.world.load(saved['world']!);
    parts.recorder.load(saved['recorder']!);
    this.#lastStep[0] = (state['last_step_ms'] as EpochMs | null) ?? -Infinity;
    if (this.#hasStarted) parts.data_provider.getData(this.#lastStep[0]!);
    return { ...range, startMs: state['start_ms'] as EpochMs };
  }

  #mismatch(state: JsonObject, range: TimeRange): string | undefined {
    if (state['version'] !== STATE_VERSION)
      return `version ${String(state['version'])}, ${STATE_VERSION} is known`;
    if (state['config_hash'] !== configHash(this.parts.config))
      return 'it was saved under another configuration';
    if (state['data_hash'] !== this.parts.data_provider.dataHash)
      return 'it was saved with other data';
    if (state['interval_ms'] !== range.intervalMs) return 'it was saved with another interval';
    const last = state['last_step_ms'] as EpochMs | null;
    if (last !== null && (range.endMs - last) % range.intervalMs !== 0)
      return 'its steps fall beside those asked for';
    if (last !== null && range.endMs < last) return `it already reached ${isoTime(last)}`;
    return undefined;
  }
}
