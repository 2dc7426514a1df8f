import { isoTime, type EngineEvent, type EpochMs, type RunConfig } from '@basis/core-types';
import type { TimeRange } from './time-range.js';

/** Begins and ends of the outages of a run's exchanges, in order of time; each is told once. */
export class OutageEvents {
  readonly #events: readonly EngineEvent[];
  #next = 0;

  /** `sinceMs`: what came up to then has been told; an outage that is under way at the start begins there. */
  constructor({ venue_configs }: RunConfig, { startMs }: TimeRange, sinceMs: EpochMs) {
    this.#events = Object.values(venue_configs)
      .flatMap((venue) =>
        (venue.venue_type === 'cex' ? venue.outages : [])
          .filter(({ until }) => Date.parse(until) > startMs)
          .flatMap(({ from, until, stops }) => [
            changeOf(venue.venue, stops, 'begins', Math.max(Date.parse(from), startMs)),
            changeOf(venue.venue, stops, 'ends', Date.parse(until)),
          ]),
      )
      .filter(({ timestampMs }) => timestampMs > sinceMs)
      .sort((a, b) => a.timestampMs - b.timestampMs);
  }

  /** The next one that is due by `t`; undefined once there is none. */
  take(t: EpochMs): EngineEvent | undefined {
    const event = this.#events[this.#next];
    if (event === undefined || event.timestampMs > t) return undefined;
    this.#next += 1;
    return event;
  }
}

function changeOf(
  venue: string,
  stops: readonly string[],
  change: 'begins' | 'ends',
  timestampMs: EpochMs,
): EngineEvent {
  const stopped = stops.join(' and ');
  return {
    timestampMs,
    type: 'venue_event',
    component: 'Venue',
    level: change === 'begins' ? 'WARNING' : 'INFO',
    message: `${venue}: ${change === 'begins' ? `no ${stopped} from` : `${stopped} again from`} ${isoTime(timestampMs)}`,
    data: { what: `outage_${change}`, venue, stops: [...stops] },
  };
}
