import {
  ComponentError,
  type EpochMs,
  type ErrorCode,
  type JournalRecord,
  type JsonObject,
} from '@basis/core-types';

/** What the system says where there is no space left, on the disk or for this user. */
const DISK_FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);

/** Asked of what the system throws; an error of ours that was caused by a full disk is none. */
export function isDiskFull(error: unknown): boolean {
  return !(error instanceof ComponentError) && DISK_FULL.has(systemCode(error) ?? '');
}

/** A failure of the journal as the registered error, with the path and the system's own code. */
export function journalFailure(
  code: ErrorCode,
  what: string,
  path: string,
  cause?: unknown,
  more: { readonly context?: JsonObject; readonly resolution?: string } = {},
): ComponentError {
  const reason = cause instanceof Error ? `: ${cause.message}` : '';
  return new ComponentError(code, {
    ...more,
    message: `${what} ${path}${reason}`,
    context: { path, system_code: systemCode(cause) ?? null, ...more.context },
    cause,
  });
}

export function diskFull(path: string, cause?: unknown): ComponentError {
  const what = 'The disk is full, and only what lowers risk is still written to';
  return journalFailure('JNL-006', what, path, cause);
}

/** The halt as a record. */
export function haltedBy({ code, message }: ComponentError, timeMs: EpochMs): JournalRecord {
  return { kind: 'halted', timeMs, code, message };
}

function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
