/** One portfolio on the chain for tests: a lending venue, a staking venue, a pool, a wallet, and a perp to hedge with. */
import {
  exampleRunConfig,
  runConfigSchema,
  type EpochMs,
  type RunConfig,
  type RunConfigInput,
  type SeriesId,
} from '@basis/core-types';
import { MonitoredPortfolio, T0 } from './monitored-portfolio.js';
import { OneRowMarket } from './one-row-market.js';

export { T0 } from './monitored-portfolio.js';

export const ETH = 'alchemy:wallet:ETH';
export const WETH = 'alchemy:wallet:WETH';
export const STETH = 'alchemy:wallet:stETH';
export const WSTETH = 'alchemy:wallet:wstETH';
export const EIGEN = 'alchemy:wallet:EIGEN';
export const WALLET_USDT = 'alchemy:wallet:USDT';
export const SUPPLY_USDT = 'aave_v3:supply:USDT';
export const SUPPLY_WSTETH = 'aave_v3:supply:wstETH';
export const DEBT_WETH = 'aave_v3:debt:WETH';
export const DEBT_USDT = 'aave_v3:debt:USDT';
export const CLAIM = 'lido:queue:ETH';
export const PERP = 'binance:perp:ETH-USDT';
export const PERP_VALUE = 'binance:perp_value:ETH-USDT';
export const MARGIN = 'binance:margin:USDT';
export const ISOLATED = 'binance:isolated:ETH-USDT';

const RESERVE = [
  'liquidity_index',
  'variable_borrow_index',
  'supply_apr',
  'borrow_apr',
  'oracle_price_usd',
  'liquidity_index_floor',
  'variable_borrow_index_floor',
];
const COLUMNS: Readonly<Record<SeriesId, readonly string[]>> = {
  'spot/binance/ETH-USDT': ['close'],
  'spot/uniswap/EIGEN-WETH': ['close'],
  'perp/binance/ETH-USDT': ['close'],
  'funding/binance/ETH-USDT': ['rate'],
  'fx/USDT-USD': ['rate'],
  'lst/wstETH': ['exchange_rate', 'market_price_eth'],
  'aave_v3/USDT': RESERVE,
  'aave_v3/WETH': [...RESERVE, 'liquidation_threshold'],
  'aave_v3/wstETH': [...RESERVE, 'liquidation_threshold'],
  'gas/ethereum': ['base_fee_gwei'],
};

const reserve = (price: number) => ({
  liquidity_index: 1,
  variable_borrow_index: 1,
  supply_apr: 0,
  borrow_apr: 0,
  oracle_price_usd: price,
  liquidity_index_floor: 0,
  variable_borrow_index_floor: 0,
});

export type Rows = Readonly<Record<SeriesId, Readonly<Record<string, number>>>>;

/** ETH at 2,000, a staking token worth 1.2 of it on every market, indexes at one, nothing growing. */
export const STILL: Rows = {
  'spot/binance/ETH-USDT': { close: 2_000 },
  'spot/uniswap/EIGEN-WETH': { close: 0.002 },
  'perp/binance/ETH-USDT': { close: 2_000 },
  'funding/binance/ETH-USDT': { rate: 0 },
  'fx/USDT-USD': { rate: 1 },
  'lst/wstETH': { exchange_rate: 1.2, market_price_eth: 1.2 },
  'aave_v3/USDT': reserve(1),
  'aave_v3/WETH': { ...reserve(2_000), liquidation_threshold: 0.83 },
  'aave_v3/wstETH': { ...reserve(2_400), liquidation_threshold: 0.81 },
  'gas/ethereum': { base_fee_gwei: 10 },
};

type Venue<Type extends string> = Extract<
  RunConfigInput['venue_configs'][string],
  { venue_type: Type }
>;
export interface ChainVenues {
  readonly binance: Venue<'cex'>;
  readonly alchemy: Venue<'wallet'>;
  readonly aave_v3: Venue<'lending'>;
  readonly lido: Venue<'staking'>;
  readonly uniswap: Venue<'dex'>;
}
export type ChainChange = (venues: ChainVenues, config: RunConfigInput) => void;

const terms = (ltv: number, threshold: number) => ({
  ltv,
  liquidation_threshold: threshold,
  liquidation_bonus: 0.05,
});
const reserveTerms = (ltv: number, threshold: number) => ({
  ...terms(ltv, threshold),
  reserve_factor: 0.1,
});

