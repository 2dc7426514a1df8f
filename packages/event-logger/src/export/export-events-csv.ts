import { mkdtemp, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { csvCell, csvRow } from '../csv.js';
import { listEventFiles } from '../event-files.js';
import { logFailure } from '../log-failure.js';
import { EventSource, isOrdered } from './event-source.js';
import { mergeInOrder } from './merge.js';
import { sortIntoFiles } from './sort-into-files.js';

export interface EventsExport {
  readonly file: string;
  readonly events: number;
  /** Lines that are not whole, as a killed process or a full disk leaves them, and the files they are in. */
  readonly torn: number;
  readonly tornFiles: readonly string[];
}

export interface ExportOptions {
  /** Characters sorted in memory at once, where a file is not in order already. */
  readonly sortLimit?: number | undefined;
}

const HEADER = [
  'seq',
  'timestamp',
  'event_type',
  'component',
  'level',
  'message',
  'correlation_id',
  'data',
];
const SORT_LIMIT = 16 * 1024 * 1024;
const WRITTEN_AT_ONCE = 256 * 1024;

/**
 * Makes one CSV of a folder of event files, by (timestamp, seq), in bounded memory. The target appears whole or not at
 * all. Flush the logger first.
 */
export async function exportEventsCsv(
  dir: string,
  targetFile: string,
  { sortLimit = SORT_LIMIT }: ExportOptions = {},
): Promise<EventsExport> {
  try {
    return await exportTo(dir, targetFile, sortLimit);
  } catch (error) {
    throw logFailure(`Events of ${dir} cannot be exported to`, targetFile, error);
  }
}

async function exportTo(dir: string, target: string, sortLimit: number): Promise<EventsExport> {
  const torn = new Map<string, number>();
  const onTorn = (path: string) => void torn.set(path, (torn.get(path) ?? 0) + 1);
  const work = await mkdtemp(join(dirname(target), '.events-csv-'));
  let sources: EventSource[] = [];
  try {
    sources = await orderedSources(dir, work, sortLimit, onTorn);
    const events = await writeCsv(sources, join(work, 'events.csv'), onTorn);
    await rename(join(work, 'events.csv'), target);
    return {
      file: target,
      events,
      torn: [...torn.values()].reduce((sum, count) => sum + count, 0),
      tornFiles: [...torn.keys()].sort(),
    };
  } finally {
    for (const source of sources) await source.close();
    await rm(work, { recursive: true, force: true });
  }
}

/** One source for each component, or several where its lines had to be sorted first. */
async function orderedSources(
  dir: string,
  work: string,
  sortLimit: number,
  onTorn: (path: string) => void,
): Promise<EventSource[]> {
  const byStem = new Map<string, string[]>();
  for (const { name, stem } of listEventFiles(dir)) {
    byStem.set(stem, [...(byStem.get(stem) ?? []), join(dir, name)]);
  }
  const sources: EventSource[] = [];
  for (const [stem, paths] of byStem) {
    const source = new EventSource(paths, onTorn);
    if (await isOrdered(paths)) {
      sources.push(source);
      continue;
    }
    try {
      const sorted = await sortIntoFiles(source, work, stem, sortLimit);
      sources.push(...sorted.map((path) => new EventSource([path], onTorn)));
    } finally {
      await source.close();
    }
  }
  return sources;
}

async function writeCsv(
  sources: readonly EventSource[],
  path: string,
  onTorn: (path: string) => void,
): Promise<number> {
  const file = await open(path, 'wx');
  try {
    let text = csvRow(HEADER);
    let events = 0;
    await mergeInOrder(sources, (line, source) => {
      const row = csvRowOf(line);
      if (row === undefined) {
        onTorn(source.paths[0]!);
        return undefined;
      }
      text += row;
      events += 1;
      if (text.length < WRITTEN_AT_ONCE) return undefined;
      const full = text;
      text = '';
      return file.appendFile(full);
    });
    await file.appendFile(text);
    return events;
  } finally {
    await file.close();
  }
}

function csvRowOf(line: string): string | undefined {
  const event = parsed(line);
  if (event === undefined) return undefined;
  const text = (key: string) => {
    const value = event[key];
    return typeof value === 'string' ? csvCell(value) : '';
  };
  return csvRow([
    String(event['seq']),
    text('timestamp'),
    text('event_type'),
    text('component'),
    text('level'),
    text('message'),
    text('correlation_id'),
    csvCell(JSON.stringify(event['data'] ?? {})),
  ]);
}

/** A line may look whole at both ends and yet be two torn ones run together. */
function parsed(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
