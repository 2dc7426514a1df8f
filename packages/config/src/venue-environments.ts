import { violation, violationError } from '@basis/core-types';
import type { ConfigViolation, VenueEnvironment } from '@basis/core-types';
import type { Settings } from './read-settings.js';

/** Why a venue cannot be reached on the testnets in use: the exchanges' own, and Sepolia. Others can. */
const NOT_ON_TESTNET: Readonly<Record<string, string>> = {
  lido: 'its withdrawal queue is paused on Sepolia',
  etherfi: 'it is not deployed on Sepolia',
  morpho: 'it is not deployed on Sepolia',
  curve: 'it is not deployed on Sepolia',
  instadapp: 'it is not deployed on Sepolia',
};

export interface VenueEnvironmentsInput {
  readonly venues: readonly string[];
  readonly executionMode: Settings['executionMode'];
  readonly environment: Settings['environment'];
  /** What an environment file says, by venue; it may name venues that this run does not use. */
  readonly chosen?: Readonly<Record<string, VenueEnvironment>>;
  /** Where a choice was made, for messages. */
  readonly origin?: (venue: string) => string | undefined;
}

export type VenueEnvironments = Readonly<Record<string, VenueEnvironment>>;

/**
 * The kind of client for each venue. A backtest simulates all. Live talks to testnets under dev and staging and to the
 * venues themselves under production; an environment file overrides this per venue.
 *
 * @throws CFG-001 for `live` outside production, and for a testnet that does not exist
 */
export function resolveVenueEnvironments(input: VenueEnvironmentsInput): VenueEnvironments {
  const { environments, violations } = checkVenueEnvironments(input);
  if (violations.length > 0) throw violationError(violations);
  return environments;
}

/** The same without throwing. */
export function checkVenueEnvironments({
  venues,
  executionMode,
  environment,
  chosen = {},
  origin = () => undefined,
}: VenueEnvironmentsInput): {
  environments: VenueEnvironments;
  violations: readonly ConfigViolation[];
} {
  const violations: ConfigViolation[] = [];
  const resolve = (venue: string): VenueEnvironment => {
    if (executionMode === 'backtest') return 'simulation';
    const fallback = environment === 'production' ? 'live' : 'testnet';
    const kind = Object.hasOwn(chosen, venue) ? chosen[venue]! : fallback;
    const refuse = (allowed: string) => {
      violations.push(violation(origin(venue), `venues.${venue}.environment`, kind, allowed));
    };
    if (kind === 'live' && environment !== 'production') {
      refuse(
        `must be testnet or simulation: live needs BASIS_ENVIRONMENT=production, which is ${environment}`,
      );
    }
    if (kind === 'testnet' && Object.hasOwn(NOT_ON_TESTNET, venue)) {
      refuse(`must be simulation, set in an environment file: ${NOT_ON_TESTNET[venue]}`);
    }
    return kind;
  };
  const environments = Object.fromEntries(venues.map((venue) => [venue, resolve(venue)]));
  return { environments, violations };
}
