import { existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import {
  ComponentError,
  type EpochMs,
  type JournalRecord,
  type JournalRun,
} from '@basis/core-types';
import { FolderLock, makeFolder, type LockNames } from '@basis/folder-lock';
import { diskFull, haltedBy, isDiskFull, journalFailure } from './failure.js';
import { FileJournal, type FoundJournal } from './file-journal.js';
import { FORMAT, type Head } from './head.js';
import { OWN_FILE, syncFile, syncFolder, type OpenFile } from './journal-file.js';
import { NO_HASH } from './line.js';
import { damagedSegment } from './read-journal.js';
import { readSegments, type Segment } from './read-segment.js';
import { Reserve } from './reserve.js';
import { listQuarantined, quarantineName, segmentsFromCheckpoint } from './segment-files.js';
import { SegmentWriter } from './segment-writer.js';

export interface JournalOptions {
  readonly folder: string;
  /** A configuration other than that of the last run is refused with JNL-004. */
  readonly run: JournalRun;
  /**
   * Hash of the configuration that is given up. By name, so that what was said once does not accept the next change too.
   */
  readonly acceptFormerConfig?: string;
  readonly now?: () => EpochMs;
  /** A full segment is followed by another: small enough to be read at once. */
  readonly segmentBytes?: number;
  /** Kept free for when the disk is full: some thousand records, enough to close every position. */
  readonly reserveBytes?: number;
  readonly openFile?: OpenFile;
}

const SEGMENT_BYTES = 16 * 1024 * 1024;
const RESERVE_BYTES = 8 * 1024 * 1024;
const LOCK: LockNames = {
  file: 'journal.lock',
  code: 'JNL-003',
  message: 'Another process has this journal',
  resolution: 'Stop that process first: two of them must never trade on one account',
};

/** Where the journal stands: what the next record follows. */
interface End {
  readonly found: FoundJournal;
  readonly lastHash: string;
  readonly configHash: string | undefined;
}

/**
 * Opens the journal in a folder, or makes one, and writes `run_started`. Everything from the last checkpoint on has been
 * checked then; a torn last record is dropped, a damaged segment is set aside and refused with JNL-002. On a full disk the
 * journal opens where there is a reserve left: `failure` is JNL-006, and it takes only what lowers risk.
 */
export async function openJournal(options: JournalOptions): Promise<FileJournal> {
  const folder = resolve(options.folder);
  const lock = lockFolder(folder);
  try {
    await syncFolder(dirname(folder));
    return await openLocked(folder, lock, options);
  } catch (error) {
    lock.release();
    throw error instanceof ComponentError ? error : unopened(folder, error);
  }
}

function lockFolder(folder: string): FolderLock {
  try {
    makeFolder(folder);
    return FolderLock.take(folder, LOCK);
  } catch (error) {
    throw error instanceof ComponentError ? error : unopened(folder, error);
  }
}

function unopened(folder: string, error: unknown): ComponentError {
  const code = isDiskFull(error) ? 'JNL-006' : 'JNL-001';
  return journalFailure(code, 'The journal cannot be opened in', folder, error);
}

async function openLocked(
  folder: string,
  lock: FolderLock,
  options: JournalOptions,
): Promise<FileJournal> {
  const { run, now = Date.now, openFile = open, segmentBytes = SEGMENT_BYTES } = options;
  const { found, lastHash, configHash } = await findEnd(folder, openFile);
  const former = configHash === run.configHash ? undefined : configHash;
  if (former !== undefined && former !== options.acceptFormerConfig) {
    throw otherConfiguration(folder, run, former);
  }
  const reserve = await Reserve.allocate(folder, options.reserveBytes ?? RESERVE_BYTES, openFile);
  try {
    const head = { format: FORMAT, firstSeq: found.lastSeq + 1, previousHash: lastHash, ...run };
    const { writer, full } = await firstSegment(folder, head, reserve, openFile);
    const parts = { folder, run, found, segmentBytes, openFile, lock, reserve, writer, full };
    const journal = new FileJournal(parts);
    await begin(journal, run, former, now());
    return journal;
  } catch (error) {
    await reserve.close();
    throw error;
  }
}

/** On a full disk with the space of the reserve, so that a run can begin that does nothing but lower risk. */
async function firstSegment(folder: string, head: Head, reserve: Reserve, openFile: OpenFile) {
  let full = reserve.isWhole ? undefined : diskFull(folder);
  for (;;) {
    try {
      return { writer: await SegmentWriter.create(folder, head, openFile), full };
    } catch (error) {
      if (!isDiskFull(error) || !(await reserve.release(0))) throw error;
      full = diskFull(folder, error);
    }
  }
}

async function begin(
  journal: FileJournal,
  run: JournalRun,
  formerConfigHash: string | undefined,
  timeMs: EpochMs,
): Promise<void> {
  const records: JournalRecord[] = [{ kind: 'run_started', timeMs, ...run }];
  if (formerConfigHash !== undefined) {
    const { configHash } = run;
    records.unshift({ kind: 'config_accepted', timeMs, configHash, formerConfigHash });
  }
  if (journal.failure !== undefined) records.push(haltedBy(journal.failure, timeMs));
  try {
    await Promise.all(records.map((record) => journal.append(record, { reducesRisk: true })));
  } catch (error) {
    await journal.close();
    throw error;
  }
}

async function findEnd(folder: string, openFile: OpenFile): Promise<End> {
  const [quarantined] = listQuarantined(folder);
  if (quarantined !== undefined) throw stillQuarantined(folder, quarantined);
  let end: End = {
    found: { lastSeq: 0, tornBytes: 0 },
    lastHash: NO_HASH,
    configHash: undefined,
  };
  let last: Segment | undefined;
  for await (const segment of readSegments(folder, await segmentsFromCheckpoint(folder))) {
    if (segment.damage !== undefined) throw await quarantine(folder, segment);
    end = endOf(segment, end);
    last = segment;
  }
  if (last !== undefined) await finishSegment(folder, last, openFile);
  return end;
}

function endOf({ head, entries, lastHash, bytes, wholeBytes }: Segment, before: End): End {
  const tornBytes = bytes - wholeBytes;
  // A segment without a record is made again.
  if (entries.length === 0) return { ...before, found: { ...before.found, tornBytes } };
  const started = entries.findLast(({ record }) => record.kind === 'run_started')?.record;
  const configHash =
    started?.kind === 'run_started' ? started.configHash : (before.configHash ?? head!.configHash);
  return { found: { lastSeq: entries.at(-1)!.seq, tornBytes }, lastHash, configHash };
}

/** What is read now must be there after the next loss of power too: a killed writer may not have synced it. */
async function finishSegment(folder: string, segment: Segment, openFile: OpenFile): Promise<void> {
  const path = join(folder, segment.file);
  if (segment.entries.length === 0) {
    await rm(path);
    return;
  }
  const file = await openFile(path, 'r+', OWN_FILE);
  try {
    await file.truncate(segment.wholeBytes);
    await syncFile(file, path);
  } finally {
    await file.close();
  }
}

async function quarantine(folder: string, { file, damage }: Segment): Promise<ComponentError> {
  const name = quarantineName(folder, file);
  const error = damagedSegment(folder, file, damage!);
  if (existsSync(join(folder, file))) {
    await rename(join(folder, file), join(folder, name));
    await syncFolder(folder);
  }
  return new ComponentError(error.code, {
    message: `${error.message}; it was set aside as ${name}`,
    context: { ...error.context, quarantined: name },
  });
}

function stillQuarantined(folder: string, name: string): ComponentError {
  return journalFailure(
    'JNL-002',
    'A damaged segment of the journal was set aside, and none has taken its place:',
    join(folder, name),
    undefined,
    { context: { quarantined: name } },
  );
}

function otherConfiguration(folder: string, run: JournalRun, former: string): ComponentError {
  return journalFailure(
    'JNL-004',
    `The journal was written with the configuration ${former}, not ${run.configHash}:`,
    folder,
    undefined,
    {
      context: { config_hash: run.configHash, former_config_hash: former },
      resolution: `Start with the former configuration, or accept the change by naming ${former}.`,
    },
  );
}
