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

const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** ISO-8601 or epoch milliseconds; a time without a zone is UTC, a date is its midnight. */
export function parseTime(value: string | EpochMs, name: string): EpochMs {
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) return value;
  } else if (ISO.test(value)) {
    const zoned = value.length === 10 || /(Z|[+-]\d{2}:\d{2})$/.test(value) ? value : `${value}Z`;
    const ms = Date.parse(zoned);
    if (!Number.isNaN(ms)) return ms;
  }
  throw new ComponentError('EDS-004', {
    message: `${name} = ${String(value)} is no time: give ISO-8601, for example 2024-01-31 or 2024-01-31T12:00:00Z`,
    context: { [name]: String(value) },
  });
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
  if (end !== undefined && !(asked > startMs)) {
    throw new ComponentError('EDS-004', {
      message: `The end ${isoTime(asked)} must come after the start ${isoTime(startMs)}`,
      context: { start: isoTime(startMs), end: isoTime(asked) },
    });
  }
  const steps = Math.floor((asked - startMs) / step) + 1;
  const endMs = startMs + (steps - 1) * step;
  assertCoverage(data, { startMs, endMs, required });
  return { startMs, endMs, intervalMs: step, steps };
}

function finiteOr(value: number, otherwise: number): number {
  return Number.isFinite(value) ? value : otherwise;
}
