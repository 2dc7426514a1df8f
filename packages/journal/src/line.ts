import { sha256Hex } from '@basis/core-types';

/** What stands before the first line of a journal. */
export const NO_HASH = '0'.repeat(64);
export const NEWLINE = 10;
const SPACE = 32;
const HASH_LENGTH = NO_HASH.length;

export interface Line {
  readonly hash: string;
  readonly text: string;
}

/** A line holds its hash, which is that of the line before and its own body, then the body: JSON. */
export function lineOf(previousHash: string, body: string): Line {
  const hash = sha256Hex(previousHash, body);
  return { hash, text: `${hash} ${body}\n` };
}

/** The two parts of a line without its newline; undefined where it cannot be one. Nothing is checked yet. */
export function partsOf(line: Buffer): { hash: string; body: Buffer } | undefined {
  if (line[HASH_LENGTH] !== SPACE) return undefined;
  return {
    hash: line.toString('latin1', 0, HASH_LENGTH),
    body: line.subarray(HASH_LENGTH + 1),
  };
}

/** JSON that ought to be there; undefined where there is none. */
export function parseBody(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
