import { parseArgs } from 'node:util';
import type { Flags } from './flag.js';

/** Not strict: Node's own messages stop at the first problem and suggest nothing. */
export function tokensOf(words: readonly string[], flags: Flags) {
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, { value }]) => [
      name,
      { type: value === undefined ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  return parseArgs({ args: [...words], options, strict: false, tokens: true }).tokens;
}
