import type { Subscriptions } from '../categories.js';
import type {
  DexVenueConfig,
  LendingVenueConfig,
  StakingVenueConfig,
  WalletVenueConfig,
} from '../venues/chain-schemas.js';
import type { VenueConfig } from '../venues/venue-schema.js';
import type { Report } from '../violation.js';
import type { Rule } from './rule.js';

const ON_CHAIN = ['lending', 'staking', 'flash_loan', 'dex', 'atomic'] as const;
const GAS_ASSET = 'ETH';

/** What is done on the chain needs a wallet that pays gas and can hold the tokens, and protocols that fit it. */
export const chainRule: Rule = ({ subscriptions, venues }, report) => {
  if (subscriptions === undefined) return;
  const used = ON_CHAIN.flatMap((category) => subscriptions[category]);
  if (used.length === 0) return;
  const name = subscriptions.wallet[0];
  if (name === undefined) {
    report(
      ['venues', 'execution_subscriptions', 'wallet'],
      [],
      `must name a wallet: ${used.join(', ')} are called from one`,
    );
    return;
  }
  const wallet = venues.get(name);
  if (wallet?.venue_type !== 'wallet') return;
  if (!wallet.assets.includes(GAS_ASSET)) {
    report(['venue_configs', name, 'assets'], wallet.assets, `must have ${GAS_ASSET}, for gas`);
  }
  checkVenues(subscriptions, venues, wallet, report);
};

function checkVenues(
  subscriptions: Subscriptions,
  venues: ReadonlyMap<string, VenueConfig | undefined>,
  wallet: WalletVenueConfig,
  report: Report,
): void {
  for (const name of new Set(ON_CHAIN.flatMap((category) => subscriptions[category]))) {
    const venue = venues.get(name);
    const path = ['venue_configs', name];
    if (venue?.venue_type === 'lending') checkLending(venue, wallet, path, report);
    else if (venue?.venue_type === 'staking') checkStaking(venue, wallet, path, report);
    else if (venue?.venue_type === 'dex') checkPools(venue, path, report);
  }
}

function checkLending(
  venue: LendingVenueConfig,
  wallet: WalletVenueConfig,
  path: readonly string[],
  report: Report,
): void {
  const reserves = Object.keys(venue.reserves);
  if (!reserves.some((asset) => wallet.assets.includes(asset))) {
    report(
      [...path, 'reserves'],
      reserves,
      `must have one of what ${wallet.venue} holds: ${wallet.assets.join(', ')}`,
    );
  }
  for (const [asset, reserve] of Object.entries(venue.reserves)) {
    checkThreshold(reserve, [...path, 'reserves', asset], report);
    if (venue.own_size_effect && reserve.curve === undefined) {
      report(
        [...path, 'reserves', asset, 'curve'],
        undefined,
        'must be given: own_size_effect moves the rate along it',
      );
    }
  }
  if (venue.emode !== null && !Object.hasOwn(venue.emodes, venue.emode)) {
    const known = Object.keys(venue.emodes).join(', ');
    report([...path, 'emode'], venue.emode, `must be null or one of emodes: ${known}`);
  }
  for (const [category, emode] of Object.entries(venue.emodes)) {
    const place = [...path, 'emodes', category];
    checkThreshold(emode, place, report);
    for (const list of ['collateral', 'borrowable'] as const) {
      emode[list].forEach((asset, index) => {
        if (reserves.includes(asset)) return;
        report([...place, list, index], asset, `must be a reserve: ${reserves.join(', ')}`);
      });
    }
  }
}

function checkThreshold(
  terms: Pick<
    LendingVenueConfig['reserves'][string],
    'ltv' | 'liquidation_threshold' | 'liquidation_bonus'
  >,
  path: readonly string[],
  report: Report,
): void {
  const { ltv, liquidation_threshold: threshold, liquidation_bonus: bonus } = terms;
  if (threshold < ltv) {
    report(
      [...path, 'liquidation_threshold'],
      threshold,
      `must be at least ${ltv}, the ltv: a loan could be liquidated as soon as it is taken`,
    );
  }
  if (threshold * (1 + bonus) > 1) {
    report(
      [...path, 'liquidation_bonus'],
      bonus,
      'must leave liquidation_threshold x (1 + bonus) at most 1: the collateral could not pay it',
    );
  }
}

function checkStaking(
  venue: StakingVenueConfig,
  wallet: WalletVenueConfig,
  path: readonly string[],
  report: Report,
): void {
  const { rebasing, wrapped } = venue;
  if (wallet.assets.includes(rebasing) || wallet.assets.includes(wrapped)) return;
  report(
    ['venue_configs', wallet.venue, 'assets'],
    wallet.assets,
    `must have ${wrapped} or ${rebasing}, which ${path.at(-1)} gives`,
  );
}

function checkPools(venue: DexVenueConfig, path: readonly string[], report: Report): void {
  for (const [pair, { price_series: series }] of Object.entries(venue.pools)) {
    if (!/^[^-]+-[^-]+$/.test(pair)) {
      report([...path, 'pools', pair], undefined, 'must be named by its two tokens: wstETH-WETH');
    }
    if (!/^(spot\/[^/]+|lst)\/[^/]+$/.test(series)) {
      report(
        [...path, 'pools', pair, 'price_series'],
        series,
        'must be spot/<venue>/<BASE>-<QUOTE> or lst/<token>',
      );
    } else if (asEther(pair) !== pairOf(series)) {
      report(
        [...path, 'pools', pair, 'price_series'],
        series,
        `must be a price of ${pair}, not of ${pairOf(series)}`,
      );
    }
  }
}

/** The pair that a series prices; WETH counts as ETH. */
function pairOf(series: string): string {
  const [kind, ...rest] = series.split('/');
  return kind === 'lst' ? `${rest[0]}-ETH` : asEther(rest.at(-1)!);
}

function asEther(pair: string): string {
  return pair.replace(/\bWETH\b/g, 'ETH');
}
