import { hashJson, type Json } from '@basis/core-types';
import { runClock } from '@basis/testkit';
import { describe, expect, it } from 'vitest';
import { playSeeds } from './batch.js';
import { play } from './play.js';
import { storyOf } from './story.js';

/** More are played on every check of the whole project. */
const SEEDS = 60;

async function traceOf(seed: number) {
  const { clock, done } = play(storyOf(seed));
  const { journal, model } = await runClock(clock, done);
  const plain = JSON.parse(JSON.stringify([journal, model.effects, model.arrived])) as Json;
  return hashJson(plain);
}

describe('fault schedules', () => {
  it('hold every invariant, with faults and crashes among them', async () => {
    const { schedules, faults, starts, broken } = await playSeeds({ from: 1, count: SEEDS });
    expect(broken).toEqual([]);
    expect(schedules).toBe(SEEDS);
    expect(faults).toBeGreaterThan(SEEDS);
    expect(starts).toBeGreaterThan(SEEDS);
  });

  it('are the same each time: a seed gives one journal and one course of the venues', async () => {
    for (const seed of [2, 4, 121, 284]) expect(await traceOf(seed)).toBe(await traceOf(seed));
    expect(await traceOf(2)).not.toBe(await traceOf(4));
  });
});
