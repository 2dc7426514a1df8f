/** The bench with a wallet on a chain instead of exchanges: every protocol of the example, simulated, in round figures. */
import {
  IN_TRANSIT,
  exampleChainConfig,
  parseRunConfig,
  type EpochMs,
  type RunConfig,
  type RunConfigInput,
} from '@basis/core-types';
import { createDataProvider } from '@basis/data-provider';
import { SimWorld } from '@basis/venue-sim';
import { NOW, bench } from './bench.js';

const HOUR_MS = 3_600_000;
const ETH_USD = 2_000;
/** ETH per token of either staking protocol, at the protocol and at the market. */
export const RATE = 1.25;
export const EIGEN_IN_WETH = 0.002;
/** What a sale of a staking token keeps: a basis point is the pool's fee, one is slippage. */
export const KEPT = (1 - 1e-4) ** 2;
/** Every call uses as much, and the batch too: at 20 gwei 0.002 ETH. */
const GAS_UNITS = 100_000;
export const CALL_GAS_ETH = GAS_UNITS * 20e-9;

export function chainConfig(change: (config: RunConfigInput) => void = () => undefined): RunConfig {
  const config = exampleChainConfig();
  Object.assign(config.venue_configs['alchemy']!, {
    gas_units: { transfer: GAS_UNITS, wrap: GAS_UNITS, unwrap: GAS_UNITS },
  });
  for (const venue of Object.values(config.venue_configs)) {
    if (venue.venue_type === 'cex' || venue.venue_type === 'wallet') continue;
    const calls = Object.keys(venue.gas_units);
    venue.gas_units = Object.fromEntries(calls.map((call) => [call, GAS_UNITS])) as never;
  }
  change(config);
  return parseRunConfig(config);
}

/** The same with EtherFi in the place of Lido. */
export function stakeAtEtherfi(config: RunConfigInput): void {
  const { lido, aave_v3: aave } = config.venue_configs;
  delete config.venue_configs['lido'];
  if (lido?.venue_type !== 'staking' || aave?.venue_type !== 'lending') return;
  const tokens = { rebasing: 'eETH', wrapped: 'weETH' };
  config.venue_configs['etherfi'] = { ...lido, venue: 'etherfi', ...tokens };
  config.lst_type = 'etherfi';
  Object.assign(config.venues, { data_subscriptions: ['etherfi', 'aave_v3', 'alchemy'] });
  Object.assign(config.venues.execution_subscriptions, { staking: ['etherfi'] });
  Object.assign(config.venue_configs['alchemy']!, { assets: ['ETH', 'WETH', 'weETH'] });
  aave.reserves['weETH'] = aave.reserves['wstETH']!;
  aave.emodes!['1']!.collateral.push('weETH');
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
    { id: 'spot/uniswap/EIGEN-WETH', ...candle(EIGEN_IN_WETH, { volume: 1 }) },
    { id: 'gas/ethereum', ...row({ base_fee_gwei: 18, priority_fee_gwei: 2 }) },
    { id: 'aave_v3/WETH', ...reserve(ETH_USD) },
    { id: 'aave_v3/wstETH', ...reserve(ETH_USD * RATE) },
    { id: 'aave_v3/weETH', ...reserve(ETH_USD * RATE) },
    { id: 'lst/wstETH', ...row({ exchange_rate: RATE, market_price_eth: RATE }) },
    { id: 'lst/weETH', ...row({ exchange_rate: RATE, market_price_eth: RATE }) },
  ];
}

export function chainBench(config: RunConfig = chainConfig(), ethHeld = 6) {
  const data = createDataProvider({ name: 'still chain', series: stillSeries() });
  const one = bench(config, data);
  const world = new SimWorld(config, one.accounts, data);
  world.deposit('alchemy', 'wallet', 'ETH', ethHeld, NOW, one.updates);

  function carryOut(now: EpochMs = NOW): string[] {
    const asked: string[] = [];
    for (let r = one.ask(now); r !== undefined; r = one.ask(now)) {
      asked.push(r.kind);
      if (r.kind === 'execute') one.manager.settle(r.id, world.handle(r.request, now), now);
      else if (r.kind === 'read_holdings')
        one.manager.settle(r.id, world.holdings(r.venue, now), now);
      else throw new Error(`${r.kind} is not expected here`);
    }
    return asked;
  }

  const held = (id: string) => one.positions.quantity(id);

  /** Accounts of which a venue says something else than is expected, to the bit. */
  function disagreements(): string[] {
    const venues = new Set(one.accounts.accounts.map(({ venue }) => venue));
    venues.delete(IN_TRANSIT);
    return [...venues].flatMap((venue) =>
      world.holdings(venue, NOW).quantities.flatMap(({ account, quantity }) => {
        const { id } = one.accounts.accounts[account]!;
        return held(id) === quantity ? [] : [`${id}: ${quantity}, expected ${held(id)}`];
      }),
    );
  }

  return { ...one, world, carryOut, held, disagreements };
}
