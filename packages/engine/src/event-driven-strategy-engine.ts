import {
  ComponentError,
  QUOTE,
  SILENT_EVENTS,
  cexConfig,
  hedgeVenues,
  hashJson,
  configHash,
  isoTime,
  parseRunConfig,
  type CheckerReport,
  type DataProvider,
  type EpochMs,
  type EventSink,
  type HealthStatus,
  type JsonObject,
  type LiveDataProvider,
  type ResultsSink,
  type RunConfig,
  type RunConfigInput,
  type RunSummary,
} from '@basis/core-types';
import { assertCoverage, requiredSeries } from '@basis/data-provider';
import { builtInStrategies, type StrategyRegistry } from '@basis/strategies';
import type { RunHost } from './host.js';
import { createBacktestComponents, type BacktestComponents } from './parts/backtest-components.js';
import { LiveSession } from './live-session/live-session.js';
import type { EngineComponents } from './parts/component-factory.js';
import { MemoryResults } from './results/memory-results.js';
import { BacktestSession } from './run/backtest-session.js';
import { assertFlowsFollow } from './run/investor-flows.js';
import type { StepTrigger } from './run/session-events.js';
import {
  runBacktest,
  runBacktestSync,
  type RunCall,
  type RunOptions,
  type RunProgress,
} from './run/run-backtest.js';
import { runLive, type LiveCall, type LiveDriver } from './run/run-live.js';
import { assertGoesOn, readSavedState, type SavedState } from './run/saved-state.js';
import { parseTime, resolveRange } from './run/time-range.js';

export interface EngineOptions {
  /** What `parseRunConfig` takes: plain data with the keys of the YAML files. */
  readonly config: RunConfigInput | RunConfig;
  readonly dataProvider: DataProvider;
  /** Modes besides the built-in ones. */
  readonly strategies?: StrategyRegistry;
  readonly events?: EventSink;
  /** Where results go; kept in memory without it. */
  readonly results?: ResultsSink;
  readonly host?: RunHost;
  /** Names the run; derived from configuration, data and period without it. */
  readonly runId?: string;
}

export interface RunCallOptions {
  readonly onProgress?: (progress: RunProgress) => void;
  readonly signal?: AbortSignal;
}

export interface BacktestResult {
  readonly summary: RunSummary;
  /** The in-memory results, unless the engine was given a sink of its own. */
  readonly results: MemoryResults | undefined;
}

export interface EngineStatus {
  readonly mode: string;
  readonly share_class: string;
  readonly execution_mode: string;
  readonly health: {
    readonly overall_status: HealthStatus;
    readonly timestamp: string | null;
    readonly summary: JsonObject;
    readonly components: Readonly<Record<string, CheckerReport>>;
  };
  readonly current_timestamp: string | null;
  readonly is_running: boolean;
}

/**
 * The engine: one configuration, one data provider, one portfolio. Engines share nothing, so several can run side by
 * side in one process.
 *
 * @example
 * const engine = new EventDrivenStrategyEngine({ config, dataProvider });
 * const { summary, results } = await engine.runBacktest('2024-01-01', '2024-12-31');
 * console.log(summary.apr, results?.column('equity'));
 */
export class EventDrivenStrategyEngine {
  readonly config: RunConfig;
  readonly #options: EngineOptions;
  readonly #strategies: StrategyRegistry;
  #session: BacktestSession | undefined;
  /** The live run, also once it has ended. */
  #live: LiveCall | undefined;
  #resumeFrom: JsonObject | undefined;
  #results: ResultsSink;
  #isRunning = false;
  #stopRequested = false;

  /** Throws CFG-001 with every violation of the configuration, STR-001 for a mode without a strategy. */
  constructor(options: EngineOptions) {
    this.#options = options;
    this.#strategies = options.strategies ?? builtInStrategies();
    this.config = parseRunConfig(options.config);
    this.#results = options.results ?? new MemoryResults();
    assertSupported(this.config);
    this.#strategies.create(this.config);
  }

