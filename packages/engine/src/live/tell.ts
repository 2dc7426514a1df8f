import {
  ComponentError,
  SECOND_MS,
  type DurationMs,
  type EpochMs,
  type JournalRecord,
} from '@basis/core-types';
import type { EngineComponents } from '../parts/component-factory.js';
import { ENGINE } from '../parts/engine-name.js';

/** Of a warning after which nothing needs to be done. */
export const ASKED_AGAIN = 'Nothing needs to be done: it is asked again.';

export function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** As an event and in the health of the engine. */
export function tellWarning(
  { event_logger: events, steps }: EngineComponents,
  timestampMs: EpochMs,
  error: ComponentError,
): void {
  steps.failed(timestampMs, error);
  if (!events.wants('warning')) return;
  events.emit({
    timestampMs,
    type: 'warning',
    component: ENGINE,
    level: 'WARNING',
    message: error.message,
    data: error.toDocument(),
  });
}

/**
 * EDS-002 where a component took longer than allowed, or the whole loop. What is synchronous cannot be interrupted, so it is
 * told afterwards; what hangs is found by whoever watches the process.
 */
export function tellIfSlow(
  { config, event_logger: events, steps }: EngineComponents,
  timestampMs: EpochMs,
  component: string,
  tookMs: DurationMs,
  limit: 'component_timeout' | 'timeout_seconds' = 'component_timeout',
): void {
  const allowed = config.component_config.event_driven_strategy_engine[limit];
  if (tookMs <= allowed * SECOND_MS) return;
  const error = new ComponentError('EDS-002', {
    message: `${component} took ${tookMs} ms, ${limit} is ${allowed} s`,
    context: { component, took_ms: tookMs },
  });
  steps.failed(timestampMs, error);
  if (!events.wants('component_timeout')) return;
  events.emit({
    timestampMs,
    type: 'component_timeout',
    component: ENGINE,
    level: 'WARNING',
    message: error.message,
    data: error.toDocument(),
  });
}

/** What a run cannot go on after: told, and as a record. */
export function tellFailure(
  { event_logger: events, steps }: EngineComponents,
  timestampMs: EpochMs,
  cause: unknown,
): Extract<JournalRecord, { kind: 'halted' }> {
  const error =
    cause instanceof ComponentError
      ? cause
      : new ComponentError('EDS-003', { message: textOf(cause), cause });
  const { code, message } = error;
  steps.failed(timestampMs, error);
  if (events.wants('strategy_engine_failed')) {
    events.emit({
      timestampMs,
      type: 'strategy_engine_failed',
      component: ENGINE,
      level: 'ERROR',
      message,
      data: { ...error.toDocument(), stack_trace: error.stack ?? '' },
    });
  }
  return { kind: 'halted', timeMs: timestampMs, code, message };
}

/** The answer to a command that comes too late. */
export function hasEnded(cause?: unknown): ComponentError {
  return new ComponentError('VM-009', {
    message: 'The run has ended',
    resolution: 'Start it again first.',
    cause,
  });
}
