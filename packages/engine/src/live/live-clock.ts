import type { DurationMs, EpochMs } from '@basis/core-types';

/** Time, handed in so that tests can have their own. */
export interface LiveClock {
  /** Never goes back. */
  now(): EpochMs;
  /** Calls `ring` once, later: after so long, or as soon as what is returned is called. */
  alarm(ms: DurationMs, ring: () => void): () => void;
}

/** Waits so long, or until the signal says so. */
export function pause(clock: LiveClock, ms: DurationMs, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const end = clock.alarm(ms, () => {
      signal.removeEventListener('abort', end);
      resolve();
    });
    signal.addEventListener('abort', end);
  });
}

/** What a timer of the system takes at most; whoever waits looks again what is due. */
const LONGEST_WAIT_MS = 2_147_483_647;

/** The machine's clock. Where it is set back, time stands still until it has caught up. */
export function systemClock(): LiveClock {
  let latest = 0;
  return {
    now: () => (latest = Math.max(latest, Date.now())),
    alarm: (ms, ring) => {
      const timer = setTimeout(ring, Math.min(ms, LONGEST_WAIT_MS));
      return () => {
        clearTimeout(timer);
        ring();
      };
    },
  };
}
