import { SECOND_MS, type DurationMs, type RunConfig, type VenueId } from '@basis/core-types';
import { visibilityLagMs } from './live/visibility.js';

/** How patient the manager is with a venue. A backtest is not: one attempt, and what is said is certain. */
export interface Patience {
  readonly attempts: number;
  /** Whether what is not certain is asked for, however many attempts there are. */
  readonly asks: boolean;
  delayMs(turn: number): number;
  /** After the end of a request's validity the venue may take as long to know of it; null where there is no such end. */
  readonly lagMs: DurationMs | null;
  /** So long after it was sent an order is called off; null where it never is. */
  readonly cancelAfterMs: DurationMs | null;
}

const NONE: Patience = {
  attempts: 1,
  asks: false,
  delayMs: () => 0,
  lagMs: 0,
  cancelAfterMs: null,
};

export function patienceWith(
  config: RunConfig,
  venue: VenueId,
  delayMs: (turn: number) => DurationMs,
): Patience {
  if (config.execution_mode !== 'live') return NONE;
  const { max_retries, execution_timeout } = config.component_config.venue_manager;
  const isBounded = config.venue_configs[venue]?.venue_type === 'cex';
  return {
    attempts: max_retries,
    asks: true,
    delayMs,
    lagMs: isBounded ? visibilityLagMs(config, venue) : null,
    cancelAfterMs: execution_timeout * SECOND_MS,
  };
}
