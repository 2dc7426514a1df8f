/** One portfolio for tests: binance with spot and a USDT perp, hyperliquid with a USDC perp, a wallet; prices by hand. */
import {
  ComponentError,
  accountsFor,
  exampleRunConfig,
  parseRunConfig,
  type AccountTable,
  type Cause,
  type DataProvider,
  type EpochMs,
  type JsonObject,
  type MarketView,
  type RunConfig,
  type RunConfigInput,
  type SeriesId,
} from '@basis/core-types';
import { AccruedFunding } from '../accrued-funding.js';
import { exitCostRates } from '../exit-cost-rates.js';
import { ExposureMonitor } from '../exposure-monitor.js';
import { PnLMonitor } from '../pnl-monitor.js';
import { portfolioValues, type PortfolioValues } from '../portfolio-values.js';
import { PositionMonitor } from '../position-monitor.js';
import { PositionUpdateHandler } from '../position-update-handler.js';
import { RiskMonitor } from '../risk-monitor.js';

export const T0 = Date.UTC(2024, 0, 1);

export const SPOT_BTC = 'binance:spot:BTC';
export const SPOT_USDT = 'binance:spot:USDT';
export const MARGIN_USDT = 'binance:margin:USDT';
export const PERP = 'binance:perp:BTC-USDT';
export const PERP_VALUE = 'binance:perp_value:BTC-USDT';
export const MARGIN_USDC = 'hyperliquid:margin:USDC';
export const PERP_USDC = 'hyperliquid:perp:BTC-USDC';
export const PERP_VALUE_USDC = 'hyperliquid:perp_value:BTC-USDC';
export const WALLET_ETH = 'alchemy:wallet:ETH';
export const WALLET_USDT = 'alchemy:wallet:USDT';
export const TRANSIT_BTC = 'in_transit:BTC';
export const TRANSIT_USDT = 'in_transit:USDT';

/** Where each price of a test stands in the dataset. */
const COLUMN = {
  spot: ['spot/binance/BTC-USDT', 'close'],
  eth: ['spot/binance/ETH-USDT', 'close'],
  perp: ['perp/binance/BTC-USDT', 'close'],
  perpUsdc: ['perp/hyperliquid/BTC-USDC', 'close'],
  funding: ['funding/binance/BTC-USDT', 'rate'],
  fundingUsdc: ['funding/hyperliquid/BTC-USDC', 'rate'],
  usdt: ['fx/USDT-USD', 'rate'],
  usdc: ['fx/USDC-USD', 'rate'],
} as const;

export type PriceName = keyof typeof COLUMN;
/** `perpUsdc` in USDC, `usdt` and `usdc` in dollars, everything else in USDT. */
export type Prices = Partial<Readonly<Record<PriceName, number>>>;

/** A dataset of one row: the last prices that were written. */
export class TestMarket implements DataProvider {
  readonly name = 'test';
  readonly synthetic = true;
  readonly dataHash = '';
  readonly series: DataProvider['series'];
  readonly #names: readonly PriceName[];
  readonly #latest: number[];
  readonly #since: number[];

  constructor(without: readonly PriceName[]) {
    const names = (Object.keys(COLUMN) as PriceName[]).filter((name) => !without.includes(name));
    this.#names = names;
    this.#latest = names.map(() => NaN);
    this.#since = names.map(() => -Infinity);
    this.series = names.map((name, index) => {
      const [id, column] = COLUMN[name];
      const kind = id.slice(0, id.indexOf('/')) as 'spot' | 'perp' | 'funding' | 'fx';
      const [firstVisibleMs, lastVisibleMs] = [T0, Infinity];
      return { id, kind, index, columns: [column], rows: 1, firstVisibleMs, lastVisibleMs };
    });
  }

  write(at: EpochMs, prices: Prices): void {
    for (const [name, price] of Object.entries(prices)) {
      const index = this.#names.indexOf(name as PriceName);
      this.#latest[index] = price;
      this.#since[index] = at;
    }
  }

  find(id: SeriesId): DataProvider['series'][number] | undefined {
    return this.series.find((one) => one.id === id);
  }
  field(id: SeriesId, column: string): number {
    const found = this.find(id);
    if (found === undefined || !found.columns.includes(column))
      throw new ComponentError('DATA-001');
    return found.index;
  }
  getData(t: EpochMs): MarketView {
    return {
      timestampMs: t,
      value: (field) => this.#latest[field]!,
      visibleSince: (series) => this.#since[series]!,
      copy: () => {
        throw new Error('not needed here');
      },
    };
  }
  nextChangeAt(): EpochMs {
    return Infinity;
  }
  checkComponentHealth(): JsonObject {
    return {};
  }
}

