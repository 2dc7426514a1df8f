import { ComponentError } from '@basis/core-types';
import { errorDocument } from '../error-text.js';
import { EXIT } from '../exit-codes.js';
import type { Flags } from '../parse-words.js';
import type { Terminal } from '../terminal.js';

/** Says that it cannot, and that trying again is of no use. */
export function start(flags: Flags, terminal: Terminal): number {
  const message = 'This version of basis-live cannot trade live yet; it can only check.';
  if (flags.json) {
    const error = new ComponentError('CLI-001', { message });
    terminal.out(`${JSON.stringify(errorDocument(error), null, 2)}\n`);
  } else {
    terminal.err(`${message}\n`);
  }
  return EXIT.halted;
}
