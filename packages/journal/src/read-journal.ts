import type { ComponentError, JournalEntry, Seq } from '@basis/core-types';
import { join } from 'node:path';
import { journalFailure } from './failure.js';
import { readSegments, type Damage } from './read-segment.js';
import { segmentsFromCheckpoint } from './segment-files.js';

export interface ReadRange {
  /** Without it reading starts at the last checkpoint, or at the beginning. */
  readonly from?: Seq | undefined;
  readonly to?: Seq | undefined;
}

/**
 * The records of a journal, which another process may be writing: a torn last one is not there yet. Throws JNL-002 at the
 * first damage, and nothing that comes after it is told.
 */
export async function* readJournal(
  folder: string,
  { from, to = Infinity }: ReadRange = {},
): AsyncGenerator<JournalEntry> {
  const files = await segmentsFromCheckpoint(folder, from);
  for await (const { file, entries, damage } of readSegments(folder, files)) {
    for (const entry of entries) {
      if (entry.seq > to) return;
      if (entry.seq >= (from ?? 1)) yield entry;
    }
    if (damage !== undefined) throw damagedSegment(folder, file, damage);
  }
}

export function damagedSegment(folder: string, file: string, damage: Damage): ComponentError {
  const { atByte, what } = damage;
  return journalFailure(
    'JNL-002',
    `The journal is damaged (at byte ${atByte} ${what}):`,
    join(folder, file),
    undefined,
    { context: { segment: file, at_byte: atByte } },
  );
}
