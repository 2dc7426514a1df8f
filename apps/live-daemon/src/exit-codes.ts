import { ComponentError, type ErrorCode } from '@basis/core-types';

/** `halted` tells a supervisor not to start again. */
export const EXIT = { ok: 0, failed: 1, usage: 2, halted: 78 } as const;

const ASKED_WRONGLY: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['CLI-001', 'CFG-001', 'CFG-002']);

export function exitCodeOf(error: unknown): number {
  return error instanceof ComponentError && ASKED_WRONGLY.has(error.code)
    ? EXIT.usage
    : EXIT.failed;
}
