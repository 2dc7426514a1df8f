/** The bench with a wallet on a chain in front of it: Lido, Aave, Morpho and an atomic venue, all simulated. */
import {
  exampleRunConfig,
  parseRunConfig,
  type EpochMs,
  type RunConfig,
  type RunConfigInput,
  type VenueId,
} from '@basis/core-types';
import { createDataProvider } from '@basis/data-provider';
import { SimWorld } from '@basis/venue-sim';
import { NOW, PRICE, bench } from './bench.js';

const HOUR_MS = 3_600_000;
const ETH_USD = 2_000;
/** ETH per wstETH. */
export const RATE = 1.25;
/** Every call uses as much, and the batch too: at 20 gwei 0.002 ETH. */
const GAS_UNITS = 100_000;
export const CALL_GAS_ETH = GAS_UNITS * 20e-9;

const gasOf = (...calls: readonly string[]) =>
  Object.fromEntries(calls.map((call) => [call, GAS_UNITS]));

export function chainConfig(change: (config: RunConfigInput) => void = () => undefined): RunConfig {
  const config = exampleRunConfig();
  Object.assign(config.venues.execution_subscriptions, {
    lending: ['aave_v3'],
    staking: ['lido'],
    flash_loan: ['morpho'],
    atomic: ['instadapp'],
  });
  config.component_config.venue_manager.supported_actions.push('flash_loan', 'lido_stake');
  Object.assign(config.venue_configs['alchemy']!, {
    assets: ['USDT', 'ETH', 'WETH', 'wstETH'],
    gas_units: gasOf('transfer', 'wrap', 'unwrap'),
  });
  const terms = { ltv: 0.8, liquidation_threshold: 0.83, liquidation_bonus: 0.05 };
  Object.assign(config.venue_configs, {
    aave_v3: {
      venue: 'aave_v3',
      venue_type: 'lending',
      capabilities: ['lending'],
      reserves: {
        WETH: { ...terms, reserve_factor: 0.1 },
        wstETH: { ...terms, reserve_factor: 0.1 },
      },
      gas_units: gasOf('supply', 'withdraw', 'borrow', 'repay', 'set_emode', 'flash_loan'),
    },
    lido: {
      venue: 'lido',
      venue_type: 'staking',
      capabilities: ['staking'],
      rebasing: 'stETH',
      wrapped: 'wstETH',
      queue: { delay_seconds: 300_000 },
      gas_units: gasOf('stake', 'wrap', 'unwrap', 'request_withdrawal', 'claim_withdrawals'),
    },
    morpho: {
      venue: 'morpho',
      venue_type: 'flash_loan',
      capabilities: ['flash_loan'],
      liquidity: { WETH: 1_000 },
      gas_units: gasOf('flash_loan'),
    },
    instadapp: {
      venue: 'instadapp',
      venue_type: 'atomic',
      capabilities: ['atomic'],
      gas_units: gasOf('batch'),
    },
  });
  change(config);
  return parseRunConfig(config);
}

/** Rows of a still market, known since before `NOW`. */
function stillSeries() {
  const timestampsMs = [NOW - HOUR_MS];
  const row = (columns: Readonly<Record<string, number>>) => ({
    timestampsMs,
    columns: Object.fromEntries(Object.entries(columns).map(([name, value]) => [name, [value]])),
  });
  const candle = (price: number, more: Readonly<Record<string, number>>) => ({
    ...row({ open: price, high: price, low: price, close: price, ...more }),
    intervalMs: HOUR_MS,
  });
  const reserve = (price: number) =>
    row({
      liquidity_index: 1,
      variable_borrow_index: 1,
      supply_apr: 0,
      borrow_apr: 0,
      oracle_price_usd: price,
    });
  return [
    { id: 'spot/binance/BTC-USDT', ...candle(PRICE, { volume: 1 }) },
    { id: 'spot/binance/ETH-USDT', ...candle(ETH_USD, { volume: 1 }) },
    { id: 'perp/binance/BTC-USDT', ...candle(PRICE, { index: PRICE }) },
    { id: 'funding/binance/BTC-USDT', ...row({ rate: 0 }) },
    { id: 'gas/ethereum', ...row({ base_fee_gwei: 18, priority_fee_gwei: 2 }) },
    { id: 'aave_v3/WETH', ...reserve(ETH_USD) },
    { id: 'aave_v3/wstETH', ...reserve(ETH_USD * RATE) },
    { id: 'lst/wstETH', ...row({ exchange_rate: RATE, market_price_eth: RATE }) },
  ];
}

export function chainBench(config: RunConfig = chainConfig(), ethHeld = 6) {
  const data = createDataProvider({ name: 'still chain', series: stillSeries() });
  const one = bench(config, data);
  const world = new SimWorld(config, one.accounts, data);
  world.deposit('binance', 'spot', 'USDT', 1_000_000, NOW, { post: () => undefined });
  world.deposit('alchemy', 'wallet', 'ETH', ethHeld, NOW, one.updates);

  function carryOut(now: EpochMs = NOW): string[] {
    const asked: string[] = [];
    for (let r = one.manager.next(now); r !== undefined; r = one.manager.next(now)) {
      asked.push(r.kind);
      if (r.kind === 'execute') one.manager.settle(r.id, world.handle(r.request, now), now);
      else if (r.kind === 'read_holdings')
        one.manager.settle(r.id, world.holdings(r.venue, now), now);
      else throw new Error(`${r.kind} is not expected here`);
    }
    return asked;
  }

  /** What a venue itself says it holds, by account. */
  function truth(venue: VenueId): Record<string, number> {
    return Object.fromEntries(
      world
        .holdings(venue, NOW)
        .quantities.map(({ account, quantity }) => [one.accounts.accounts[account]!.id, quantity]),
    );
  }

  return { ...one, world, carryOut, truth };
}
