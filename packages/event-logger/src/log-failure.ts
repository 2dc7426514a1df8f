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

/** That a file had to go for the bytes of its component, as the registered error. */
export function droppedFile(path: string, bytes: number, keepBytes: number): ComponentError {
  return new ComponentError('LOG-002', {
    message: `Events were dropped with ${path} (${bytes} bytes): its component may keep ${keepBytes} bytes`,
    context: { path, bytes, keep_bytes: keepBytes },
  });
}

function asErrno(cause: unknown): { message: string; code: string | null } {
  if (!(cause instanceof Error)) return { message: String(cause), code: null };
  return { message: cause.message, code: 'code' in cause ? String(cause.code) : null };
}
