import {
  AccountTable,
  INVESTORS,
  IN_TRANSIT,
  balanceId,
  claimableId,
  debtId,
  inTransitId,
  isolatedMarginId,
  payableId,
  perpOpenValueId,
  perpPositionId,
  queueId,
  supplyId,
  type Account,
  type Bucket,
} from './account.js';
import type { RunConfig } from './config/schema.js';
import type { CexVenueConfig } from './config/venues/cex-schema.js';
import type { StakingVenueConfig, WalletVenueConfig } from './config/venues/chain-schemas.js';
import type { AssetSymbol, InstrumentSymbol, VenueId } from './units.js';

/** The dollars that spot markets trade against. */
export const QUOTE: AssetSymbol = 'USDT';

/** The bucket that holds spot balances: venues with one wallet keep them with the margin. */
export function spotBucket(venue: CexVenueConfig): Bucket {
  return venue.wallets === 'split' ? 'spot' : 'margin';
}

export function cexConfig(config: RunConfig, venue: VenueId): CexVenueConfig {
  const found = config.venue_configs[venue];
  if (found?.venue_type !== 'cex') throw new Error(`${venue} is not configured as an exchange`);
  return found;
}

export function spotSymbol(config: RunConfig): InstrumentSymbol {
  return `${config.asset}-${QUOTE}`;
}

export function perpSymbol(config: RunConfig, venue: VenueId): InstrumentSymbol {
  return `${config.asset}-${cexConfig(config, venue).settlement_asset}`;
}

/** Perp venues that take a part of the hedge, in configured order. */
export function hedgeVenues(config: RunConfig): readonly VenueId[] {
  return config.venues.execution_subscriptions.cex_futures.filter(
    (venue) => (config.hedge_allocation[venue] ?? 0) > 0,
  );
}

/** The wallet that acts on the chain: the first one subscribed. Protocols hold what they hold for it. */
export function chainWallet(config: RunConfig): WalletVenueConfig | undefined {
  const [venue] = config.venues.execution_subscriptions.wallet;
  return venue === undefined ? undefined : walletConfig(config, venue);
}

function walletConfig(config: RunConfig, venue: VenueId): WalletVenueConfig {
  const found = config.venue_configs[venue];
  if (found?.venue_type !== 'wallet') throw new Error(`${venue} is not configured as a wallet`);
  return found;
}

/** What a lending venue lends of the tokens that the run holds on the chain, in configured order. */
export function lendingAssets(config: RunConfig, venue: VenueId): readonly AssetSymbol[] {
  const found = config.venue_configs[venue];
  if (found?.venue_type !== 'lending') throw new Error(`${venue} is not configured for lending`);
  const held = chainWallet(config)?.assets ?? [];
  return Object.keys(found.reserves).filter((asset) => held.includes(asset));
}

/** The staking protocols that the run uses, in configured order. */
export function stakingVenues({ venues, venue_configs }: RunConfig): readonly StakingVenueConfig[] {
  return venues.execution_subscriptions.staking
    .map((venue) => venue_configs[venue])
    .filter((venue) => venue?.venue_type === 'staking');
}

/** The staking protocol of the plan: the one that is named; configuration names none only where there is but one. */
export function stakingVenue(config: RunConfig): StakingVenueConfig | undefined {
  const staking = stakingVenues(config);
  if (config.lst_type === null) return staking[0];
  return staking.find(({ venue }) => venue === config.lst_type);
}

/**
 * Tokens that the wallet lists and no plan works with: they come as rewards of staking, if at all, to be sold. None where
 * no staking protocol gives any.
 */
export function rewardTokens(config: RunConfig): readonly AssetSymbol[] {
  const staking = stakingVenues(config);
  if (!staking.some((venue) => venue.rewards)) return [];
  const { lending } = config.venues.execution_subscriptions;
  const planned = new Set<AssetSymbol>([
    ...[QUOTE, 'USD', 'USDC', 'ETH', 'WETH', config.asset],
    ...staking.flatMap(({ rebasing, wrapped }) => [rebasing, wrapped]),
    ...lending.flatMap((venue) => lendingAssets(config, venue)),
  ]);
  return (chainWallet(config)?.assets ?? []).filter((asset) => !planned.has(asset));
}

