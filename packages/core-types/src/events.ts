import type { JsonObject } from './json.js';
import type { EpochMs } from './units.js';

export const EVENT_TYPES = [
  'component_initialization',
  'state_update',
  'timestep',
  'event',
  'error',
  'warning',
  'performance_metric',
  'execution',
  'transfer',
  'venue_event',
  'decision',
  'reserve_low',
  'instruction_block_execution_failed',
  'reconciliation_timeout',
  'execution_queue_overflow',
  'orchestration_failed',
  'component_timeout',
  'strategy_engine_failed',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export type LogLevel = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR';

/** `full` all, `standard` all but the per-step ones, `off` errors only. */
export type EventDetail = 'full' | 'standard' | 'off';

export interface EngineEvent {
  readonly timestampMs: EpochMs;
  readonly type: EventType;
  readonly component: string;
  readonly level: LogLevel;
  readonly message: string;
  readonly data: JsonObject;
  /** Ties everything that follows from one decision together. */
  readonly correlationId?: string;
}

/**
 * Where the core says what happened. Ask `wants` before making an event that costs something to make; the two per-step
 * types, `state_update` and `timestep`, are asked for once per run.
 */
export interface EventSink {
  wants(type: EventType): boolean;
  emit(event: EngineEvent): void;
}

export const SILENT_EVENTS: EventSink = { wants: () => false, emit: () => undefined };

/** Whether an event of this type is written at this level of detail. */
export function isWanted(detail: EventDetail, type: EventType): boolean {
  if (detail === 'full') return true;
  if (detail === 'off') return type === 'error';
  return type !== 'state_update' && type !== 'timestep';
}
