import { describe, expect, it } from 'vitest';
import { exampleRunConfig } from '../example-run-config.js';
import { checkRunConfig } from '../parse-run-config.js';
import type { RunConfigInput } from '../schema.js';

type Venues = RunConfigInput['venue_configs'];

const terms = { ltv: 0.8, liquidation_threshold: 0.83, liquidation_bonus: 0.05 };
const gas = { supply: 1, withdraw: 1, borrow: 1, repay: 1, set_emode: 1, flash_loan: 1 };

function lending() {
  return {
    venue: 'aave_v3',
    venue_type: 'lending' as const,
    capabilities: ['lending' as const],
    reserves: { WETH: { ...terms, reserve_factor: 0.15 } },
    emodes: {
      '1': {
        ltv: 0.93,
        liquidation_threshold: 0.95,
        liquidation_bonus: 0.01,
        collateral: ['WETH'],
        borrowable: ['WETH'],
      },
    },
    gas_units: gas,
  };
}

function staking() {
  return {
    venue: 'lido',
    venue_type: 'staking' as const,
    capabilities: ['staking' as const],
    rebasing: 'stETH',
    wrapped: 'wstETH',
    queue: { delay_seconds: 1 },
    gas_units: { stake: 1, wrap: 1, unwrap: 1, request_withdrawal: 1, claim_withdrawals: 1 },
  };
}

function dex() {
  return {
    venue: 'uniswap',
    venue_type: 'dex' as const,
    capabilities: ['swap' as const],
    pools: { 'wstETH-WETH': { fee_bps: 1, price_series: 'lst/wstETH' } },
    gas_units: { swap: 1 },
  };
}

/** `path: what is allowed` of every violation of a chain of three protocols after a change. */
function after(change: (venues: Venues, config: RunConfigInput) => void): string[] {
  const config = exampleRunConfig();
  const venues: Venues = { aave_v3: lending(), lido: staking(), uniswap: dex() };
  Object.assign(config.venue_configs['alchemy']!, { assets: ['USDT', 'ETH', 'WETH', 'wstETH'] });
  Object.assign(config.venues.execution_subscriptions, {
    lending: ['aave_v3'],
    staking: ['lido'],
    dex: ['uniswap'],
  });
  Object.assign(config.venue_configs, venues);
  change(config.venue_configs, config);
  const checked = checkRunConfig(config);
  return checked.ok ? [] : checked.violations.map(({ path, allowed }) => `${path}: ${allowed}`);
}

describe('a chain', () => {
  it('is fine with a wallet that holds what its protocols take and give', () => {
    expect(after(() => undefined)).toEqual([]);
  });

  it('needs a wallet', () => {
    expect(
      after((_, config) => (config.venues.execution_subscriptions.wallet = [])).filter((found) =>
        found.startsWith('venues'),
      ),
    ).toEqual([
      'venues.execution_subscriptions.wallet: must name a wallet: aave_v3, lido, uniswap are called from one',
    ]);
  });

  it('needs ETH for gas, a reserve to use and a token to receive', () => {
    expect(after(({ alchemy }) => Object.assign(alchemy!, { assets: ['DAI'] }))).toEqual([
      'venue_configs.alchemy.assets: must have ETH, for gas',
      'venue_configs.aave_v3.reserves: must have one of what alchemy holds: DAI',
      'venue_configs.alchemy.assets: must have wstETH or stETH, which lido gives',
    ]);
  });

  it('does not lend where it would liquidate at once, or where the bonus could not be paid', () => {
    expect(
      after(({ aave_v3 }) =>
        Object.assign((aave_v3 as ReturnType<typeof lending>).reserves.WETH, {
          liquidation_threshold: 0.79,
          liquidation_bonus: 0.3,
        }),
      ),
    ).toEqual([
      'venue_configs.aave_v3.reserves.WETH.liquidation_threshold: must be at least 0.8, the ltv: a loan could be liquidated as soon as it is taken',
      'venue_configs.aave_v3.reserves.WETH.liquidation_bonus: must leave liquidation_threshold x (1 + bonus) at most 1: the collateral could not pay it',
    ]);
  });

  it('has categories of reserves only, and a curve where own size moves it', () => {
    expect(
      after(({ aave_v3 }) => {
        const venue = aave_v3 as ReturnType<typeof lending>;
        venue.emodes['1'].collateral = ['cbETH'];
        Object.assign(venue, { own_size_effect: true });
      }),
    ).toEqual([
      'venue_configs.aave_v3.reserves.WETH.curve: must be given: own_size_effect moves the rate along it',
      'venue_configs.aave_v3.emodes.1.collateral[0]: must be a reserve: WETH',
    ]);
  });

  it('enters a category that the protocol has, or none', () => {
    const entering = (emode: string | null) =>
      after(({ aave_v3 }) => Object.assign(aave_v3!, { emode }));
    expect(entering('1')).toEqual([]);
    expect(entering(null)).toEqual([]);
    expect(entering('2')).toEqual([
      'venue_configs.aave_v3.emode: must be null or one of emodes: 1',
    ]);
  });

  it('has pools named by two tokens, with a price from spot or from a staking token', () => {
    expect(
      after(({ uniswap }) =>
        Object.assign(uniswap!, { pools: { wstETH: { fee_bps: 1, price_series: 'fx/A-B' } } }),
      ),
    ).toEqual([
      'venue_configs.uniswap.pools.wstETH: must be named by its two tokens: wstETH-WETH',
      'venue_configs.uniswap.pools.wstETH.price_series: must be spot/<venue>/<BASE>-<QUOTE> or lst/<token>',
    ]);
  });
});
