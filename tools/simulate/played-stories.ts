import { runClocks } from '@basis/testkit';
import { violations } from './judge.js';
import { play, type Played } from './play.js';
import type { Incident, Story } from './story.js';

const AT_ONCE = 20;

/** Venues that take a name again once its order is closed, and that show what happened at once or later. */
export function storyWith(lagMs: number, ...incidents: readonly Incident[]): Story {
  const way = { toVenueMs: 20, backMs: 20, lagMs };
  const rules = {
    binance: { ...way, idRule: 'open_only' },
    bybit: { ...way, idRule: 'always' },
  } as const;
  return { seed: 0, scene: 'two', market: 0, rules, incidents };
}

/** What goes wrong with each story, and with which incidents; nothing where all is well. `lacks` says what else should be. */
export async function wrongIn(
  stories: readonly Story[],
  lacks: (played: Played) => readonly string[],
): Promise<string[]> {
  const wrong: string[] = [];
  for (let from = 0; from < stories.length; from += AT_ONCE) {
    const played = await runClocks(stories.slice(from, from + AT_ONCE).map(play));
    for (const one of played) {
      const found = [...violations(one).map(({ rule, what }) => `${rule} ${what}`), ...lacks(one)];
      if (found.length > 0)
        wrong.push(`${JSON.stringify(one.story.incidents)}: ${found.join('; ')}`);
    }
  }
  return wrong;
}
