import { ComponentError, type DurationMs, type EpochMs, type RunSummary } from '@basis/core-types';
import type { RunHost } from '../host.js';
import type { BacktestSession } from './backtest-session.js';
import { memoryProblem } from './memory-problem.js';

export interface RunProgress {
  readonly done: number;
  readonly total: number;
  readonly timestampMs: EpochMs;
}

export interface RunLimits {
  readonly timeoutSeconds: number;
  readonly memoryLimitMb: number;
}

export interface RunOptions {
  readonly host?: RunHost | undefined;
  readonly onProgress?: ((progress: RunProgress) => void) | undefined;
  /** Whether somebody has asked the run to end early; asked between chunks. */
  readonly stopRequested: () => boolean;
  readonly results: { drain(): Promise<void> | undefined };
  readonly limits: RunLimits;
}

export interface RunEnd {
  readonly status: Exclude<RunSummary['status'], 'failed'>;
  readonly wallMs: DurationMs | null;
}

/** A chunk never works longer than this, so that signals and writers are served in time. */
const CHUNK_MS = 50;
/** Steps between two looks at the clock. */
const STEPS_PER_LOOK = 64;
/** Steps of a chunk where there is no clock to look at. */
const STEPS_WITHOUT_CLOCK = 2_000;

/** What the caller does at both ends of a run; `finish` also where the run failed. */
export interface RunCall<T> {
  begin(): BacktestSession;
  result(session: BacktestSession, end: RunEnd): T;
  finish(session: BacktestSession): void;
}

/**
 * Runs a session to its end in synchronous chunks, serving everything else between them. The one place of the core that
 * makes promises.
 */
export async function runBacktest<T>(call: RunCall<T>, options: RunOptions): Promise<T> {
  const { host, results } = options;
  const startedMs = host?.nowMs() ?? 0;
  const session = call.begin();
  try {
    while (!session.done && !options.stopRequested()) {
      runChunk(session, host);
      session.parts.recorder.deliver();
      reportProgress(session, options);
      if (host !== undefined) assertLimits(host, startedMs, options.limits);
      await results.drain();
      await host?.pause();
    }
    return call.result(session, end(session, host, startedMs));
  } finally {
    call.finish(session);
  }
}

/** The same without pauses; the process serves nothing else until it returns. */
export function runBacktestSync<T>(call: RunCall<T>, options: RunOptions): T {
  const { host } = options;
  const startedMs = host?.nowMs() ?? 0;
  const session = call.begin();
  try {
    while (!session.done) {
      runChunk(session, host);
      if (host !== undefined) assertLimits(host, startedMs, options.limits);
    }
    return call.result(session, end(session, host, startedMs));
  } finally {
    call.finish(session);
  }
}

function end(session: BacktestSession, host: RunHost | undefined, startedMs: DurationMs): RunEnd {
  return {
    status: session.done ? 'complete' : 'interrupted',
    wallMs: host === undefined ? null : host.nowMs() - startedMs,
  };
}

function runChunk(session: BacktestSession, host: RunHost | undefined): void {
  if (host === undefined) {
    session.advance(STEPS_WITHOUT_CLOCK);
    return;
  }
  const until = host.nowMs() + CHUNK_MS;
  do session.advance(STEPS_PER_LOOK);
  while (!session.done && host.nowMs() < until);
}

function reportProgress(session: BacktestSession, { onProgress }: RunOptions): void {
  onProgress?.({
    done: session.stepsTaken,
    total: session.stepsToTake,
    timestampMs: session.lastStepMs ?? session.range.startMs,
  });
}

function assertLimits(host: RunHost, startedMs: DurationMs, limits: RunLimits): void {
  const elapsedSeconds = (host.nowMs() - startedMs) / 1000;
  if (elapsedSeconds > limits.timeoutSeconds) {
    throw new ComponentError('EDS-002', {
      message: `The run took longer than timeout_seconds = ${limits.timeoutSeconds}`,
      context: { elapsed_seconds: elapsedSeconds, timeout_seconds: limits.timeoutSeconds },
    });
  }
  const exhausted = memoryProblem(host, limits.memoryLimitMb);
  if (exhausted !== undefined) throw exhausted;
}