  /**
   * Makes all components in order of dependency; a run does it by itself. Throws DATA-001 for missing series, EDS-007
   * while a run goes on.
   */
  initializeEngine(): BacktestComponents {
    if (this.#isRunning) throw new ComponentError('EDS-007');
    const required = requiredSeries(this.config);
    const missing = required.filter((id) => this.#options.dataProvider.find(id) === undefined);
    if (missing.length > 0) {
      throw new ComponentError('DATA-001', {
        message: `Dataset ${this.#options.dataProvider.name} lacks required series: ${missing.join(', ')}`,
        context: {
          missing,
          available: this.#options.dataProvider.series.map((series) => series.id),
        },
      });
    }
    this.#results = this.#options.results ?? new MemoryResults();
    return createBacktestComponents({
      config: this.config,
      data: this.#options.dataProvider,
      strategies: this.#strategies,
      events: this.#options.events ?? SILENT_EVENTS,
      results: this.#results,
      now: () => this.#session?.lastStepMs ?? null,
    });
  }

  /**
   * Runs from `start` to `end` with fresh components, in chunks of at most 50 ms between which progress, `signal`,
   * `stop()`, limits and writing are served. An interrupted run returns the result so far.
   */
  runBacktest(
    start?: string | EpochMs,
    end?: string | EpochMs,
    options: RunCallOptions = {},
  ): Promise<BacktestResult> {
    return runBacktest(this.#call(start, end), this.#runOptions(options));
  }

  /** The same in one go; nothing else is served until it returns. */
  runBacktestSync(start?: string | EpochMs, end?: string | EpochMs): BacktestResult {
    return runBacktestSync(this.#call(start, end), this.#runOptions({}));
  }

  #call(
    start: string | EpochMs | undefined,
    end: string | EpochMs | undefined,
  ): RunCall<BacktestResult> {
    return {
      begin: () => this.#begin(start, end),
      result: (session, { status, wallMs }) => ({
        summary: session.summary(this.#runId(session), status, wallMs),
        results: this.#results instanceof MemoryResults ? this.#results : undefined,
      }),
      finish: (session) => {
        session.parts.recorder.deliver();
        this.#isRunning = false;
      },
    };
  }

  #begin(start: string | EpochMs | undefined, end: string | EpochMs | undefined): BacktestSession {
    const session = this.#openSession(start, end);
    this.#stopRequested = false;
    this.#isRunning = true;
    return session;
  }

  /** A session with fresh components, or one that goes on from a resumed state. */
  #openSession(
    start: string | EpochMs | undefined,
    end: string | EpochMs | undefined,
  ): BacktestSession {
    if (this.config.execution_mode !== 'backtest') {
      throw new ComponentError('EDS-004', {
        message: `A backtest needs execution_mode backtest, the configuration says ${this.config.execution_mode}`,
        resolution: 'Set execution_mode to backtest, or call runLive.',
      });
    }
    const parts = this.initializeEngine();
    const saved = this.#readResumed(parts);
    const required = requiredSeries(this.config);
    const from = saved?.startMs ?? start;
    const range = resolveRange(this.config, parts.data_provider, required, from, end);
    if (saved !== undefined) assertGoesOn(saved, range);
    assertFlowsFollow(this.config, range.startMs);
    this.#resumeFrom = undefined;
    this.#session = new BacktestSession(parts, range, {
      resumeFrom: saved,
      clock: this.#options.host?.nowMs,
    });
    return this.#session;
  }

