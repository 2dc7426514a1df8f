import {
  MINUTE_MS,
  SECOND_MS,
  type DurationMs,
  type EpochMs,
  type RunConfig,
  type VenueId,
} from '@basis/core-types';

/** A chain makes a block in seconds, and a node may be some blocks behind. */
const CHAIN_LAG_MS: DurationMs = MINUTE_MS;

/** How far what a venue shows may be behind what happened there; the difference of clocks is in it. */
export function visibilityLagMs(config: RunConfig, venue: VenueId): DurationMs {
  const settings = config.venue_configs[venue];
  if (settings?.venue_type !== 'cex') return CHAIN_LAG_MS;
  return settings.requests.visibility_lag_seconds * SECOND_MS;
}

/** What is known of the moment that holdings stand for. */
export interface Moment {
  readonly asOfMs: EpochMs;
  /** When the newest of what was booked of the venue happened there. */
  readonly happenedMs: EpochMs;
  readonly lagMs: DurationMs;
}

/**
 * Whether holdings say nothing: they are older than what is booked already, or than a venue that was asked just then may be.
 * That they agree proves nothing, for they are from before whatever has changed since.
 */
export function isStale({ asOfMs, happenedMs, lagMs }: Moment, askedAtMs: EpochMs): boolean {
  return asOfMs < Math.max(happenedMs, askedAtMs - lagMs);
}

/** Whether they must show all that is booked: before that, what they show otherwise is no difference. */
export function showsAll({ asOfMs, happenedMs, lagMs }: Moment): boolean {
  return asOfMs >= happenedMs + lagMs;
}
