import { existsSync, readdirSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Seq } from '@basis/core-types';
import { NEWLINE, NO_HASH } from './line.js';
import { recordBodyStart } from './record-body.js';

const DIGITS = 16;
const NAME = /^(\d{16})\.jsonl$/;
const QUARANTINED = /^(\d{16}\.jsonl)\.quarantined(-\d+)?$/;
/** A head and the beginning of what follows it fit in. */
const PEEK_BYTES = 4096;

/** Named by the number of its first record, so that names sort as the records do. */
export function segmentName(firstSeq: Seq): string {
  return `${String(firstSeq).padStart(DIGITS, '0')}.jsonl`;
}

export function firstSeqOf(name: string): Seq {
  return Number(NAME.exec(name)?.[1]);
}

/** Names of the segments of a journal, oldest first. Other files are ignored. */
export function listSegments(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => NAME.test(name))
    .sort();
}

/** Segments that were set aside for damage and have not been put back since. */
export function listQuarantined(folder: string): string[] {
  return readdirSync(folder).filter((name) => {
    const segment = QUARANTINED.exec(name)?.[1];
    return segment !== undefined && !existsSync(join(folder, segment));
  });
}

/** A name under which a damaged segment is set aside; nothing is ever written over. */
export function quarantineName(folder: string, segment: string): string {
  for (let i = 1; ; i++) {
    const name = `${segment}.quarantined${i === 1 ? '' : `-${i}`}`;
    if (!existsSync(join(folder, name))) return name;
  }
}

/** Segments from the last one that begins with a checkpoint, no later than `seq`; all of them where none does. */
export async function segmentsFromCheckpoint(
  folder: string,
  seq: Seq = Infinity,
): Promise<string[]> {
  const names = listSegments(folder);
  for (let i = names.length - 1; i >= 0; i--) {
    const name = names[i]!;
    if (firstSeqOf(name) <= seq && (await beginsWithCheckpoint(folder, name)))
      return names.slice(i);
  }
  return names;
}

/** Whether its first record is one, and is there to its end: a writer that is killed in the midst leaves none. */
async function beginsWithCheckpoint(folder: string, name: string): Promise<boolean> {
  const path = join(folder, name);
  const start = recordBodyStart(firstSeqOf(name), 'checkpoint');
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(PEEK_BYTES), 0, PEEK_BYTES, 0);
    const body = buffer.indexOf(NEWLINE) + 1 + NO_HASH.length + 1;
    const found = buffer.toString('latin1', body, Math.min(bytesRead, body + start.length));
    return found === start && (await readFile(path)).includes(NEWLINE, body);
  } finally {
    await file.close();
  }
}
