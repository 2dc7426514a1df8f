/** Makes a story that ends badly as short as it can be. */
import { runClock } from '@basis/testkit';
import { violations, type Violation } from './judge.js';
import { play } from './play.js';
import type { Incident, Story } from './story.js';

export async function judged(story: Story): Promise<Violation[]> {
  const { clock, done } = play(story);
  return violations(await runClock(clock, done));
}

/**
 * Leaves out one incident after the other as long as the story still breaks the same rule, then plays it without lags and
 * delays where it breaks the rule even so.
 */
export async function shrink(story: Story, rule: string): Promise<Story> {
  const breaks = async (other: Story) => (await judged(other)).some((found) => found.rule === rule);
  let shortest = story;
  for (let i = 0; i < shortest.incidents.length;) {
    const others: readonly Incident[] = shortest.incidents.filter((_, at) => at !== i);
    const shorter = { ...shortest, incidents: others };
    if (await breaks(shorter)) shortest = shorter;
    else i += 1;
  }
  for (const calm of [{ lagMs: 0 }, { toVenueMs: 0, backMs: 0 }]) {
    const { binance, bybit } = shortest.rules;
    const rules = { binance: { ...binance, ...calm }, bybit: { ...bybit, ...calm } };
    const calmer = { ...shortest, rules };
    if (await breaks(calmer)) shortest = calmer;
  }
  return shortest;
}
