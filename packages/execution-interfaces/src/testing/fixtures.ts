/** A run configuration, instructions and a market of plain functions of time, for the tests of this package. */
import {
  ComponentError,
  accountsFor,
  exampleRunConfig,
  parseRunConfig,
  type AccountTable,
  type CexTrade,
  type DataProvider,
  type EpochMs,
  type MarketView,
  type Outcome,
  type Posting,
  type RunConfig,
  type RunConfigInput,
  type SmartContractAction,
  type WalletTransfer,
} from '@basis/core-types';

export const NOW = Date.UTC(2024, 0, 1);

/** Spot at Binance; perps at Binance and Bybit; OKX subscribed, but without a share of the hedge. */
export function threeVenues(): RunConfig {
  const example = exampleRunConfig();
  const binance = example.venue_configs['binance']!;
  const input: RunConfigInput = {
    ...example,
    hedge_allocation: { binance: 0.6, bybit: 0.4, okx: 0 },
    venues: {
      data_subscriptions: ['binance', 'bybit', 'okx'],
      execution_subscriptions: {
        cex_spot: ['binance'],
        cex_futures: ['binance', 'bybit', 'okx'],
        wallet: ['alchemy'],
      },
    },
    venue_configs: {
      ...example.venue_configs,
      bybit: { ...binance, venue: 'bybit', wallets: 'unified' } as typeof binance,
      okx: { ...binance, venue: 'okx', wallets: 'unified' } as typeof binance,
    },
  };
  return parseRunConfig(input);
}

/** Closes by series and time, other columns as `series:column`; remembers which times were asked for. */
export class StubMarket implements DataProvider {
  readonly name = 'stub';
  readonly synthetic = true;
  readonly dataHash = '';
  readonly series = [];
  readonly asked: EpochMs[] = [];
  readonly #closes: readonly (readonly [string, (t: EpochMs) => number])[];

  constructor(closes: Readonly<Record<string, (t: EpochMs) => number>>) {
    this.#closes = Object.entries(closes);
  }

  find(): undefined {
    return undefined;
  }
  field(series: string, column: string): number {
    const name = column === 'close' ? series : `${series}:${column}`;
    const found = this.#closes.findIndex(([id]) => id === name);
    if (found < 0) throw new ComponentError('DATA-001', { message: `no ${series} ${column}` });
    return found;
  }
  getData(t: EpochMs): MarketView {
    this.asked.push(t);
    const value = (field: number) => this.#closes[field]![1](t);
    return { timestampMs: t, value, visibleSince: () => t, copy: () => ({}) as never };
  }
  nextChangeAt(): EpochMs {
    return Infinity;
  }
  checkComponentHealth() {
    return {};
  }
}

/** Spot at 40 000, perps a little above. */
export function stillMarket(): StubMarket {
  return new StubMarket({
    'spot/binance/BTC-USDT': () => 40_000,
    'perp/binance/BTC-USDT': () => 40_100,
    'perp/bybit/BTC-USDT': () => 40_200,
  });
}

export function trade(change: Partial<CexTrade> = {}): CexTrade {
  return {
    type: 'cex_trade',
    id: 'b1-1',
    action: 'cex_spot_buy',
    venue: 'binance',
    tradeType: 'spot',
    side: 'buy',
    symbol: 'BTC-USDT',
    amount: 2,
    reduceOnly: false,
    estimatedDeltas: {},
    ...change,
  };
}

export function transfer(change: Partial<WalletTransfer> = {}): WalletTransfer {
  return {
    type: 'wallet_transfer',
    id: 'b1-2',
    action: 'transfer',
    fromVenue: 'binance',
    fromBucket: 'spot',
    toVenue: 'bybit',
    toBucket: 'margin',
    token: 'USDT',
    amount: 1_000,
    estimatedDeltas: {},
    ...change,
  };
}

export const supply: SmartContractAction = {
  type: 'smart_contract_action',
  id: 'b1-3',
  action: 'aave_supply',
  call: { call: 'supply', protocol: 'aave_v3', asset: 'USDT', amount: 1_000 },
  estimatedDeltas: {},
};

export type Done = Extract<Outcome, { kind: 'done' }>;

/** An outcome with the given fills (quantity, price, fee) and postings (account, cause, delta). */
export function done(
  fills: readonly (readonly [number, number, number])[],
  postings: readonly (readonly [string, Posting['cause'], number])[],
  accounts: AccountTable = accountsFor(threeVenues()),
): Done {
  return {
    kind: 'done',
    ref: 'v1',
    fills: fills.map(([quantityBase, priceQuote, feeAmount]) => ({
      timeMs: NOW,
      quantityBase,
      priceQuote,
      feeAmount,
      feeAsset: 'USDT',
    })),
    postings: postings.map(([account, cause, delta]) => ({
      timeMs: NOW,
      account: accounts.index(account),
      cause,
      delta,
    })),
  };
}
