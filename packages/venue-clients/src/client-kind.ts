import {
  ComponentError,
  type RunConfig,
  type VenueEnvironment,
  type VenueId,
} from '@basis/core-types';

export interface ClientKindInput {
  readonly venue: VenueId;
  readonly executionMode: RunConfig['execution_mode'];
  readonly environment: 'dev' | 'staging' | 'production';
  /** What an environment file says, by venue. A backtest does not ask it. */
  readonly overrides?: Readonly<Record<VenueId, VenueEnvironment>>;
}

/**
 * Which kind of client a venue gets: a simulation in a backtest; live, the venue itself in production and its testnet
 * elsewhere, unless an override says otherwise. Nothing outside production ever reaches a live venue.
 *
 * @throws VC-001 for an override to `live` outside production
 */
export function clientKind({
  venue,
  executionMode,
  environment,
  overrides = {},
}: ClientKindInput): VenueEnvironment {
  if (executionMode === 'backtest') return 'simulation';
  const fallback = environment === 'production' ? 'live' : 'testnet';
  const kind = Object.hasOwn(overrides, venue) ? overrides[venue]! : fallback;
  if (kind === 'live' && environment !== 'production') {
    throw new ComponentError('VC-001', {
      message: `A live client of ${venue} needs the environment production, which is ${environment}`,
      context: { venue, kind, environment },
    });
  }
  return kind;
}
