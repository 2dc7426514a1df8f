import type { DurationMs } from '@basis/core-types';

/**
 * What a run may use of the machine, handed in because the engine itself reads no clock. Node's is `nodeHost()` of
 * `@basis/engine/node`; without a host a run is neither timed nor limited, and pauses only for its results sink.
 */
export interface RunHost {
  /** A clock that never goes back, in milliseconds from anywhere. */
  nowMs(): DurationMs;
  /** Lets the process serve its other work: signals, files, timers. */
  pause(): Promise<void>;
  /** Resident memory of the process. */
  memoryMb(): number;
}
