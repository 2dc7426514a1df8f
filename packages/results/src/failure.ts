import { ComponentError } from '@basis/core-types';

export interface FailureOptions {
  readonly cause?: unknown;
  readonly resolution?: string;
}

/** A failure of the results folder as the registered error, with the path and the system's own code. */
export function resultsFailure(
  what: string,
  path: string,
  { cause, resolution }: FailureOptions = {},
): ComponentError {
  const reason = cause instanceof Error ? `: ${cause.message}` : '';
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : null;
  return new ComponentError('RES-001', {
    message: `${what} ${path}${reason}`,
    context: { path, system_code: code },
    cause,
    ...(resolution === undefined ? {} : { resolution }),
  });
}
