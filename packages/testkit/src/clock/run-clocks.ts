import { setImmediate as nextTurn } from 'node:timers/promises';
import type { VirtualClock } from './virtual-clock.js';

/** Something that goes on under a clock of its own until it is done. */
export interface Schedule<T> {
  readonly clock: VirtualClock;
  readonly done: Promise<T>;
}

export interface RunClocksOptions {
  /** Timers that one schedule may fire before it is taken to be going round in circles. */
  readonly mostTimers?: number;
}

/**
 * Plays schedules until all are done. A round lets everything run that waits for nothing but promises, then fires the next
 * timer of every clock; a real turn of the event loop is paid once a round, however many schedules share it.
 *
 * Throws where a schedule waits although no timer is set, where one takes too many timers, and what a schedule throws.
 */
export async function runClocks<T>(
  schedules: readonly Schedule<T>[],
  { mostTimers = 100_000 }: RunClocksOptions = {},
): Promise<T[]> {
  let running = schedules.map(({ clock, done }) => {
    const one = { clock, isOver: false };
    const over = () => {
      one.isOver = true;
    };
    done.then(over, over);
    return one;
  });
  for (let round = 0; ; round++) {
    // Whatever promises lead to has happened when this turn comes.
    await nextTurn();
    running = running.filter(({ isOver }) => !isOver);
    if (running.length === 0) return Promise.all(schedules.map(({ done }) => done));
    if (round === mostTimers) throw stuck(running[0]!.clock, `fired ${mostTimers} timers`);
    for (const { clock } of running)
      if (!clock.advance()) throw stuck(clock, 'waits for something that no timer brings about');
  }
}

/** Plays one schedule until it is done. */
export async function runClock<T>(
  clock: VirtualClock,
  done: Promise<T>,
  options?: RunClocksOptions,
): Promise<T> {
  const [result] = await runClocks([{ clock, done }], options);
  return result!;
}

function stuck(clock: VirtualClock, why: string): Error {
  return new Error(`A schedule that stands at ${new Date(clock.now()).toISOString()} ${why}`);
}
