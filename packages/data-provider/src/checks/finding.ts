import { isoTime, type SeriesId } from '@basis/core-types';

export type Severity = 'error' | 'warning';

export const CHECKS = [
  'shape',
  'required',
  'coverage',
  'order',
  'duplicate',
  'gap',
  'grid',
  'non_finite',
  'impossible_value',
  'divergence',
] as const;

export type CheckName = (typeof CHECKS)[number];

/** What a check found: all occurrences of one fault in one series are one finding, located at the first. */
export type Finding = {
  readonly check: CheckName;
  readonly series: SeriesId;
  readonly severity: Severity;
  /** Timestamp of the first row concerned, as in the data. */
  readonly time: string | null;
  /** Number of the first row concerned, from 0. */
  readonly row: number | null;
  readonly count: number;
  readonly message: string;
  readonly remedy: string;
};

const LARGEST_DATE_MS = 8.64e15;

/** A time for people; what is no time is shown as the number it is. */
export function showTime(timeMs: number): string {
  return Math.abs(timeMs) <= LARGEST_DATE_MS ? isoTime(timeMs) : String(timeMs);
}

/** `1 row`, `3 rows`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

export function isError(finding: Finding): boolean {
  return finding.severity === 'error';
}
