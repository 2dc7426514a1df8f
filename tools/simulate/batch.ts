/** Plays many seeds and counts what came of them. */
import { runClocks } from '@basis/testkit';
import { violations, type Violation } from './judge.js';
import { play } from './play.js';
import { giveBack } from './sessions.js';
import { storyOf } from './story.js';

/** As many share a turn of the event loop; what more leave behind would outlive the young generation of the heap. */
const TOGETHER = 4;
const TOLD_EVERY = 10 * TOGETHER;

export interface Seeds {
  readonly from: number;
  readonly count: number;
}

export interface Broken {
  readonly seed: number;
  readonly violations: readonly Violation[];
}

export interface Counts {
  readonly schedules: number;
  readonly faults: number;
  readonly starts: number;
  readonly records: number;
  readonly broken: readonly Broken[];
}

export const NOTHING: Counts = { schedules: 0, faults: 0, starts: 0, records: 0, broken: [] };

export function together(a: Counts, b: Counts): Counts {
  return {
    schedules: a.schedules + b.schedules,
    faults: a.faults + b.faults,
    starts: a.starts + b.starts,
    records: a.records + b.records,
    broken: [...a.broken, ...b.broken],
  };
}

/** `onBatch` is told after every few. */
export async function playSeeds(
  { from, count }: Seeds,
  onBatch: (counts: Counts) => void = () => undefined,
): Promise<Counts> {
  let all = NOTHING;
  for (let done = 0; done < count; done += TOGETHER) {
    const length = Math.min(TOGETHER, count - done);
    const stories = Array.from({ length }, (_, i) => storyOf(from + done + i));
    for (const played of await runClocks(stories.map(play))) {
      const found = violations(played);
      const { seed } = played.story;
      if (found.length === 0) giveBack(played.story, played.session);
      all = together(all, {
        schedules: 1,
        faults: played.faultsInjected,
        starts: played.starts,
        records: played.journal.length,
        broken: found.length === 0 ? [] : [{ seed, violations: found }],
      });
    }
    if (done % TOLD_EVERY === 0) onBatch(all);
  }
  return all;
}
