import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Hex, type JournalEntry } from '@basis/core-types';
import { journalFailure } from './failure.js';
import { readHead, type Head } from './head.js';
import { NEWLINE, NO_HASH, parseBody, partsOf } from './line.js';
import { firstSeqOf } from './segment-files.js';

export interface Damage {
  /** Where in the file the damaged line begins. */
  readonly atByte: number;
  readonly what: string;
}

export interface Segment {
  readonly file: string;
  readonly bytes: number;
  /** undefined where not even the head is whole. */
  readonly head: Head | undefined;
  /** Whole records, up to the first damage. */
  readonly entries: readonly JournalEntry[];
  /** Of the last whole line. */
  readonly lastHash: string;
  /** What comes after is torn or damaged. */
  readonly wholeBytes: number;
  readonly damage: Damage | undefined;
}

/**
 * Reads segments that follow one another and checks each line against its hash, numbers for gaps, and each segment
 * against the one before. The beginning of a line at the end of the last segment is what a writer leaves that was killed:
 * it is no damage.
 */
export async function* readSegments(
  folder: string,
  files: readonly string[],
): AsyncGenerator<Segment> {
  let previous: Segment | undefined;
  for (const file of files) {
    const found = parseSegment(file, await bytesOf(join(folder, file)), join(folder, file));
    const damage =
      found.damage ??
      (file === files.at(-1) ? undefined : unfinished(found)) ??
      brokenLink(found, previous);
    previous = { ...found, damage };
    yield previous;
  }
}

async function bytesOf(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw journalFailure('JNL-001', 'The journal cannot be read from', path, error);
  }
}

function parseSegment(file: string, bytes: Buffer, path: string): Segment {
  const entries: JournalEntry[] = [];
  let head: Head | undefined;
  let lastHash = NO_HASH;
  let at = 0;
  let damage: Damage | undefined;
  const take = (line: Buffer): boolean => {
    if (head === undefined) {
      const read = readHead(line, path);
      if (read !== undefined) ({ head, hash: lastHash } = read);
      return read !== undefined;
    }
    const read = readRecord(line, lastHash, head.firstSeq + entries.length);
    if (read === undefined) return false;
    entries.push(read.entry);
    lastHash = read.hash;
    return true;
  };
  for (;;) {
    const end = bytes.indexOf(NEWLINE, at);
    if (end < 0) break;
    if (!take(bytes.subarray(at, end))) {
      damage = { atByte: at, what: 'a line does not fit its hash' };
      break;
    }
    at = end + 1;
  }
  // A whole line is followed by a newline: where anything else follows, that was changed and not torn off.
  const wholeBytes = at;
  if (damage === undefined && at < bytes.length - 1 && take(bytes.subarray(at, -1))) {
    damage = { atByte: at, what: 'a line does not end' };
  }
  return { file, bytes: bytes.length, head, entries, lastHash, wholeBytes, damage };
}

function readRecord(line: Buffer, previousHash: string, seq: number) {
  const parts = partsOf(line);
  if (parts === undefined || sha256Hex(previousHash, parts.body) !== parts.hash) return undefined;
  const entry = parseBody(parts.body) as JournalEntry | null | undefined;
  return entry?.seq === seq ? { entry, hash: parts.hash } : undefined;
}

function unfinished({ wholeBytes, bytes, head }: Segment): Damage | undefined {
  if (head !== undefined && wholeBytes === bytes) return undefined;
  return { atByte: wholeBytes, what: 'it breaks off, although other segments follow' };
}

function brokenLink(segment: Segment, previous: Segment | undefined): Damage | undefined {
  const { head, file } = segment;
  if (head === undefined || previous?.damage !== undefined) return undefined;
  const broken = (what: string): Damage => ({ atByte: 0, what });
  if (head.firstSeq !== firstSeqOf(file)) {
    return broken(`it begins with record ${head.firstSeq}, which its name does not say`);
  }
  if (previous === undefined) {
    // Older segments may be set aside once there is a checkpoint.
    const isStart = head.firstSeq === 1 && head.previousHash === NO_HASH;
    if (isStart || segment.entries[0]?.record.kind === 'checkpoint') return undefined;
    return broken(`records before ${head.firstSeq} are missing, and there is no checkpoint`);
  }
  const next = firstSeqOf(previous.file) + previous.entries.length;
  if (head.firstSeq !== next) {
    return broken(`records ${next} to ${head.firstSeq - 1} before it are missing`);
  }
  return head.previousHash === previous.lastHash
    ? undefined
    : broken('it does not follow the segment before it');
}
