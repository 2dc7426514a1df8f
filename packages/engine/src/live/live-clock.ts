import type { DurationMs, EpochMs } from '@basis/core-types';

/** Time, handed in so that tests can have their own. */
export interface LiveClock {
  /** Never goes back. */
  now(): EpochMs;
  /** Resolves after so long. Ends as soon as the signal says so, in either way. */
  sleep(ms: DurationMs, signal: AbortSignal): Promise<void>;
}

/** Waits so long, or until the signal says so. */
export async function pause(clock: LiveClock, ms: DurationMs, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(ms, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** What a timer of the system takes at most; whoever sleeps looks again what is due. */
const LONGEST_SLEEP_MS = 2_147_483_647;

/** The machine's clock. Where it is set back, time stands still until it has caught up. */
export function systemClock(): LiveClock {
  let latest = 0;
  return {
    now: () => (latest = Math.max(latest, Date.now())),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) {
          resolve();
          return;
        }
        const wake = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        const timer = setTimeout(wake, Math.min(ms, LONGEST_SLEEP_MS));
        signal.addEventListener('abort', wake);
      }),
  };
}
