import {
  ComponentError,
  SECOND_MS,
  type DurationMs,
  type VenueClient,
  type VenueEvent,
  type VenueId,
} from '@basis/core-types';
import type { Inbox } from './inbox.js';
import { pause, type LiveClock } from './live-clock.js';
import { ASKED_AGAIN, textOf } from './tell.js';

const LONGEST_WAIT_MS: DurationMs = 60 * SECOND_MS;

export interface Listener {
  take(event: VenueEvent): void;
  /** The venue does not tell any more; it is asked again. */
  lost(cause: unknown): void;
  /** It is listened to again: what it told in between was not heard. */
  again(): void;
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
  let wasLost = false;
  const lost = (cause: unknown) => {
    wasLost = true;
    listener.lost(cause);
  };
  while (!signal.aborted) {
    let hasTold = false;
    const begunMs = clock.now();
    try {
      const events = client.events(signal);
      if (wasLost) listener.again();
      wasLost = false;
      for await (const event of events) {
        if (signal.aborted) return;
        listener.take(event);
        hasTold = true;
        waitMs = firstWaitMs;
      }
      if (signal.aborted) return;
      // Lines are closed in good order too, every day at some venues; one that has nothing to tell ends at once.
      if (hasTold || clock.now() - begunMs >= firstWaitMs) lost('it closed the line');
    } catch (cause) {
      if (signal.aborted) return;
      lost(cause);
    }
    await pause(clock, waitMs, signal);
    waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS);
  }
}

/** What is heard waits in the inbox for the one who writes. */
export function intoInbox(
  venue: VenueId,
  inbox: Inbox,
  warn: (error: ComponentError) => void,
): Listener {
  return {
    take: (event) => inbox.push({ kind: 'event', venue, event }),
    lost: (cause) => {
      const message = `${venue} does not tell any more what happens: ${textOf(cause)}`;
      warn(new ComponentError('EDS-002', { message, resolution: ASKED_AGAIN, cause }));
    },
    again: () => inbox.push({ kind: 'reconnected', venue }),
  };
}
