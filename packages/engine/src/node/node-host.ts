import { setImmediate } from 'node:timers/promises';
import type { RunHost } from '../host.js';

const BYTES_PER_MB = 1024 * 1024;

/** The machine as Node shows it: a monotonic clock, a turn of the event loop, resident memory. */
export function nodeHost(): RunHost {
  return {
    nowMs: () => performance.now(),
    pause: async () => {
      await setImmediate();
    },
    memoryMb: () => process.memoryUsage.rss() / BYTES_PER_MB,
  };
}
