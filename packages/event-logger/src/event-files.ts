import { readdirSync } from 'node:fs';
import { DAY_MS, type EpochMs } from '@basis/core-types';

/** One file of one component: the current one, or that of a past day. */
export interface EventFile {
  readonly name: string;
  /** The component in snake case. */
  readonly stem: string;
  /** `2024-01-02` for a past day, null for the current file. */
  readonly day: string | null;
  /** Counts the files of one day, which are several where the clock was set back. */
  readonly part: number;
}

const NAME = /^([a-z0-9_]+)_events(?:\.(\d{4,6}-\d{2}-\d{2})(?:\.(\d+))?)?\.jsonl$/;
const LONGEST_STEM = 64;

/** `VenueManager` to `venue_manager`, `PnLMonitor` to `pnl_monitor`; never anything that leaves the folder. */
export function eventFileStem(component: string): string {
  const stem = component
    .replace(/([A-Za-z0-9])(?=[A-Z][a-z0-9])/g, '$1_')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, LONGEST_STEM)
    .replace(/^_+|_+$/g, '');
  return stem === '' ? 'unnamed' : stem;
}

export function currentFileName(stem: string): string {
  return `${stem}_events.jsonl`;
}

export function pastFileName(stem: string, day: string, part: number): string {
  return `${stem}_events.${day}${part === 0 ? '' : `.${part}`}.jsonl`;
}

/** Every event file of a folder, by component, oldest first, the current one last. Other files are ignored. */
export function listEventFiles(dir: string): EventFile[] {
  return readdirSync(dir)
    .flatMap((name) => {
      const match = NAME.exec(name);
      if (match === null) return [];
      return { name, stem: match[1]!, day: match[2] ?? null, part: Number(match[3] ?? 0) };
    })
    .sort(byStemThenAge);
}

function byStemThenAge(a: EventFile, b: EventFile): number {
  if (a.stem !== b.stem) return a.stem < b.stem ? -1 : 1;
  if (a.day === b.day) return a.part - b.part;
  if (a.day === null) return 1;
  if (b.day === null) return -1;
  return a.day < b.day ? -1 : 1;
}

/** Days since 1970-01-01, UTC. */
export function dayOf(timeMs: EpochMs): number {
  return Math.floor(timeMs / DAY_MS);
}

export function dayText(day: number): string {
  return new Date(day * DAY_MS).toISOString().split('T')[0]!.replace('+', '');
}
