const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** One Ctrl-C reaches a program under npm, nx or tsx more than once; within this time it counts once. */
const SAME_PRESS_MS = 300;

export interface Interruption {
  readonly signal: AbortSignal;
  /** Gives the signals back; call it when nothing is left to be finished. */
  release(): void;
}

/** The first Ctrl-C (or SIGTERM) asks to stop in good order, the second ends the process at once. */
export function listenForInterrupts(onFirst: () => void, exitCode: number): Interruption {
  const controller = new AbortController();
  let firstMs = 0;
  const listener = () => {
    if (!controller.signal.aborted) {
      firstMs = performance.now();
      controller.abort();
      onFirst();
    } else if (performance.now() - firstMs > SAME_PRESS_MS) {
      process.exit(exitCode);
    }
  };
  for (const name of SIGNALS) process.on(name, listener);
  return {
    signal: controller.signal,
    release: () => {
      for (const name of SIGNALS) process.off(name, listener);
    },
  };
}
