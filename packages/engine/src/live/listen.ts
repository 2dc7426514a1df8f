import { SECOND_MS, type DurationMs, type VenueClient, type VenueEvent } from '@basis/core-types';
import { pause, type LiveClock } from './live-clock.js';

const LONGEST_WAIT_MS: DurationMs = 60 * SECOND_MS;

export interface Listener {
  take(event: VenueEvent): void;
  /** The venue does not tell any more; it is asked again. */
  lost(cause: unknown): void;
}

/** Takes what a venue tells until aborted, and connects again where that breaks off: sooner at first, then later. */
export async function listen(
  client: VenueClient,
  listener: Listener,
  clock: LiveClock,
  firstWaitMs: DurationMs,
  signal: AbortSignal,
): Promise<void> {
  let waitMs = firstWaitMs;
  while (!signal.aborted) {
    try {
      for await (const event of client.events(signal)) {
        if (signal.aborted) return;
        listener.take(event);
        waitMs = firstWaitMs;
      }
      // One that has nothing to tell.
      return;
    } catch (cause) {
      if (signal.aborted) return;
      listener.lost(cause);
    }
    await pause(clock, waitMs, signal);
    waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS);
  }
}
