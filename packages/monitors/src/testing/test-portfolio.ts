/** One portfolio for tests: binance with spot and a USDT perp, hyperliquid with a USDC perp, a wallet; prices by hand. */
import {
  exampleRunConfig,
  parseRunConfig,
  type EpochMs,
  type RunConfig,
  type RunConfigInput,
} from '@basis/core-types';
import { MonitoredPortfolio } from './monitored-portfolio.js';
import { OneRowMarket } from './one-row-market.js';

export { T0 } from './monitored-portfolio.js';

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

/** The last prices that were written, by name. */
export class TestMarket extends OneRowMarket {
  constructor(without: readonly PriceName[]) {
    const names = (Object.keys(COLUMN) as PriceName[]).filter((name) => !without.includes(name));
    super(Object.fromEntries(names.map((name) => [COLUMN[name][0], [COLUMN[name][1]]])));
  }

  /** What the dataset lacks is not written. */
  writePrices(at: EpochMs, prices: Prices): void {
    for (const [name, price] of Object.entries(prices)) {
      const [series, column] = COLUMN[name as PriceName];
      if (this.find(series) !== undefined) this.write(at, series, { [column]: price });
    }
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

/** Every monitor over the portfolio, with prices by name. */
export class TestPortfolio extends MonitoredPortfolio<TestMarket> {
  constructor({ without = [], change }: TestPortfolioOptions = {}) {
    super(testConfig(change), new TestMarket(without));
  }

  /** New prices at `at`, explained on what is held. */
  move(prices: Prices, at: EpochMs = this.now): void {
    this.market.writePrices(at, prices);
    this.moveTo(at);
  }

  /** Buys (or with a negative amount sells) the perp at `price`: position and open value. */
  trade(position: string, base: number, price: number): void {
    this.post(position, 'fill', base);
    this.post(position.replace(':perp:', ':perp_value:'), 'fill', -base * price);
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
