import { ComponentError, type ErrorCode } from '@basis/core-types';
import { Interrupted } from './interrupted.js';

/** `halted` tells a supervisor not to start again. */
export const EXIT = { ok: 0, failed: 1, usage: 2, halted: 78, interrupted: 130 } as const;

/** Where what was asked for must change, not what happened on the way. */
const ASKED_WRONGLY: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'CLI-001',
  'CFG-001',
  'CFG-002',
  'EDS-004',
  'STR-001',
  'DATA-002',
  'DATA-004',
]);

/** What the system says of a path that leads through a file. */
const IS_A_FILE: ReadonlySet<unknown> = new Set(['ENOTDIR', 'EEXIST']);

export function exitCodeOf(error: unknown): number {
  if (error instanceof Interrupted) return EXIT.interrupted;
  if (!(error instanceof ComponentError)) return EXIT.failed;
  if (ASKED_WRONGLY.has(error.code)) return EXIT.usage;
  // A results folder that is a file is a bad argument; a full disk is not.
  if (error.code === 'RES-001' && IS_A_FILE.has(error.context['system_code'])) return EXIT.usage;
  return EXIT.failed;
}