type AccountSpec = Omit<Account, 'index'>;

/**
 * Every account the run can ever use, in an order that depends on configuration alone: columns of results and the
 * numbers of postings are the same from the first step to the last, in every process.
 */
export function accountsFor(config: RunConfig): AccountTable {
  const specs = new Map<string, AccountSpec>();
  for (const spec of [...cexAccounts(config), ...chainAccounts(config)]) specs.set(spec.id, spec);
  const travels = new Set(
    [...specs.values()]
      .filter(({ kind, bucket }) => kind === 'balance' && bucket !== 'isolated')
      .map(({ asset }) => asset),
  );
  for (const asset of travels) {
    const id = inTransitId(asset);
    specs.set(id, { id, venue: IN_TRANSIT, bucket: 'in_transit', kind: 'in_transit', asset });
  }
  return new AccountTable([...specs.values(), ...investorAccounts(config)]);
}

function balance(venue: VenueId, bucket: Bucket, asset: AssetSymbol): AccountSpec {
  return { id: balanceId(venue, bucket, asset), venue, bucket, kind: 'balance', asset };
}

/** Where nobody comes or goes there is nothing to owe. */
function investorAccounts({ flows, share_class: asset }: RunConfig): AccountSpec[] {
  if (flows.length === 0) return [];
  return [{ id: payableId(asset), venue: INVESTORS, bucket: 'payable', kind: 'claim', asset }];
}

function cexAccounts(config: RunConfig): AccountSpec[] {
  const spot = config.venues.execution_subscriptions.cex_spot.flatMap((venue) => {
    const bucket = spotBucket(cexConfig(config, venue));
    return [QUOTE, config.asset].map((asset) => balance(venue, bucket, asset));
  });
  return [...spot, ...hedgeVenues(config).flatMap((venue) => perpAccounts(config, venue))];
}

function perpAccounts(config: RunConfig, venue: VenueId): AccountSpec[] {
  const { settlement_asset: settlement, futures } = cexConfig(config, venue);
  const symbol = perpSymbol(config, venue);
  const perp = { venue, bucket: 'perp', symbol } as const;
  const position = perpPositionId(venue, symbol);
  const value = perpOpenValueId(venue, symbol);
  const isolated: AccountSpec = {
    id: isolatedMarginId(venue, symbol),
    venue,
    bucket: 'isolated',
    kind: 'balance',
    asset: settlement,
    symbol,
  };
  return [
    balance(venue, 'margin', settlement),
    { ...perp, id: position, kind: 'perp_position', asset: config.asset },
    { ...perp, id: value, kind: 'perp_open_value', asset: settlement },
    ...(futures?.margin_mode === 'isolated' ? [isolated] : []),
  ];
}

function chainAccounts(config: RunConfig): AccountSpec[] {
  const { wallet, lending, staking } = config.venues.execution_subscriptions;
  return [
    ...wallet.flatMap((venue) =>
      walletConfig(config, venue).assets.map((asset) => balance(venue, 'wallet', asset)),
    ),
    ...lending.flatMap((venue) =>
      lendingAssets(config, venue).flatMap((asset): AccountSpec[] => [
        { id: supplyId(venue, asset), venue, bucket: 'supply', kind: 'lending_supply', asset },
        { id: debtId(venue, asset), venue, bucket: 'debt', kind: 'lending_debt', asset },
      ]),
    ),
    ...staking.flatMap((venue): AccountSpec[] => [
      { id: queueId(venue, 'ETH'), venue, bucket: 'queue', kind: 'claim', asset: 'ETH' },
      { id: claimableId(venue, 'ETH'), venue, bucket: 'claimable', kind: 'claim', asset: 'ETH' },
    ]),
  ];
}
