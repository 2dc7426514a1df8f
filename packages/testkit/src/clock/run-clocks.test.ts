import { describe, expect, it } from 'vitest';
import { runClock, runClocks } from './run-clocks.js';
import { VirtualClock } from './virtual-clock.js';

describe('runClocks', () => {
  it('plays a schedule of hours in no time, with every promise followed before the clock moves', async () => {
    const clock = new VirtualClock(0);
    const seen: number[] = [];
    const schedule = async () => {
      for (let i = 0; i < 3; i++) {
        await clock.sleep(3_600_000);
        // A long chain of promises takes no virtual time.
        for (let j = 0; j < 50; j++) await Promise.resolve();
        seen.push(clock.now() / 3_600_000);
      }
      return 'done';
    };
    clock.at(3_600_000, () => seen.push(-1));
    expect(await runClock(clock, schedule())).toBe('done');
    expect(seen).toEqual([-1, 1, 2, 3]);
  });

  it('plays many clocks side by side, each at its own time, and returns what each gave', async () => {
    const schedules = Array.from({ length: 500 }, (_, i) => {
      const clock = new VirtualClock(i * 1_000);
      const done = (async () => {
        for (let j = 0; j < i % 7; j++) await clock.sleep(10);
        return clock.now();
      })();
      return { clock, done };
    });
    const ends = await runClocks(schedules);
    expect(ends).toEqual(ends.map((_, i) => i * 1_000 + (i % 7) * 10));
  });

  it('leaves timers alone that nobody waits for', async () => {
    const clock = new VirtualClock(0);
    clock.at(10, () => undefined);
    await runClock(clock, Promise.resolve());
    expect(clock.now()).toBe(0);
  });

  it('says so where a schedule waits for what no timer brings about', async () => {
    const clock = new VirtualClock(0);
    const done = new Promise(() => undefined);
    await expect(runClock(clock, done)).rejects.toThrow(
      '1970-01-01T00:00:00.000Z waits for something that no timer brings about',
    );
  });

  it('says so where a schedule goes round in circles', async () => {
    const clock = new VirtualClock(0);
    const done = (async () => {
      for (;;) await clock.sleep(1);
    })();
    await expect(runClock(clock, done, { mostTimers: 20 })).rejects.toThrow('fired 20 timers');
  });

  it('throws what a schedule throws, after the others are done', async () => {
    const clock = new VirtualClock(0);
    const failing = new VirtualClock(0);
    const ended = clock.sleep(5_000);
    const schedules = [
      { clock, done: ended },
      { clock: failing, done: Promise.reject(new Error('wrong')) },
    ];
    await expect(runClocks(schedules)).rejects.toThrow('wrong');
    expect(clock.now()).toBe(5_000);
  });
});
