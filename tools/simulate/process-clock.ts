import type { DurationMs, EpochMs } from '@basis/core-types';
import type { LiveClock } from '@basis/engine/live';
import type { VirtualClock } from '@basis/testkit';

/** What is wrong with it, if anything is. */
interface Disturbance {
  skewMs(): DurationMs;
  stalledUntilMs(): EpochMs;
}

/** A process that stands still sees nothing and does nothing, and does not know of it. */
export function processClock(clock: VirtualClock, disturbed: Disturbance): LiveClock {
  let latest = 0;
  return {
    now: () => {
      latest = Math.max(latest, clock.now() + disturbed.skewMs());
      return latest;
    },
    alarm: (ms, ring) => {
      let isDue = false;
      const callOff = clock.at(clock.now() + ms, () => {
        isDue = true;
        clock.after(disturbed.stalledUntilMs() - clock.now(), ring);
      });
      return () => {
        if (isDue) return;
        callOff();
        ring();
      };
    },
  };
}
