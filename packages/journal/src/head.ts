import { sha256Hex, type JournalRun, type Seq } from '@basis/core-types';
import { journalFailure } from './failure.js';
import { parseBody, partsOf } from './line.js';

/** Of the lines after the head; that of the head itself never changes, so that every version can tell. */
export const FORMAT = 1;

/** The first line of a segment: what it follows, and the run that began it. */
export interface Head extends JournalRun {
  readonly format: number;
  readonly firstSeq: Seq;
  /** Of the last line before this segment. */
  readonly previousHash: string;
}

export function headBody(head: Head): string {
  return JSON.stringify({ head });
}

/** The head and its hash, or undefined where the line is not whole. Throws JNL-005 for a format that is not known. */
export function readHead(line: Buffer, path: string): { head: Head; hash: string } | undefined {
  const parts = partsOf(line);
  if (parts === undefined) return undefined;
  const head = (parseBody(parts.body) as { readonly head?: Partial<Head> } | null | undefined)
    ?.head;
  if (typeof head?.previousHash !== 'string') return undefined;
  if (sha256Hex(head.previousHash, parts.body) !== parts.hash) return undefined;
  if (head.format !== FORMAT) {
    throw journalFailure(
      'JNL-005',
      `Format ${String(head.format)} of the journal is not known, only ${FORMAT} is:`,
      path,
      undefined,
      { context: { format: head.format ?? null, version: head.version ?? null } },
    );
  }
  return { head: head as Head, hash: parts.hash };
}
