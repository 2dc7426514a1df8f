import { ComponentError, type JsonObject } from '@basis/core-types';

/** A failure of the disk as the registered error, with the path and the system's own code. */
export function logFailure(
  what: string,
  path: string,
  cause: unknown,
  more: JsonObject = {},
): ComponentError {
  const { message, code } = asErrno(cause);
  return new ComponentError('LOG-001', {
    message: `${what} ${path}: ${message}`,
    context: { path, system_code: code, ...more },
    cause,
  });
}

function asErrno(cause: unknown): { message: string; code: string | null } {
  if (!(cause instanceof Error)) return { message: String(cause), code: null };
  return { message: cause.message, code: 'code' in cause ? String(cause.code) : null };
}
