/**
 * Saved states come from files, and files are edited, cut and mixed up. All of one is looked at here before any part of
 * a run is changed; what `readSavedState` gives can be loaded without further questions.
 */
import {
  ComponentError,
  IN_TRANSIT,
  configHash,
  isMapping,
  isoTime,
  payableId,
  type EpochMs,
  type Json,
  type JsonObject,
} from '@basis/core-types';
import type { BacktestComponents } from '../parts/backtest-components.js';
import { recorderProblem } from '../results/recorder-problem.js';
import { saveBacktestParts } from './parts-state.js';
import { NotPlain, plainCopy } from './plain-copy.js';
import { shapeProblem, shown, type EntryExamples } from './shape-problem.js';
import type { TimeRange } from './time-range.js';

export const STATE_VERSION = 1;

/** Sums are added in another order than postings. */
const OWED_TOLERANCE = 1e-9;

/** A state that has been looked at; it shares nothing with what was given. */
export interface SavedState {
  readonly startMs: EpochMs;
  readonly intervalMs: number;
  /** null before the first step. */
  readonly lastStepMs: EpochMs | null;
  readonly strategyState: Json;
  readonly parts: JsonObject;
}

/** Lists that are empty before the first step. */
const ENTRIES: EntryExamples = {
  [`world.${IN_TRANSIT}.under_way`]: {
    to_venue: '',
    to_bucket: '',
    asset: '',
    amount: 0,
    arrives_at_ms: 0,
  },
  'flows.owed': { accepted_at_ms: 0, unpaid: 0 },
};

/** Throws EDS-006 naming what is wrong. `parts` are fresh: what they would save shows what belongs where. */
export function readSavedState(given: unknown, parts: BacktestComponents): SavedState {
  const state = objectOf(given);
  const origin = originProblem(state, parts);
  if (origin !== undefined) throw unfit(origin);
  const problem =
    timesProblem(state) ??
    strategyProblem(state['strategy_state'], parts.strategy_manager.initial()) ??
    shapeProblem(state, plainCopy(saveBacktestParts(parts)), ENTRIES) ??
    recorderProblem(state['recorder'] as JsonObject, parts.recorder.columns.length) ??
    owedProblem(state, parts) ??
    beginningProblem(state);
  if (problem !== undefined) throw damaged(problem);
  return {
    startMs: state['start_ms'] as EpochMs,
    intervalMs: state['interval_ms'] as number,
    lastStepMs: state['last_step_ms'] as EpochMs | null,
    strategyState: state['strategy_state'] as Json,
    parts: state,
  };
}

/** Throws EDS-006 where a run over `range` cannot go on from this state, though another may. */
export function assertGoesOn({ intervalMs, lastStepMs }: SavedState, range: TimeRange): void {
  if (intervalMs !== range.intervalMs) throw unfit('it was saved with another interval');
  if (lastStepMs === null) return;
  if ((range.endMs - lastStepMs) % range.intervalMs !== 0)
    throw unfit('its steps fall beside those asked for');
  if (range.endMs < lastStepMs) throw unfit(`it already reached ${isoTime(lastStepMs)}`);
}

function unfit(why: string): ComponentError {
  return new ComponentError('EDS-006', {
    message: `The saved state does not fit this run: ${why}`,
  });
}

function damaged(problem: string, cause?: unknown): ComponentError {
  return new ComponentError('EDS-006', {
    message: `The saved state is damaged: ${problem}`,
    resolution: 'Resume with the state as it was saved, or run again from the start.',
    context: { problem },
    cause,
  });
}

function objectOf(given: unknown): JsonObject {
  try {
    const copy = plainCopy(given);
    if (isMapping(copy)) return copy;
    throw damaged(`it is ${shown(copy)}, not an object`);
  } catch (cause) {
    throw cause instanceof NotPlain ? damaged(cause.message, cause) : cause;
  }
}

function originProblem(state: JsonObject, parts: BacktestComponents): string | undefined {
  if (state['version'] !== STATE_VERSION)
    return `version ${String(state['version'])}, ${STATE_VERSION} is known`;
  if (state['config_hash'] !== configHash(parts.config))
    return 'it was saved under another configuration';
  if (state['data_hash'] !== parts.data_provider.dataHash) return 'it was saved with other data';
  return undefined;
}

function timesProblem(state: JsonObject): string | undefined {
  const { start_ms: start, interval_ms: interval, last_step_ms: last } = state;
  if (!isWhole(start)) return `start_ms is ${shown(start)}, not a time`;
  if (!isWhole(interval)) return `interval_ms is ${shown(interval)}, not a length of time`;
  if (last === null) return undefined;
  if (!isWhole(last)) return `last_step_ms is ${shown(last)}, not a time`;
  return last < start ? `last_step_ms ${last} comes before start_ms ${start}` : undefined;
}

/** A strategy's state is its own affair, but whatever it begins with it must find again. */
function strategyProblem(saved: Json | undefined, initial: Json): string | undefined {
  const path = 'strategy_state';
  if (!isMapping(initial)) return saved === undefined ? `${path} is missing` : undefined;
  const keys = Object.keys(initial).map((key) => [key, null] as const);
  return shapeProblem(saved, Object.fromEntries(keys), {}, path);
}

/** What each is owed adds up to what is owed in all. */
function owedProblem(state: JsonObject, { accounts, config }: BacktestComponents) {
  const { owed } = state['flows'] as { readonly owed: readonly { readonly unpaid: number }[] };
  if (owed.some(({ unpaid }) => unpaid <= 0)) return 'flows.owed has amounts that are not above 0';
  const account = accounts.find(payableId(config.share_class));
  const held = state['position_monitor'] as readonly number[];
  const payable = account === undefined ? 0 : -held[account.index]!;
  const sum = owed.reduce((total, { unpaid }) => total + unpaid, 0);
  return Math.abs(sum - payable) <= OWED_TOLERANCE * payable
    ? undefined
    : `flows.owed adds up to ${sum}, while ${payable} is owed`;
}

function beginningProblem(state: JsonObject): string | undefined {
  const { steps } = state['recorder'] as { readonly steps: number };
  const last = state['last_step_ms'] as EpochMs | null;
  return (last === null) === (steps === 0)
    ? undefined
    : `last_step_ms is ${String(last)} after ${steps} steps`;
}

function isWhole(value: Json | undefined): value is number {
  return Number.isSafeInteger(value);
}
