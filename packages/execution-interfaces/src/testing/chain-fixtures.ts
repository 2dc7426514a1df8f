/** A chain with one contract of each kind, gas in round figures, and contract actions, for the tests of this package. */
import {
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

const terms = { ltv: 0.8, liquidation_threshold: 0.83, liquidation_bonus: 0.05 };

export function chainConfig(change: (config: RunConfigInput) => void = () => undefined): RunConfig {
  const config: RunConfigInput = { ...exampleRunConfig(), lst_type: 'lido' };
  Object.assign(config.venues.execution_subscriptions, {
    lending: ['aave_v3'],
    staking: ['lido', 'etherfi'],
    flash_loan: ['morpho', 'aave_v3'],
    dex: ['uniswap'],
    atomic: ['instadapp'],
  });
  Object.assign(config.venue_configs['alchemy']!, {
    assets: ['USDT', 'ETH', 'WETH', 'stETH', 'wstETH', 'weETH', 'EIGEN'],
    gas_units: { transfer: GAS.wallet, wrap: GAS.wallet, unwrap: GAS.wallet },
  });
  Object.assign(config.venue_configs, {
    aave_v3: {
      venue: 'aave_v3',
      venue_type: 'lending',
      capabilities: ['lending', 'flash_loan'],
      reserves: {
        WETH: { ...terms, reserve_factor: 0.1 },
        wstETH: { ...terms, reserve_factor: 0.1 },
      },
      gas_units: {
        ...gasOf(['supply', 'withdraw', 'borrow', 'repay', 'set_emode'], GAS.lending),
        flash_loan: GAS.flashLoan,
      },
    },
    lido: staking('lido', 'stETH', 'wstETH'),
    etherfi: staking('etherfi', 'eETH', 'weETH'),
    morpho: {
      venue: 'morpho',
      venue_type: 'flash_loan',
      capabilities: ['flash_loan'],
      liquidity: { WETH: 1_000 },
      gas_units: { flash_loan: GAS.flashLoan },
    },
    uniswap: {
      venue: 'uniswap',
      venue_type: 'dex',
      capabilities: ['swap'],
      pools: {
        'wstETH-WETH': { fee_bps: 10, slippage_bps: 5, price_series: 'lst/wstETH' },
        'EIGEN-WETH': {
          fee_bps: 30,
          impact: { coefficient: 1, daily_volatility: 0.04, daily_volume_base: null },
          price_series: 'spot/uniswap/EIGEN-WETH',
        },
      },
      gas_units: { swap: GAS.swap },
    },
    instadapp: {
      venue: 'instadapp',
      venue_type: 'atomic',
      capabilities: ['atomic'],
      gas_units: { batch: GAS.batch },
    },
  });
  change(config);
  return parseRunConfig(config);
}

function gasOf(calls: readonly string[], units: number): Record<string, number> {
  return Object.fromEntries(calls.map((call) => [call, units]));
}

function staking(venue: string, rebasing: string, wrapped: string) {
  const calls = ['stake', 'wrap', 'unwrap', 'request_withdrawal', 'claim_withdrawals'];
  return {
    venue,
    venue_type: 'staking',
    capabilities: ['staking'],
    rebasing,
    wrapped,
    queue: { delay_seconds: 300_000 },
    gas_units: gasOf(calls, GAS.staking),
  };
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
