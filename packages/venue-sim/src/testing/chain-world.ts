/** A chain for tests: every protocol subscribed, with round figures, over a market that each test writes down in rows. */
import type { RunConfigInput } from '@basis/core-types';
import { T0, TestWorld, flatMarket, type ConfigChange, type Row, type Rows } from './test-world.js';

type Venues = RunConfigInput['venue_configs'];

/** Prices in dollars, rates of staking tokens in ETH; every reserve stands still unless a test says otherwise. */
export const ETH_USD = 2_000;
export const RATE = { wstETH: 1.2, weETH: 1.05 };

export interface ReserveRow {
  readonly at: number;
  readonly liquidity_index: number;
  readonly variable_borrow_index: number;
  readonly supply_apr: number;
  readonly borrow_apr: number;
  readonly oracle_price_usd: number;
  readonly [column: string]: number;
}

export function reserveRow(price: number, more: Partial<ReserveRow> = {}): ReserveRow {
  return {
    at: T0,
    liquidity_index: 1,
    variable_borrow_index: 1,
    supply_apr: 0,
    borrow_apr: 0,
    oracle_price_usd: price,
    ...more,
  };
}

/** A market in which nothing moves; `rows` replace series of it. */
export function chainMarket(rows: Rows = {}): Rows {
  const flat = [{ at: T0, open: 0, high: ETH_USD, low: ETH_USD, close: ETH_USD }];
  const lst = (rate: number): Row[] => [{ at: T0, exchange_rate: rate, market_price_eth: rate }];
  return {
    ...flatMarket([40_000]),
    'spot/binance/ETH-USDT': flat,
    'aave_v3/USDT': [reserveRow(1)],
    'aave_v3/WETH': [reserveRow(ETH_USD)],
    'aave_v3/wstETH': [reserveRow(ETH_USD * RATE.wstETH)],
    'aave_v3/weETH': [reserveRow(ETH_USD * RATE.weETH)],
    'lst/wstETH': lst(RATE.wstETH),
    'lst/weETH': lst(RATE.weETH),
    ...rows,
  };
}

/** Gas of every call is 100,000 units: 0.002 ETH at the 20 gwei of the test market; a batch adds 50,000. */
const GAS = 100_000;
export const CALL_GAS_ETH = GAS * 20e-9;
export const BATCH_GAS_ETH = 50_000 * 20e-9;

const terms = (ltv: number, threshold: number, bonus: number) => ({
  ltv,
  liquidation_threshold: threshold,
  liquidation_bonus: bonus,
});

export function chainVenues(): Venues {
  return {
    alchemy: {
      venue: 'alchemy',
      venue_type: 'wallet',
      capabilities: ['wallet'],
      assets: ['USDT', 'ETH', 'WETH', 'stETH', 'wstETH', 'eETH', 'weETH', 'EIGEN'],
      gas_units: { transfer: 65_000, wrap: GAS, unwrap: GAS },
      confirmation_seconds: 180,
    },
    aave_v3: {
      venue: 'aave_v3',
      venue_type: 'lending',
      capabilities: ['lending', 'flash_loan'],
      reserves: {
        USDT: { ...terms(0.75, 0.78, 0.045), reserve_factor: 0.1 },
        WETH: { ...terms(0.805, 0.83, 0.05), reserve_factor: 0.15 },
        wstETH: { ...terms(0.785, 0.81, 0.06), reserve_factor: 0.35, can_borrow: false },
        weETH: { ...terms(0.775, 0.8, 0.07), reserve_factor: 0.45, can_borrow: false },
      },
      emodes: {
        '1': {
          ...terms(0.93, 0.95, 0.01),
          collateral: ['WETH', 'wstETH', 'weETH'],
          borrowable: ['WETH'],
        },
      },
      gas_units: {
        supply: GAS,
        withdraw: GAS,
        borrow: GAS,
        repay: GAS,
        set_emode: GAS,
        flash_loan: GAS,
      },
    },
    lido: staking('lido', 'stETH', 'wstETH'),
    etherfi: staking('etherfi', 'eETH', 'weETH'),
    morpho: {
      venue: 'morpho',
      venue_type: 'flash_loan',
      capabilities: ['flash_loan'],
      liquidity: { WETH: 1_000, USDT: 1_000_000 },
      gas_units: { flash_loan: GAS },
    },
    instadapp: {
      venue: 'instadapp',
      venue_type: 'atomic',
      capabilities: ['atomic'],
      gas_units: { batch: 50_000 },
    },
    uniswap: {
      venue: 'uniswap',
      venue_type: 'dex',
      capabilities: ['swap'],
      pools: {
        'wstETH-WETH': { fee_bps: 1, slippage_bps: 2, price_series: 'lst/wstETH' },
        'weETH-WETH': { fee_bps: 5, slippage_bps: 2, price_series: 'lst/weETH' },
        'WETH-USDT': { fee_bps: 5, slippage_bps: 1, price_series: 'spot/binance/ETH-USDT' },
      },
      gas_units: { swap: GAS },
    },
  };
}

function staking(venue: string, rebasing: string, wrapped: string): Venues[string] {
  return {
    venue,
    venue_type: 'staking',
    capabilities: ['staking'],
    rebasing,
    wrapped,
    queue: { delay_seconds: 5 * 86_400, min_request_eth: 0.01, max_request_eth: 1_000 },
    gas_units: {
      stake: GAS,
      wrap: GAS,
      unwrap: GAS,
      request_withdrawal: GAS,
      claim_withdrawals: GAS,
    },
  };
}

/** Every protocol beside the two exchanges of the small world; `change` edits their configurations. */
export function chainWorld(
  rows: Rows = {},
  change: (venues: Venues, config: RunConfigInput) => void = () => undefined,
): TestWorld {
  const subscribe: ConfigChange = (_binance, _okx, config) => {
    const venues = chainVenues();
    config.lst_type = 'lido';
    change(venues, config);
    Object.assign(config.venue_configs, venues);
    Object.assign(config.venues.execution_subscriptions, {
      lending: ['aave_v3'],
      staking: ['lido', 'etherfi'],
      flash_loan: ['morpho'],
      dex: ['uniswap'],
      atomic: ['instadapp'],
    });
  };
  return new TestWorld(chainMarket(rows), subscribe);
}
