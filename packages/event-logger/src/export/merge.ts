import { compareKeys } from '../event-line.js';
import type { EventSource } from './event-source.js';

/** Hands out the lines of all sources in one order, each source being in order itself. Waits only for reading and taking. */
export async function mergeInOrder(
  sources: readonly EventSource[],
  take: (text: string, source: EventSource) => Promise<void> | undefined,
): Promise<void> {
  const open: EventSource[] = [];
  for (const source of sources) if (await source.advance()) open.push(source);
  while (open.length > 0) {
    let first = 0;
    for (let i = 1; i < open.length; i++) {
      if (compareKeys(open[i]!.key, open[first]!.key) < 0) first = i;
    }
    const source = open[first]!;
    const taken = take(source.text, source);
    if (taken !== undefined) await taken;
    if (!source.step() && !(await source.advance())) open.splice(first, 1);
  }
}
