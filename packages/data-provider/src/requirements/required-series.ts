import {
  GAS_SERIES,
  QUOTE,
  chainWallet,
  fundingSeries,
  fxSeries,
  hedgePlaces,
  isDollar,
  lendingAssets,
  lstSeries,
  perpSeries,
  reserveSeries,
  rewardTokens,
  rewardsSeries,
  spotSeries,
  spotSymbol,
  splitSymbol,
  stakingVenues,
  type AssetSymbol,
  type DexVenueConfig,
  type RunConfig,
  type SeriesId,
} from '@basis/core-types';

/** What one kind of subscription needs. Another kind of venue brings another rule, never a branch on the mode. */
type SeriesRule = (config: RunConfig) => readonly SeriesId[];

const spotRule: SeriesRule = (config) =>
  config.venues.execution_subscriptions.cex_spot.map((venue) =>
    spotSeries(venue, spotSymbol(config)),
  );

const hedgeRule: SeriesRule = (config) =>
  hedgePlaces(config).flatMap(({ venue, symbol }) => [
    perpSeries(venue, symbol),
    fundingSeries(venue, symbol),
  ]);

const gasRule: SeriesRule = ({ venues }) =>
  venues.execution_subscriptions.wallet.length > 0 ? [GAS_SERIES] : [];

const lendingRule: SeriesRule = (config) =>
  config.venues.execution_subscriptions.lending.flatMap((venue) =>
    lendingAssets(config, venue).map(reserveSeries),
  );

const stakingRule: SeriesRule = (config) =>
  stakingVenues(config).map(({ wrapped }) => lstSeries(wrapped));

/** Rewards come late if at all, and their markets with them: nothing of theirs is needed. */
const dexRule: SeriesRule = (config) => {
  const rewards = rewardTokens(config);
  return poolSeries(config, (token) => !rewards.includes(token));
};

/** ETH is counted in dollars, and dollars in ETH, by one price: needed where something of the other kind is held. */
const etherRule: SeriesRule = (config) => {
  const isNeeded = config.share_class === 'ETH' ? holdsDollars(config) : holdsEther(config);
  return isNeeded ? [etherPrice(config)] : [];
};

const RULES: readonly SeriesRule[] = [
  spotRule,
  hedgeRule,
  lendingRule,
  stakingRule,
  dexRule,
  etherRule,
  gasRule,
];

/** The series without which a run of this configuration cannot start, following its subscriptions. */
export function requiredSeries(config: RunConfig): SeriesId[] {
  return [...new Set(RULES.flatMap((rule) => rule(config)))];
}

/**
 * Series that are used where a dataset has them: a currency without one counts as a dollar, a staking token without
 * rewards brings none, and a reward without a price counts once it is sold.
 */
export function optionalSeries(config: RunConfig): SeriesId[] {
  const rewards = stakingVenues(config).filter((venue) => venue.rewards);
  const required = requiredSeries(config);
  return [
    ...new Set([
      ...dollarsOf(config).map((currency) => fxSeries(currency, 'USD')),
      ...rewards.map(({ wrapped }) => rewardsSeries(wrapped)),
      ...poolSeries(config, () => true),
    ]),
  ].filter((id) => !required.includes(id));
}

function dexVenues({ venues, venue_configs }: RunConfig): DexVenueConfig[] {
  return venues.execution_subscriptions.dex
    .map((venue) => venue_configs[venue])
    .filter((venue) => venue?.venue_type === 'dex');
}

/** Pools of which the wallet holds both tokens, as far as tokens are wanted. */
function usablePools(config: RunConfig, isWanted: (token: AssetSymbol) => boolean) {
  const held = new Set((chainWallet(config)?.assets ?? []).map(unwrapped));
  const isUsable = (token: AssetSymbol) => held.has(unwrapped(token)) && isWanted(token);
  return dexVenues(config).flatMap(({ pools }) =>
    Object.entries(pools)
      .map(([pair, pool]) => ({ ...splitSymbol(pair), series: pool.price_series }))
      .filter(({ base, quote }) => isUsable(base) && isUsable(quote)),
  );
}

function poolSeries(config: RunConfig, isWanted: (token: AssetSymbol) => boolean): SeriesId[] {
  return usablePools(config, isWanted).map(({ series }) => series);
}

function unwrapped(asset: AssetSymbol): AssetSymbol {
  return asset === 'WETH' ? 'ETH' : asset;
}

/**
 * Whether ETH will be held on the chain: for protocols, or as a reserve for gas. A wallet that lists it and is given none
 * needs no price of it: its account stays empty, and what it received would be refused.
 */
function holdsEther({ venues, venue_configs }: RunConfig): boolean {
  const { wallet, lending, staking, dex, flash_loan, atomic } = venues.execution_subscriptions;
  if ([lending, staking, dex, flash_loan, atomic].some((list) => list.length > 0)) return true;
  return wallet.some((venue) => {
    const found = venue_configs[venue];
    return found?.venue_type === 'wallet' && found.gas_reserve_eth > 0;
  });
}

/**
 * Whether dollars can be held: an exchange trades against them or settles in them, a lending venue lends them, or a pool
 * pays them. A wallet that only lists them is given none.
 */
function holdsDollars(config: RunConfig): boolean {
  const { cex_spot, lending } = config.venues.execution_subscriptions;
  if (cex_spot.length > 0 || hedgePlaces(config).length > 0) return true;
  const onChain = [
    ...lending.flatMap((venue) => lendingAssets(config, venue)),
    ...usablePools(config, () => true).flatMap(({ base, quote }) => [base, quote]),
  ];
  return onChain.some(isDollar);
}

/** The dollars by their names that the run may count: none where all is counted in ETH and no dollar can be held. */
function dollarsOf(config: RunConfig): AssetSymbol[] {
  if (config.share_class === 'ETH' && !holdsDollars(config)) return [];
  return [
    QUOTE,
    ...hedgePlaces(config).map(({ exchange }) => exchange.settlement_asset),
    ...(chainWallet(config)?.assets.filter((asset) => asset === 'USDC') ?? []),
  ].filter((currency) => currency !== 'USD');
}

/** The first spot market of ETH at an exchange that is traded at or listened to; the lending protocol's oracle else. */
function etherPrice({ venues, venue_configs }: RunConfig): SeriesId {
  const symbol = `ETH-${QUOTE}`;
  const exchange = [...venues.execution_subscriptions.cex_spot, ...venues.data_subscriptions].find(
    (venue) => {
      const found = venue_configs[venue];
      return found?.venue_type === 'cex' && found.spot?.instruments[symbol] !== undefined;
    },
  );
  return exchange === undefined ? reserveSeries('WETH') : spotSeries(exchange, symbol);
}
