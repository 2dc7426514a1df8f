import {
  ComponentError,
  intervalMs,
  isoTime,
  type DataProvider,
  type EpochMs,
  type RunConfig,
  type SeriesId,
} from '@basis/core-types';
import { assertCoverage, commonRange } from '@basis/data-provider';

/** The steps of a run: `startMs`, then every `intervalMs` up to and including `endMs` where it falls on the grid. */
export interface TimeRange {
  readonly startMs: EpochMs;
  readonly endMs: EpochMs;
  readonly intervalMs: number;
  readonly steps: number;
}

const ISO = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** ISO-8601 or epoch milliseconds; a time without a zone is UTC, a date is its midnight. */
export function parseTime(value: string | EpochMs, name: string): EpochMs {
  const ms = typeof value === 'number' ? value : parseIso(value);
  if (Number.isSafeInteger(ms)) return ms;
  throw new ComponentError('EDS-004', {
    message: `${name} = ${String(value)} is no time`,
    resolution:
      'Give ISO-8601, for example 2024-01-31 or 2024-01-31T12:00:00Z, or epoch milliseconds.',
    context: { [name]: String(value) },
  });
}

function parseIso(text: string): number {
  const date = ISO.exec(text)?.[1];
  // A day that the month does not have would roll over into the next.
  if (date === undefined || !isDay(date)) return NaN;
  const isZoned = text.length === date.length || /(Z|[+-]\d{2}:\d{2})$/.test(text);
  return Date.parse(isZoned ? text : `${text}Z`);
}

function isDay(date: string): boolean {
  const ms = Date.parse(date);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date);
}

/**
 * The range asked for, checked against the data. Without a start the run begins when every required series is visible,
 * without an end it goes on to the last row that all of them have.
 */
export function resolveRange(
  config: RunConfig,
  data: DataProvider,
  required: readonly SeriesId[],
  start?: string | EpochMs,
  end?: string | EpochMs,
): TimeRange {
  const step = intervalMs(config.interval);
  const covered = commonRange(required.flatMap((id) => data.find(id) ?? []));
  const startMs =
    start !== undefined
      ? parseTime(start, 'start')
      : Math.ceil(finiteOr(covered.from, 0) / step) * step;
  const asked = end !== undefined ? parseTime(end, 'end') : finiteOr(covered.to, startMs + step);
  if (end !== undefined && asked === startMs) throw singleStep(config, startMs, covered);
  if (end !== undefined && !(asked > startMs)) {
    throw new ComponentError('EDS-004', {
      message: `The end ${isoTime(asked)} must come after the start ${isoTime(startMs)}`,
      resolution: 'Give a start before the end.',
      context: { start: isoTime(startMs), end: isoTime(asked) },
    });
  }
  // Without an end, a start after the data has none either: that is told as what the data do not cover.
  const steps = Math.max(Math.floor((asked - startMs) / step), 0) + 1;
  const endMs = startMs + (steps - 1) * step;
  assertCoverage(data, { startMs, endMs, required });
  return { startMs, endMs, intervalMs: step, steps };
}

function singleStep(
  { interval }: RunConfig,
  startMs: EpochMs,
  covered: ReturnType<typeof commonRange>,
): ComponentError {
  const time = isoTime(startMs);
  const data = Number.isFinite(covered.from + covered.to)
    ? `; the data cover ${isoTime(covered.from)} to ${isoTime(covered.to)}`
    : '';
  return new ComponentError('EDS-004', {
    message: `From ${time} to ${time} is a single step of ${interval}; a run needs at least two`,
    resolution: `Start at least ${interval} earlier or end at least ${interval} later${data}.`,
    context: { start: time, end: time, interval },
  });
}

function finiteOr(value: number, otherwise: number): number {
  return Number.isFinite(value) ? value : otherwise;
}
