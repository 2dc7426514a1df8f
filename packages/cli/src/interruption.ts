import { EXIT } from './exit-codes.js';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** One Ctrl-C reaches a program under npm, nx or tsx more than once; within this time it counts once. */
const SAME_PRESS_MS = 300;

export interface Interruption {
  readonly signal: AbortSignal;
  /** Gives the signals back; call it when nothing is left to be finished. */
  release(): void;
}

/** What of a process is needed. */
export interface Interruptible {
  on(event: (typeof SIGNALS)[number], listener: () => void): unknown;
  off(event: (typeof SIGNALS)[number], listener: () => void): unknown;
  exit(code: number): unknown;
}

/** The first Ctrl-C (or SIGTERM) asks to stop in good order, the second ends the process at once. */
export function listenForInterrupts(
  onFirst: () => void,
  host: Interruptible = process,
  nowMs = () => performance.now(),
): Interruption {
  const controller = new AbortController();
  let firstMs = 0;
  const listener = () => {
    if (!controller.signal.aborted) {
      firstMs = nowMs();
      controller.abort();
      onFirst();
    } else if (nowMs() - firstMs > SAME_PRESS_MS) {
      host.exit(EXIT.interrupted);
    }
  };
  for (const name of SIGNALS) host.on(name, listener);
  return {
    signal: controller.signal,
    release: () => {
      for (const name of SIGNALS) host.off(name, listener);
    },
  };
}
