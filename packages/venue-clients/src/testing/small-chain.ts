/** A small chain for tests: a wallet and one protocol of each kind, prices and rates that stand still. */
import {
  accountsFor,
  exampleRunConfig,
  parseRunConfig,
  type AccountTable,
  type RunConfig,
} from '@basis/core-types';
import { createDataProvider } from '@basis/data-provider';
import { SimWorld } from '@basis/venue-sim';
import { NOW, stillMarket } from './small-world.js';

export const LST_RATE = 1.2;
const ETH_USD = 2_000;

const terms = (ltv: number, threshold: number) => ({
  ltv,
  liquidation_threshold: threshold,
  liquidation_bonus: 0.05,
  reserve_factor: 0.1,
});

export function chainConfig(): RunConfig {
  const config = exampleRunConfig();
  Object.assign(config.venues.execution_subscriptions, {
    lending: ['aave_v3'],
    staking: ['lido'],
    flash_loan: ['morpho'],
    dex: ['uniswap'],
    atomic: ['instadapp'],
  });
  Object.assign(config.venue_configs['alchemy']!, { assets: ['USDT', 'ETH', 'WETH', 'wstETH'] });
  Object.assign(config.venue_configs, {
    aave_v3: {
      venue: 'aave_v3',
      venue_type: 'lending',
      capabilities: ['lending'],
      reserves: { WETH: terms(0.8, 0.83), wstETH: terms(0.8, 0.83) },
      gas_units: {
        supply: 200_000,
        withdraw: 200_000,
        borrow: 250_000,
        repay: 150_000,
        set_emode: 100_000,
        flash_loan: 130_000,
      },
    },
    lido: {
      venue: 'lido',
      venue_type: 'staking',
      capabilities: ['staking'],
      rebasing: 'stETH',
      wrapped: 'wstETH',
      queue: { delay_seconds: 300_000 },
      gas_units: {
        stake: 100_000,
        wrap: 80_000,
        unwrap: 80_000,
        request_withdrawal: 200_000,
        claim_withdrawals: 100_000,
      },
    },
    morpho: {
      venue: 'morpho',
      venue_type: 'flash_loan',
      capabilities: ['flash_loan'],
      liquidity: { WETH: 1_000 },
      gas_units: { flash_loan: 80_000 },
    },
    uniswap: {
      venue: 'uniswap',
      venue_type: 'dex',
      capabilities: ['swap'],
      pools: { 'wstETH-WETH': { fee_bps: 1, slippage_bps: 1, price_series: 'lst/wstETH' } },
      gas_units: { swap: 140_000 },
    },
    instadapp: {
      venue: 'instadapp',
      venue_type: 'atomic',
      capabilities: ['atomic'],
      gas_units: { batch: 100_000 },
    },
  });
  return parseRunConfig(config);
}

function chainSeries() {
  const timestampsMs = [NOW];
  const still = (columns: Readonly<Record<string, number>>) => ({
    timestampsMs,
    columns: Object.fromEntries(Object.entries(columns).map(([name, value]) => [name, [value]])),
  });
  const reserve = (price: number) =>
    still({
      liquidity_index: 1.01,
      variable_borrow_index: 1.02,
      supply_apr: 0.02,
      borrow_apr: 0.03,
      oracle_price_usd: price,
    });
  return [
    { id: 'aave_v3/WETH', ...reserve(ETH_USD) },
    { id: 'aave_v3/wstETH', ...reserve(ETH_USD * LST_RATE) },
    {
      id: 'lst/wstETH',
      ...still({ exchange_rate: LST_RATE, market_price_eth: LST_RATE * 0.999 }),
    },
  ];
}

/** 100 ETH and 10 WETH in the wallet, nothing in the protocols. */
export function smallChain(): { readonly world: SimWorld; readonly accounts: AccountTable } {
  const config = chainConfig();
  const accounts = accountsFor(config);
  const data = createDataProvider({
    name: 'still chain',
    series: [...stillMarket(), ...chainSeries()],
  });
  const world = new SimWorld(config, accounts, data);
  const nowhere = { post: () => undefined };
  world.deposit('alchemy', 'wallet', 'ETH', 100, NOW, nowhere);
  world.deposit('alchemy', 'wallet', 'WETH', 10, NOW, nowhere);
  return { world, accounts };
}
