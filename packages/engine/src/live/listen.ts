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
    let hasTold = false;
    try {
      for await (const event of client.events(signal)) {
        if (signal.aborted) return;
        listener.take(event);
        hasTold = true;
        waitMs = firstWaitMs;
      }
      if (signal.aborted) return;
      // Lines are closed in good order too, every day at some venues; one that has nothing to tell ends at once.
      if (hasTold) listener.lost('it closed the line');
    } catch (cause) {
      if (signal.aborted) return;
      listener.lost(cause);
    }
    await pause(clock, waitMs, signal);
    waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS);
  }
}
