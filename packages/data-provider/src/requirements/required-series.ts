import {
  GAS_SERIES,
  QUOTE,
  chainWallet,
  fundingSeries,
  fxSeries,
  hedgePlaces,
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

const etherRule: SeriesRule = (config) => (holdsEther(config) ? [etherPrice(config)] : []);

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
  const currencies = [
    QUOTE,
    ...hedgePlaces(config).map(({ exchange }) => exchange.settlement_asset),
    ...(chainWallet(config)?.assets.filter((asset) => asset === 'USDC') ?? []),
  ].filter((currency) => currency !== 'USD');
  const rewards = stakingVenues(config).filter((venue) => venue.rewards);
  const required = requiredSeries(config);
  return [
    ...new Set([
      ...currencies.map((currency) => fxSeries(currency, 'USD')),
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

/** Prices of the pools of which the wallet holds both tokens, as far as tokens are wanted. */
function poolSeries(config: RunConfig, isWanted: (token: AssetSymbol) => boolean): SeriesId[] {
  const held = new Set((chainWallet(config)?.assets ?? []).map(unwrapped));
  const isUsable = (token: AssetSymbol) => held.has(unwrapped(token)) && isWanted(token);
  return dexVenues(config).flatMap(({ pools }) =>
    Object.entries(pools)
      .filter(([pair]) => {
        const { base, quote } = splitSymbol(pair);
        return isUsable(base) && isUsable(quote);
      })
      .map(([, pool]) => pool.price_series),
  );
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