type CexInput = Extract<RunConfigInput['venue_configs'][string], { venue_type: 'cex' }>;
export type ConfigChange = (config: RunConfigInput) => void;

/** The example's binance, and hyperliquid: perps in USDC out of one wallet, funding every hour. */
export function testConfig(change: ConfigChange = () => undefined): RunConfig {
  const example = exampleRunConfig();
  const binance = example.venue_configs['binance'] as CexInput;
  const futures = binance.futures!;
  const hyperliquid: CexInput = {
    ...binance,
    venue: 'hyperliquid',
    capabilities: ['futures'],
    wallets: 'unified',
    settlement_asset: 'USDC',
    spot: undefined,
    futures: {
      ...futures,
      funding_interval_hours: 1,
      instruments: { 'BTC-USDC': futures.instruments['BTC-USDT']! },
    },
  };
  const config: RunConfigInput = {
    ...example,
    hedge_allocation: { binance: 0.5, hyperliquid: 0.5 },
    venues: {
      data_subscriptions: ['binance', 'hyperliquid'],
      execution_subscriptions: {
        cex_spot: ['binance'],
        cex_futures: ['binance', 'hyperliquid'],
        wallet: ['alchemy'],
      },
    },
    venue_configs: { ...example.venue_configs, hyperliquid },
  };
  change(config);
  return parseRunConfig(config);
}

export interface TestPortfolioOptions {
  /** Series that the dataset lacks. */
  readonly without?: readonly PriceName[];
  readonly change?: ConfigChange;
}

/** Every monitor over one portfolio, wired as in a run. */
export class TestPortfolio {
  readonly config: RunConfig;
  readonly accounts: AccountTable;
  readonly market: TestMarket;
  readonly values: PortfolioValues;
  readonly positions: PositionMonitor;
  readonly exposure: ExposureMonitor;
  readonly risk: RiskMonitor;
  readonly accrued: AccruedFunding;
  readonly pnl: PnLMonitor;
  readonly updates: PositionUpdateHandler;
  now: EpochMs = T0;

  constructor({ without = [], change }: TestPortfolioOptions = {}) {
    const config = testConfig(change);
    const accounts = accountsFor(config);
    const data = new TestMarket(without);
    const values = portfolioValues(config, accounts, data);
    const positions = new PositionMonitor(accounts, 'backtest');
    const exposure = new ExposureMonitor(config, accounts, positions, values);
    const risk = new RiskMonitor(config, accounts, positions, exposure, data);
    const accrued = new AccruedFunding(config, accounts, positions, values, data);
    const rates = exitCostRates(config, accounts);
    const pnl = new PnLMonitor(positions, values, rates, accrued, 'backtest');
    this.config = config;
    this.accounts = accounts;
    this.market = data;
    this.values = values;
    this.positions = positions;
    this.exposure = exposure;
    this.risk = risk;
    this.accrued = accrued;
    this.pnl = pnl;
    this.updates = new PositionUpdateHandler(
      { accounts, data, values, positions, exposure, risk, pnl },
      'backtest',
    );
  }

  /** New prices at `at`, explained on what is held. */
  move(prices: Prices, at: EpochMs = this.now): void {
    this.now = at;
    this.market.write(at, prices);
    this.updates.moveTo(at);
  }

  post(account: string, cause: Cause, delta: number): void {
    this.updates.post(this.now, this.accounts.index(account), cause, delta);
  }

  /** Buys (or with a negative amount sells) the perp at `price`: position and open value. */
  trade(position: string, base: number, price: number): void {
    this.post(position, 'fill', base);
    this.post(position.replace(':perp:', ':perp_value:'), 'fill', -base * price);
  }

  /** Looks at everything. */
  look(at: EpochMs = this.now): void {
    this.now = at;
    this.updates.runTightLoop(at);
  }
}

/** All prices at par: BTC at 50,000 on every market, ETH at 2,500, both dollars worth one. */
export const PAR: Prices = {
  spot: 50_000,
  eth: 2_500,
  perp: 50_000,
  perpUsdc: 50_000,
  funding: 0,
  fundingUsdc: 0,
  usdt: 1,
  usdc: 1,
};
