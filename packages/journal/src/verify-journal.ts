import { existsSync, statSync } from 'node:fs';
import type { EpochMs, JournalRun, Seq } from '@basis/core-types';
import { readSegments, type Damage, type Segment } from './read-segment.js';
import { listQuarantined, listSegments } from './segment-files.js';

export interface SegmentReport {
  readonly file: string;
  readonly bytes: number;
  /** Whole ones, up to the first damage. */
  readonly records: number;
  /** The run that began it; null where its head is not whole. */
  readonly run: JournalRun | null;
  readonly damage: Damage | null;
}

export interface JournalReport {
  readonly sound: boolean;
  readonly records: number;
  readonly firstSeq: Seq | null;
  readonly lastSeq: Seq | null;
  readonly firstTimeMs: EpochMs | null;
  readonly lastTimeMs: EpochMs | null;
  /** Hash of the last whole line: noted elsewhere, it shows later that nothing was taken off the end. */
  readonly lastHash: string | null;
  readonly checkpoints: number;
  /** At the end of the last segment: what a killed writer leaves, or one that is writing now. No damage. */
  readonly tornBytes: number;
  readonly segments: readonly SegmentReport[];
  /** Set aside for damage, and not put back. */
  readonly quarantined: readonly string[];
}

/** Whether there is a journal in a folder, sound or not. */
export function isJournal(folder: string): boolean {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return false;
  return listSegments(folder).length > 0 || listQuarantined(folder).length > 0;
}

/** Checks every segment of a journal and changes nothing. Throws JNL-005 for a format that is not known. */
export async function verifyJournal(folder: string): Promise<JournalReport> {
  const quarantined = listQuarantined(folder);
  const segments: SegmentReport[] = [];
  let report = { ...NOTHING, sound: quarantined.length === 0 };
  for await (const segment of readSegments(folder, listSegments(folder))) {
    const { file, bytes, entries, head, damage = null } = segment;
    const run = head && { configHash: head.configHash, version: head.version, mode: head.mode };
    segments.push({ file, bytes, records: entries.length, run: run ?? null, damage });
    report = added(report, segment);
  }
  return { ...report, segments, quarantined };
}

type Totals = Omit<JournalReport, 'segments' | 'quarantined'>;

const NOTHING: Totals = {
  sound: true,
  records: 0,
  firstSeq: null,
  lastSeq: null,
  firstTimeMs: null,
  lastTimeMs: null,
  lastHash: null,
  checkpoints: 0,
  tornBytes: 0,
};

function added(totals: Totals, segment: Segment): Totals {
  const { entries, damage, bytes, wholeBytes } = segment;
  const first = entries[0];
  const last = entries.at(-1);
  const isCheckpoint = ({ record }: { record: { kind: string } }) => record.kind === 'checkpoint';
  return {
    sound: totals.sound && damage === undefined,
    records: totals.records + entries.length,
    firstSeq: totals.firstSeq ?? first?.seq ?? null,
    lastSeq: last?.seq ?? totals.lastSeq,
    firstTimeMs: totals.firstTimeMs ?? first?.record.timeMs ?? null,
    lastTimeMs: last?.record.timeMs ?? totals.lastTimeMs,
    lastHash: last === undefined ? totals.lastHash : segment.lastHash,
    checkpoints: totals.checkpoints + entries.filter(isCheckpoint).length,
    tornBytes: damage === undefined ? bytes - wholeBytes : totals.tornBytes,
  };
}
