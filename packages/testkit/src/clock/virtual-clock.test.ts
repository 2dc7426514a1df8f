import { describe, expect, it } from 'vitest';
import { VirtualClock } from './virtual-clock.js';

const START = Date.UTC(2026, 0, 1);

describe('a virtual clock', () => {
  it('stands still until it is moved, then stands at the earliest timer', () => {
    const clock = new VirtualClock(START);
    const fired: number[] = [];
    for (const ms of [50, 10, 30, 20, 40]) clock.at(START + ms, () => fired.push(ms));
    expect([clock.now(), clock.nextAt, fired]).toEqual([START, START + 10, []]);
    expect(clock.advance()).toBe(true);
    expect([clock.now() - START, fired]).toEqual([10, [10]]);
    while (clock.advance());
    expect([clock.now() - START, fired]).toEqual([50, [10, 20, 30, 40, 50]]);
    expect([clock.advance(), clock.nextAt]).toEqual([false, Infinity]);
  });

  it('fires timers of one moment one by one, in the order in which they were set', () => {
    const clock = new VirtualClock(START);
    const fired: string[] = [];
    for (const name of ['a', 'b', 'c', 'd', 'e']) clock.at(START + 5, () => fired.push(name));
    clock.advance();
    expect(fired).toEqual(['a']);
    while (clock.advance());
    expect(fired.join('')).toBe('abcde');
  });

  it('fires what lies in the past as soon as it is moved, and never goes back', () => {
    const clock = new VirtualClock(START);
    let at = 0;
    clock.at(START - 1_000, () => (at = clock.now()));
    clock.advance();
    expect(at).toBe(START);
  });

  it('does not fire what was called off, nor move for it', () => {
    const clock = new VirtualClock(START);
    const callOff = clock.at(START + 10, () => expect.unreachable());
    clock.at(START + 20, () => undefined);
    callOff();
    clock.advance();
    expect([clock.now() - START, clock.advance()]).toEqual([20, false]);
  });

  it('does at once what waits for nothing', () => {
    const clock = new VirtualClock(START);
    const done: number[] = [];
    clock.after(0, () => done.push(0));
    clock.after(7, () => done.push(7));
    expect(done).toEqual([0]);
    clock.advance();
    expect([done, clock.now() - START]).toEqual([[0, 7], 7]);
  });

  it('wakes who sleeps when their time has come', async () => {
    const clock = new VirtualClock(START);
    const slept = clock.sleep(250).then(() => clock.now() - START);
    clock.advance();
    expect(await slept).toBe(250);
  });

  it('rejects a sleep with the reason of its signal, and forgets its timer', async () => {
    const clock = new VirtualClock(START);
    const stop = new AbortController();
    const slept = clock.sleep(250, stop.signal);
    stop.abort(new Error('asked to'));
    await expect(slept).rejects.toThrow('asked to');
    await expect(clock.sleep(1, stop.signal)).rejects.toThrow('asked to');
    expect(clock.advance()).toBe(false);
  });

  it('keeps a thousand timers in order', () => {
    const clock = new VirtualClock(0);
    const fired: number[] = [];
    // Steps of 617 through 1009, a prime, meet every number from 1 to 1008 once.
    for (let i = 1; i < 1009; i++) {
      const ms = (i * 617) % 1009;
      clock.at(ms, () => fired.push(ms));
    }
    while (clock.advance());
    expect(fired).toEqual(Array.from({ length: 1008 }, (_, i) => i + 1));
  });
});
