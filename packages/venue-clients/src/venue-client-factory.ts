import {
  ComponentError,
  type EpochMs,
  type VenueClient,
  type VenueEnvironment,
  type VenueId,
} from '@basis/core-types';
import type { SimWorld } from '@basis/venue-sim';
import { SimulationClient } from './simulation-client.js';

export interface VenueClientFactoryOptions {
  /** Holds the venues that simulation clients stand for. */
  readonly world: SimWorld;
  readonly now: () => EpochMs;
}

export interface ClientWanted {
  readonly venue: VenueId;
  readonly kind: VenueEnvironment;
}

/**
 * Makes clients by venue and kind.
 *
 * @example
 * const clients = new VenueClientFactory({ world, now: () => clock.now });
 * const binance = clients.createClient({ venue: 'binance', kind: 'simulation' });
 * const outcome = await binance.send(order);
 */
export class VenueClientFactory {
  readonly #world: SimWorld;
  readonly #now: () => EpochMs;
  readonly #simulated = new Map<VenueId, SimulationClient>();

  constructor({ world, now }: VenueClientFactoryOptions) {
    this.#world = world;
    this.#now = now;
  }

  /**
   * The client of a venue. A simulated venue has one, so that what it has carried out is known whoever asks.
   *
   * @throws VC-001 for a kind that does not exist yet, and for a venue that is not simulated
   */
  createClient({ venue, kind }: ClientWanted): VenueClient {
    if (kind !== 'simulation') throw notAvailable(venue, kind, 'only simulation is');
    const made = this.#simulated.get(venue);
    if (made !== undefined) return made;
    const simulated = this.#world.venue(venue);
    if (simulated === undefined) {
      throw notAvailable(venue, kind, `simulated are ${this.#world.venueIds.join(', ')}`);
    }
    const client = new SimulationClient(simulated, this.#now);
    this.#simulated.set(venue, client);
    return client;
  }
}

function notAvailable(venue: VenueId, kind: VenueEnvironment, reason: string): ComponentError {
  return new ComponentError('VC-001', {
    message: `A ${kind} client is not available for ${venue}: ${reason}`,
    context: { venue, kind },
  });
}
