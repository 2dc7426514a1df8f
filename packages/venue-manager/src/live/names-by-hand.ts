import type { InstructionBlock } from '@basis/core-types';
import type { BookedEffects } from './booked-effects.js';

/** Blocks of decisions and their instructions, and what is sent when an instruction has rested in vain. */
const NOT_FREE = /^b\d+(-|$)|-take$/;

/** What a block and its instructions are called. */
export function namesIn({ blockId, instructions }: InstructionBlock): string[] {
  return [blockId, ...instructions.map(({ id }) => id)];
}

/**
 * Names that an operator gives become references at venues. One that stood for something else would be answered with what
 * became of that: nothing would be sent, and it would look done.
 */
export function nameFindings(block: InstructionBlock, used: BookedEffects): string[] {
  return namesIn(block)
    .filter((name) => used.knows(name) || NOT_FREE.test(name))
    .map((name) => `${name} is a name already; take another`);
}
