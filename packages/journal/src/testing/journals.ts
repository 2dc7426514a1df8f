import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JournalEntry, JournalRecord, JournalRun, JsonObject } from '@basis/core-types';
import type { FileJournal } from '../file-journal.js';
import { openJournal, type JournalOptions } from '../open-journal.js';
import { readJournal } from '../read-journal.js';
import { listSegments } from '../segment-files.js';

export const RUN: JournalRun = { configHash: 'a'.repeat(64), version: '0.1.0', mode: 'btc_basis' };
export const NOW = 1_700_000_000_000;

export function newFolder(): string {
  return join(mkdtempSync(join(tmpdir(), 'journal-')), 'journal');
}

export function openTest(folder: string, more: Partial<JournalOptions> = {}): Promise<FileJournal> {
  return openJournal({ folder, run: RUN, now: () => NOW, reserveBytes: 1024, ...more });
}

export function snapshot(market: JsonObject): JournalRecord {
  return { kind: 'snapshot', timeMs: NOW, market };
}

export function checkpoint(n: number): JournalRecord {
  return { kind: 'checkpoint', timeMs: NOW, state: { n } };
}

export const started: JournalRecord = { kind: 'run_started', timeMs: NOW, ...RUN };

export async function collect(entries: AsyncIterable<JournalEntry>): Promise<JournalEntry[]> {
  const all: JournalEntry[] = [];
  for await (const entry of entries) all.push(entry);
  return all;
}

/** Everything, from the first record on. */
export function readAll(folder: string): Promise<JournalEntry[]> {
  return collect(readJournal(folder, { from: 1 }));
}

/** The text of every segment, by name. */
export function segmentTexts(folder: string): [string, Buffer][] {
  return listSegments(folder).map((name) => [name, readFileSync(join(folder, name))]);
}
