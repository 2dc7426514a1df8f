import type { LiveSession } from '../live-session/live-session.js';

/** What drives a live session: a `LiveRunner` of `@basis/engine/live`, which has the clock, the journal and the venues. */
export interface LiveDriver {
  /** Resolves once it was stopped; throws what it cannot go on after. */
  run(): Promise<void>;
  stop(reason?: string): void;
}

export interface LiveCall {
  readonly session: LiveSession;
  readonly driver: LiveDriver;
  readonly results: { drain?(): Promise<void> | undefined };
  /** Also where the run failed. */
  readonly finish: () => void;
}

export async function runLive({ driver, results, finish }: LiveCall): Promise<void> {
  try {
    await driver.run();
    await results.drain?.();
  } finally {
    finish();
  }
}