  /** A state that is refused is forgotten, so that the engine is free for another; one asked a wrong end is kept. */
  #readResumed(parts: BacktestComponents): SavedState | undefined {
    if (this.#resumeFrom === undefined) return undefined;
    try {
      return readSavedState(this.#resumeFrom, parts);
    } catch (error) {
      this.#resumeFrom = undefined;
      throw error;
    }
  }

  #runOptions(options: RunCallOptions): RunOptions {
    const { timeout_seconds, memory_limit_mb } =
      this.config.component_config.event_driven_strategy_engine;
    return {
      host: this.#options.host,
      onProgress: options.onProgress,
      stopRequested: () => this.#stopRequested || options.signal?.aborted === true,
      results: { drain: () => this.#results.drain?.() },
      limits: { timeoutSeconds: timeout_seconds, memoryLimitMb: memory_limit_mb },
    };
  }

  #runId(session: BacktestSession): string {
    if (this.#options.runId !== undefined) return this.#options.runId;
    const { startMs, endMs, intervalMs } = session.range;
    const identity = [
      configHash(this.config),
      session.parts.data_provider.dataHash,
      startMs,
      endMs,
      intervalMs,
    ];
    return `${this.config.mode}-${hashJson(identity).slice(0, 12)}`;
  }

  /** The result of a run that failed or has not ended, as far as it got. */
  summarySoFar(): RunSummary | undefined {
    const session = this.#session;
    if (session === undefined || session.lastStepMs === null) return undefined;
    return session.summary(this.#runId(session), session.done ? 'complete' : 'failed', null);
  }

  /**
   * Trades live until stopped: where the journal ends, from there. `drive` puts the session among its surroundings (clock,
   * journal, clients of venues, market data), as `LiveRunner` of `@basis/engine/live` does. Throws EDS-004 where
   * configuration or data provider are not those of a live run, EDS-007 while a run goes on, and what ended the run.
   *
   * @example
   * await engine.runLive((session) => new LiveRunner({ session, clock, journal, clients, feed }));
   */
  runLive(drive: (session: LiveSession) => LiveDriver): Promise<void> {
    if (this.#isRunning) throw new ComponentError('EDS-007');
    const { events, results } = this.#options;
    const session = new LiveSession({
      config: this.config,
      market: liveData(this.config, this.#options.dataProvider),
      strategies: this.#strategies,
      ...(events === undefined ? {} : { events }),
      ...(results === undefined ? {} : { results }),
    });
    const finish = () => (this.#isRunning = false);
    this.#live = { session, driver: drive(session), results: results ?? {}, finish };
    this.#isRunning = true;
    return runLive(this.#live);
  }

  /** Asks a run in this process to end: a backtest after the current chunk, a live one once no answer is awaited. */
  stop(): void {
    this.#stopRequested = true;
    if (this.#isRunning) this.#live?.driver.stop();
  }

  /**
   * Takes one full-loop step by hand at `timestamp`, which must come after the last step. The first one begins a run
   * that lasts as long as the data. Throws DATA-002 for a time that the data do not cover.
   */
  updateState(timestamp: string | EpochMs, trigger: StepTrigger = 'manual'): void {
    if (this.#isRunning) throw new ComponentError('EDS-007');
    const timeMs = parseTime(timestamp, 'timestamp');
    const required = requiredSeries(this.config);
    assertCoverage(this.#options.dataProvider, { startMs: timeMs, endMs: timeMs, required });
    const goesOn = this.#session !== undefined && this.#resumeFrom === undefined;
    const session = goesOn ? this.#session! : this.#openSession(timeMs, undefined);
    session.stepAt(timeMs, trigger);
    session.parts.recorder.deliver();
  }

  /** The state between two steps, as plain JSON. */
  save(): JsonObject {
    if (this.#session === undefined)
      throw new ComponentError('EDS-006', { message: 'There is no run to save yet' });
    return this.#session.save();
  }

  /**
   * The next run goes on from this state, saved by an engine with the same configuration and data. That run throws
   * EDS-006, naming what is wrong, before it changes anything, where the state is damaged or another run's; such a state
   * is then forgotten.
   */
  resume(state: JsonObject): this {
    this.#resumeFrom = state;
    return this;
  }

  /** What the engine expects to hold, by venue and token or position; empty before the first step. */
  positions(): Readonly<Record<string, Readonly<Record<string, number>>>> {
    return this.#parts?.position_monitor.getCurrentPositions() ?? {};
  }

  get #parts(): EngineComponents | undefined {
    return this.#live?.session.parts ?? this.#session?.parts;
  }

  getStatus(): EngineStatus {
    const report = this.#parts?.health.checkDetailedHealth();
    const last = this.#live?.session.lastTimeMs ?? this.#session?.lastStepMs ?? null;
    return {
      mode: this.config.mode,
      share_class: this.config.share_class,
      execution_mode: this.config.execution_mode,
      health: {
        overall_status: report?.status ?? 'healthy',
        timestamp: report?.timestamp ?? null,
        summary: report?.summary ?? {},
        components: report?.components ?? {},
      },
      current_timestamp: last === null ? null : isoTime(last),
      is_running: this.#isRunning,
    };
  }

  checkComponentHealth(): JsonObject {
    const status = this.getStatus();
    return {
      status: status.health.overall_status,
      error_count: Object.values(status.health.components).reduce(
        (sum, report) => sum + report.errors.length,
        0,
      ),
      execution_mode: this.config.execution_mode,
      components_health: Object.fromEntries(
        Object.entries(status.health.components).map(([name, report]) => [name, report.status]),
      ),
      tight_loop_executions_count: this.#parts?.position_update_handler.tightLoops ?? 0,
      component: 'EventDrivenStrategyEngine',
    };
  }
}

/** The data provider, where it takes what is looked at live. */
function liveData({ execution_mode }: RunConfig, data: DataProvider): LiveDataProvider {
  if (execution_mode !== 'live') {
    throw new ComponentError('EDS-004', {
      message: `A live run needs execution_mode live, the configuration says ${execution_mode}`,
      resolution: 'Set execution_mode to live.',
    });
  }
  if ('put' in data) return data as LiveDataProvider;
  throw new ComponentError('EDS-004', {
    message: `A live run needs market data of now, and ${data.name} has those of a period`,
    resolution: 'Give the engine a SnapshotDataProvider.',
  });
}

/** What a configuration may say and this version cannot do: refused before anything is counted wrong. */
function assertSupported(config: RunConfig): void {
  for (const venue of hedgeVenues(config)) {
    const { settlement_asset } = cexConfig(config, venue);
    if (settlement_asset === QUOTE) continue;
    throw new ComponentError('EDS-004', {
      message: `${venue} settles in ${settlement_asset} and needs a balance funded beforehand, which this version cannot place`,
      resolution: `Set hedge_allocation.${venue} to 0.`,
    });
  }
}
