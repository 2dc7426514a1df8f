/** Everything around a live runner that survives a process, and processes on it one after the other. */
import { usedVenues, type EngineEvent, type EpochMs, type Strategy } from '@basis/core-types';
import { LiveRunner, type LiveRunnerOptions } from '../live/live-runner.js';
import {
  RUN,
  START_MS,
  buysHundredths,
  config,
  liveSession,
  marketAt,
  toyVenues,
} from './live-run.js';
import { MemoryJournal } from './memory-journal.js';
import { ToyClients } from './toy-clients.js';
import { VirtualClock } from './virtual-clock.js';

export const PRICE = 40_000;
/** Of a bitcoin, that the strategy buys one at a time. */
export const HUNDREDTHS = 3;

export function surroundings() {
  const clock = new VirtualClock(START_MS + 1);
  const journal = new MemoryJournal();
  const clients = new ToyClients(
    toyVenues(() => PRICE),
    () => clock.now(),
  );
  const events: EngineEvent[] = [];
  /** A process. */
  const start = (
    options: Partial<LiveRunnerOptions> = {},
    strategy: Strategy<{ decided: number }> = buysHundredths(HUNDREDTHS),
  ) => {
    journal.restart({ kind: 'run_started', timeMs: clock.now(), ...RUN });
    const sink = { wants: () => true, emit: (event: EngineEvent) => void events.push(event) };
    const session = liveSession(sink, strategy);
    const runner = new LiveRunner({
      session,
      clock,
      journal,
      clients: clients.byVenue(usedVenues(config)),
      feed: { read: async () => marketAt(clock.now()) },
      ...options,
    });
    return { session, runner };
  };
  /** Stops a runner at a time. */
  const stopAt = (runner: LiveRunner, timeMs: EpochMs) => {
    clock.alarm(timeMs - clock.now(), () => runner.stop());
  };
  const runUntil = async (timeMs: EpochMs, ...given: Parameters<typeof start>) => {
    const { session, runner } = start(...given);
    stopAt(runner, timeMs);
    await runner.run();
    return session;
  };
  return { clock, journal, clients, venues: clients.venues, events, start, stopAt, runUntil };
}
