/** A chain with one contract of each kind, gas in round figures, and contract actions, for the tests of this package. */
import {
  exampleChainConfig,
  exampleRunConfig,
  parseRunConfig,
  type ContractCall,
  type RunConfig,
  type RunConfigInput,
  type SmartContractAction,
} from '@basis/core-types';
import { StubMarket } from './fixtures.js';

/** Every call of a venue uses units of its own, so that a test can tell them apart. */
export const GAS = {
  wallet: 10_000,
  lending: 20_000,
  staking: 30_000,
  flashLoan: 40_000,
  swap: 50_000,
  batch: 60_000,
};
/** 18 gwei of base fee and 2 on top. */
export const ETH_PER_GAS = 20e-9;
export const RATE = 1.25;
/** What the market pays for a staking token, in ETH. */
export const MARKET_RATE = 1.2;
export const EIGEN_IN_WETH = 0.002;

/** Gas of the calls that a venue has, by its kind. */
const GAS_OF: Readonly<Record<string, number>> = {
  wallet: GAS.wallet,
  lending: GAS.lending,
  staking: GAS.staking,
  flash_loan: GAS.flashLoan,
  dex: GAS.swap,
  atomic: GAS.batch,
};

/** The exchange of the example beside its protocols, with a second one to stake at and a second one to borrow from. */
export function chainConfig(change: (config: RunConfigInput) => void = () => undefined): RunConfig {
  const chain = exampleChainConfig();
  const config: RunConfigInput = { ...exampleRunConfig(), lst_type: 'lido' };
  Object.assign(config.venues.execution_subscriptions, {
    ...chain.venues.execution_subscriptions,
    staking: ['lido', 'etherfi'],
    flash_loan: ['morpho', 'aave_v3'],
  });
  const { lido } = chain.venue_configs;
  const etherfi = { ...lido, venue: 'etherfi', rebasing: 'eETH', wrapped: 'weETH' };
  Object.assign(config.venue_configs, structuredClone({ ...chain.venue_configs, etherfi }));
  const { alchemy, aave_v3, uniswap } = config.venue_configs;
  for (const venue of Object.values(config.venue_configs)) {
    if (venue.venue_type === 'cex' || venue.venue_type === 'wallet') continue;
    const calls = Object.keys(venue.gas_units);
    venue.gas_units = gasOf(calls, GAS_OF[venue.venue_type]!) as never;
  }
  Object.assign(alchemy!, {
    assets: ['USDT', 'ETH', 'WETH', 'stETH', 'wstETH', 'weETH', 'EIGEN'],
    gas_units: gasOf(['transfer', 'wrap', 'unwrap'], GAS.wallet),
  });
  if (aave_v3?.venue_type === 'lending') {
    Object.assign(aave_v3, { capabilities: ['lending', 'flash_loan'] });
    aave_v3.gas_units.flash_loan = GAS.flashLoan;
  }
  if (uniswap?.venue_type === 'dex')
    uniswap.pools = {
      'wstETH-WETH': { fee_bps: 10, slippage_bps: 5, price_series: 'lst/wstETH' },
      'EIGEN-WETH': {
        fee_bps: 30,
        impact: { coefficient: 1, daily_volatility: 0.04, daily_volume_base: null },
        price_series: 'spot/uniswap/EIGEN-WETH',
      },
    };
  change(config);
  return parseRunConfig(config);
}

function gasOf(calls: readonly string[], units: number): Record<string, number> {
  return Object.fromEntries(calls.map((call) => [call, units]));
}

export function chainMarket(): StubMarket {
  return new StubMarket({
    'gas/ethereum:base_fee_gwei': () => 18,
    'gas/ethereum:priority_fee_gwei': () => 2,
    'lst/wstETH:exchange_rate': () => RATE,
    'lst/wstETH:market_price_eth': () => MARKET_RATE,
    'lst/weETH:exchange_rate': () => RATE,
    'spot/uniswap/EIGEN-WETH': () => EIGEN_IN_WETH,
    'spot/uniswap/EIGEN-WETH:volume_24h': () => 1_000_000,
  });
}

export function contractAction(
  call: ContractCall,
  change: Partial<SmartContractAction> = {},
): SmartContractAction {
  return {
    type: 'smart_contract_action',
    id: 'b1-1',
    action: 'flash_loan',
    call,
    estimatedDeltas: {},
    ...change,
  };
}

/** Leverage in one transaction: borrow what is staked, pledge it, borrow against it, pay back. */
export const LEVER: readonly ContractCall[] = [
  { call: 'flash_borrow', protocol: 'morpho', asset: 'WETH', amount: 10 },
  { call: 'unwrap', protocol: 'alchemy', asset: 'WETH', amount: 10 },
  { call: 'stake', protocol: 'lido', asset: 'ETH', amount: 10 },
  { call: 'wrap', protocol: 'lido', asset: 'stETH', amount: 10 },
  { call: 'supply', protocol: 'aave_v3', asset: 'wstETH', amount: 8 },
  { call: 'borrow', protocol: 'aave_v3', asset: 'WETH', amount: 10 },
  { call: 'flash_repay', protocol: 'morpho', asset: 'WETH', amount: 10 },
];
