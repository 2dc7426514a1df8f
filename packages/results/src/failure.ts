import { ComponentError } from '@basis/core-types';

/** What the system says where there is no space left, on the disk or for this user. */
const DISK_FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);
const FREE_SPACE =
  'The disk is full: free some space, or choose a results folder on another disk, and run again.';

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
    ...resolutionOf(resolution, code),
  });
}

function resolutionOf(given: string | undefined, code: string | null): { resolution?: string } {
  if (given !== undefined) return { resolution: given };
  return code !== null && DISK_FULL.has(code) ? { resolution: FREE_SPACE } : {};
}
