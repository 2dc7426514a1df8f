import {
  DatedConfig,
  hedgeVenues,
  type AtomicVenueConfig,
  type SimVenue,
  type VenueConfig,
  type VenueId,
} from '@basis/core-types';
import type { AccountVenue } from './account-venue.js';
import { SimCex } from './cex/sim-cex.js';
import { SimDex } from './chain/dex/sim-dex.js';
import { SimFlashLender } from './chain/sim-flash-lender.js';
import { SimLending } from './chain/lending/sim-lending.js';
import type { Protocol } from './chain/protocol.js';
import { SimStaking } from './chain/staking/sim-staking.js';
import { SimWallet, type Contracts } from './chain/sim-wallet.js';
import type { VenueContext } from './venue-context.js';

export interface MadeVenues {
  readonly venues: readonly SimVenue[];
  /** Those that take in and pay out the money of investors. */
  readonly holders: ReadonlyMap<VenueId, AccountVenue>;
}

/** Makes every venue that the run acts on: exchanges, wallets, then the protocols that the wallet calls. */
export function makeVenues(context: VenueContext): MadeVenues {
  const { cex_spot, wallet, lending, staking, flash_loan, dex, atomic } =
    context.config.venues.execution_subscriptions;
  const perps = hedgeVenues(context.config);
  const protocols = new Map<VenueId, Protocol>();
  const batches = new Map(
    atomic.map((id) => [id, new DatedConfig<AtomicVenueConfig>(configOf(context, id, 'atomic'))]),
  );
  const contracts: Contracts = {
    protocol: (id) => protocols.get(id),
    atomic: (id) => batches.get(id),
  };

  const holders = new Map<VenueId, AccountVenue>();
  for (const id of new Set([...cex_spot, ...perps])) {
    const [spot, futures] = [cex_spot.includes(id), perps.includes(id)];
    holders.set(id, new SimCex({ ...context, venue: configOf(context, id, 'cex'), spot, futures }));
  }
  const wallets = wallet.map(
    (id) => new SimWallet(configOf(context, id, 'wallet'), context, contracts),
  );
  for (const made of wallets) holders.set(made.id, made);

  for (const id of lending)
    protocols.set(id, new SimLending(configOf(context, id, 'lending'), context));
  for (const id of flash_loan) {
    if (!protocols.has(id))
      protocols.set(id, new SimFlashLender(configOf(context, id, 'flash_loan'), context));
  }
  for (const id of dex) protocols.set(id, new SimDex(configOf(context, id, 'dex'), context));
  const lenders = lending.map((id) => protocols.get(id) as SimLending);
  for (const id of staking) {
    const config = configOf(context, id, 'staking');
    // The first wallet is the one that protocols hold for.
    protocols.set(id, new SimStaking(config, context, wallets[0], lenders));
  }
  return { venues: [...holders.values(), ...protocols.values()], holders };
}

function configOf<Type extends VenueConfig['venue_type']>(
  { config }: VenueContext,
  id: VenueId,
  type: Type,
): Extract<VenueConfig, { venue_type: Type }> {
  const venue = config.venue_configs[id];
  if (venue === undefined) throw new Error(`${id} is subscribed but not configured`);
  if (venue.venue_type !== type) throw new Error(`${id} is not configured as ${type}`);
  return venue as Extract<VenueConfig, { venue_type: Type }>;
}