function chainVenues(): ChainVenues {
  const example = exampleRunConfig();
  const binance = example.venue_configs['binance'] as Venue<'cex'>;
  binance.spot!.instruments['ETH-USDT'] = binance.spot!.instruments['BTC-USDT']!;
  binance.futures!.instruments['ETH-USDT'] = binance.futures!.instruments['BTC-USDT']!;
  const alchemy = example.venue_configs['alchemy'] as Venue<'wallet'>;
  alchemy.assets = ['USDT', 'ETH', 'WETH', 'stETH', 'wstETH', 'EIGEN'];
  return {
    binance,
    alchemy,
    aave_v3: {
      venue: 'aave_v3',
      venue_type: 'lending',
      capabilities: ['lending'],
      reserves: {
        USDT: reserveTerms(0.75, 0.78),
        WETH: reserveTerms(0.8, 0.82),
        wstETH: reserveTerms(0.78, 0.8),
      },
      emodes: {
        '1': { ...terms(0.93, 0.95), collateral: ['WETH', 'wstETH'], borrowable: ['WETH'] },
      },
      gas_units: { supply: 1, withdraw: 1, borrow: 1, repay: 1, set_emode: 1, flash_loan: 1 },
    },
    lido: {
      venue: 'lido',
      venue_type: 'staking',
      capabilities: ['staking'],
      rebasing: 'stETH',
      wrapped: 'wstETH',
      queue: { delay_seconds: 1 },
      gas_units: { stake: 1, wrap: 1, unwrap: 1, request_withdrawal: 1, claim_withdrawals: 1 },
    },
    uniswap: {
      venue: 'uniswap',
      venue_type: 'dex',
      capabilities: ['swap'],
      pools: { 'wstETH-WETH': { fee_bps: 1, slippage_bps: 2, price_series: 'lst/wstETH' } },
      gas_units: { swap: 1 },
    },
  };
}

export function chainConfig(change: ChainChange = () => undefined): RunConfig {
  const venues = chainVenues();
  const config: RunConfigInput = {
    ...exampleRunConfig(),
    asset: 'ETH',
    hedge_allocation: { binance: 1 },
    venues: {
      data_subscriptions: ['binance'],
      execution_subscriptions: {
        cex_spot: ['binance'],
        cex_futures: ['binance'],
        wallet: ['alchemy'],
        lending: ['aave_v3'],
        staking: ['lido'],
        dex: ['uniswap'],
      },
    },
    venue_configs: { ...venues },
  };
  change(venues, config);
  return runConfigSchema.parse(config);
}

export interface ChainOptions {
  /** Series that the dataset lacks. */
  readonly without?: readonly SeriesId[];
  /** What differs from the still market at the start. */
  readonly rows?: Rows;
  readonly change?: ChainChange;
}

/** Every monitor over the chain's accounts, in a market that stands still until it is moved. */
export class ChainPortfolio extends MonitoredPortfolio<OneRowMarket> {
  constructor({ without = [], rows = {}, change }: ChainOptions = {}) {
    const columns = Object.entries(COLUMNS).filter(([id]) => !without.includes(id));
    super(chainConfig(change), new OneRowMarket(Object.fromEntries(columns)));
    const start = { ...STILL };
    for (const [id, row] of Object.entries(rows)) start[id] = { ...start[id], ...row };
    const known = Object.entries(start).filter(([id]) => !without.includes(id));
    this.move(Object.fromEntries(known), T0);
  }

  /** New rows at `at`, explained on what is held; what they do not name stays. */
  move(rows: Rows, at: EpochMs = this.now): void {
    for (const [id, row] of Object.entries(rows)) this.market.write(at, id, row);
    this.moveTo(at);
  }

  /** Brings capital in, onto any account. */
  hold(amounts: Readonly<Record<string, number>>): this {
    for (const [account, amount] of Object.entries(amounts)) this.post(account, 'deposit', amount);
    return this;
  }

  /** All terms that are not zero. */
  terms(): Readonly<Record<string, number>> {
    const entries = Object.entries(this.pnl.getAttribution());
    return Object.fromEntries(entries.filter(([, amount]) => amount !== 0));
  }
}
