import { ComponentError } from '@basis/core-types';
import { parseTime } from '@basis/engine';
import { SAMPLE_OPTIONS, type SampleOptions } from '@basis/sample-data';

export interface SampleValues {
  readonly seed: string | undefined;
  readonly days: string | undefined;
  readonly start: string | undefined;
}

/** Those of the sample, with what the flags change. Throws CLI-001 for a number that is none, EDS-004 for a time. */
export function sampleOptions({ seed, days, start }: SampleValues): SampleOptions {
  return {
    ...SAMPLE_OPTIONS,
    ...(seed === undefined ? {} : { seed: wholeNumber('seed', seed) }),
    ...(days === undefined ? {} : { days: wholeNumber('days', days) }),
    ...(start === undefined ? {} : { startMs: parseTime(start, 'start') }),
  };
}

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new ComponentError('CLI-001', { message: `--${name} = ${text}: must be a whole number` });
}
