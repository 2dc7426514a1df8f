import { CATEGORIES, executionVenues, hedgeVenues, usedVenues } from '@basis/core-types';
import type { Category, RunConfig } from '@basis/core-types';
import type { EnvironmentName } from './read-settings.js';
import { resolveVenueEnvironments, type VenueEnvironments } from './venue-environments.js';

/** Variables that start alike, wanted where the venue is used under one of the categories; without any, always. */
interface Group {
  readonly prefix: string;
  readonly parameters: readonly string[];
  readonly categories?: readonly Category[];
}

const KEY_PAIR = ['API_KEY', 'SECRET'];

const CHAIN: readonly Group[] = [
  {
    prefix: 'ALCHEMY__',
    parameters: ['PRIVATE_KEY', 'RPC_URL', 'WALLET_ADDRESS', 'NETWORK', 'CHAIN_ID'],
  },
];

const GROUPS: Readonly<Record<string, readonly Group[]>> = {
  binance: [
    { prefix: 'CEX__BINANCE_SPOT_', parameters: KEY_PAIR, categories: ['cex_spot'] },
    { prefix: 'CEX__BINANCE_FUTURES_', parameters: KEY_PAIR, categories: ['cex_futures'] },
  ],
  okx: [{ prefix: 'CEX__OKX_', parameters: [...KEY_PAIR, 'PASSPHRASE'] }],
  hyperliquid: [{ prefix: 'CEX__HYPERLIQUID_', parameters: ['PRIVATE_KEY', 'WALLET_ADDRESS'] }],
};

const PREFIXES: Readonly<Record<EnvironmentName, string>> = {
  dev: 'BASIS_DEV__',
  staging: 'BASIS_STAGING__',
  production: 'BASIS_PROD__',
};

/**
 * Names of the variables that a run needs, in the order of its venues. None in a backtest and none for a venue that is
 * simulated or skipped; protocols on the chain are reached through the wallet's node.
 */
export function requiredCredentials(
  config: RunConfig,
  environment: EnvironmentName,
  venueEnvironments: VenueEnvironments = defaultsFor(config, environment),
): string[] {
  if (config.execution_mode === 'backtest') return [];
  const names = usedVenues(config).flatMap((venue) => {
    const kind = venueEnvironments[venue];
    if (kind === 'simulation') return [];
    // Testnet keys are never those of production.
    const prefix =
      PREFIXES[kind === 'testnet' && environment === 'production' ? 'staging' : environment];
    const categories = categoriesOf(config, venue);
    return groupsOf(config, venue)
      .filter(
        (group) => group.categories?.some((category) => categories.includes(category)) ?? true,
      )
      .flatMap((group) =>
        group.parameters.map((parameter) => `${prefix}${group.prefix}${parameter}`),
      );
  });
  return [...new Set(names)];
}

function defaultsFor(config: RunConfig, environment: EnvironmentName): VenueEnvironments {
  const venues = executionVenues(config.venues.execution_subscriptions);
  return resolveVenueEnvironments({ venues, executionMode: config.execution_mode, environment });
}

function groupsOf(config: RunConfig, venue: string): readonly Group[] {
  if (Object.hasOwn(GROUPS, venue)) return GROUPS[venue]!;
  const isExchange = config.venue_configs[venue]?.venue_type === 'cex';
  return isExchange ? [{ prefix: `CEX__${venue.toUpperCase()}_`, parameters: KEY_PAIR }] : CHAIN;
}

function categoriesOf(config: RunConfig, venue: string): Category[] {
  const subscriptions = {
    ...config.venues.execution_subscriptions,
    cex_futures: [...hedgeVenues(config)],
  };
  return CATEGORIES.filter((category) => subscriptions[category].includes(venue));
}
