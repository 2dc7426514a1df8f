/** A small market for tests: two exchanges and a wallet, candles by the hour, without fees, slippage or gas worth noting. */
import {
  HOUR_MS,
  accountsFor,
  exampleRunConfig,
  parseRunConfig,
  type OrderRequest,
  type RunConfigInput,
  type TransferRequest,
  type VenueClient,
} from '@basis/core-types';
import { createDataProvider } from '@basis/data-provider';
import { runClock } from '../clock/run-clocks.js';
import { VirtualClock } from '../clock/virtual-clock.js';
import { ExchangeModel } from '../exchange/exchange-model.js';
import type { VenueRules } from '../exchange/venue-rules.js';

export const START = Date.UTC(2024, 0, 1);
export const PRICE = 40_000;

type Exchange = Extract<RunConfigInput['venue_configs'][string], { venue_type: 'cex' }>;

export interface SmallMarket {
  /** Close of the candle that ends at the start, then of one an hour later, and so on. */
  readonly closes?: readonly number[];
  /** Paid an hour after the start. */
  readonly fundingRate?: number;
  readonly rules?: Partial<VenueRules>;
  change?(binance: Exchange, okx: Exchange): void;
}

function configOf(change: SmallMarket['change']): RunConfigInput {
  const config = exampleRunConfig();
  const free = { maker_fee_bps: 0, taker_fee_bps: 0, slippage_bps: 0 };
  const example = config.venue_configs['binance'] as Exchange;
  const exchange = (venue: string): Exchange => ({
    ...example,
    venue,
    spot: { ...example.spot!, ...free },
    futures: { ...example.futures!, ...free, liquidation_fee_bps: 0 },
    withdrawals: { USDT: { fee: 2, min_amount: 10, delay_seconds: 600 } },
  });
  const [binance, okx] = [exchange('binance'), exchange('okx')];
  change?.(binance, okx);
  const both = ['binance', 'okx'];
  return {
    ...config,
    hedge_allocation: { binance: 0.5, okx: 0.5 },
    venues: {
      data_subscriptions: both,
      execution_subscriptions: { cex_spot: both, cex_futures: both, wallet: ['alchemy'] },
    },
    venue_configs: { alchemy: config.venue_configs['alchemy']!, binance, okx },
  };
}

function dataOf({ closes = [PRICE], fundingRate = 0 }: SmallMarket) {
  const timestampsMs = closes.map((_, i) => START + (i - 1) * HOUR_MS);
  const prices = [...closes];
  const candle = { open: prices, high: prices, low: prices, close: prices };
  const ofVenue = (venue: string) => [
    {
      id: `spot/${venue}/BTC-USDT`,
      timestampsMs,
      intervalMs: HOUR_MS,
      columns: { ...candle, volume: prices.map(() => 1) },
    },
    {
      id: `perp/${venue}/BTC-USDT`,
      timestampsMs,
      intervalMs: HOUR_MS,
      columns: { ...candle, index: prices },
    },
    {
      id: `funding/${venue}/BTC-USDT`,
      timestampsMs: [START - HOUR_MS, START + HOUR_MS],
      columns: { rate: [0, fundingRate] },
    },
  ];
  return createDataProvider({
    name: 'small',
    series: [
      ...ofVenue('binance'),
      ...ofVenue('okx'),
      {
        id: 'gas/ethereum',
        timestampsMs: [START - HOUR_MS],
        columns: { base_fee_gwei: [18], priority_fee_gwei: [2] },
      },
    ],
  });
}

/** The model with 10,000 USDT in each wallet of the exchanges and on the chain, and one client at binance. */
export class SmallModel {
  readonly clock = new VirtualClock(START);
  readonly model: ExchangeModel;
  readonly accounts;
  readonly client: VenueClient;
  #refs = 0;

  constructor(market: SmallMarket = {}) {
    const config = parseRunConfig(configOf(market.change));
    this.accounts = accountsFor(config);
    this.model = new ExchangeModel({
      clock: this.clock,
      config,
      accounts: this.accounts,
      data: dataOf(market),
      ...(market.rules === undefined ? {} : { rules: market.rules }),
    });
    for (const venue of ['binance', 'okx'])
      for (const bucket of ['spot', 'margin'] as const)
        this.model.fund(venue, bucket, 'USDT', 10_000);
    this.model.fund('alchemy', 'wallet', 'USDT', 10_000);
    this.model.fund('alchemy', 'wallet', 'ETH', 1);
    this.client = this.model.client('binance');
  }

  /** Time since the start. */
  get elapsedMs(): number {
    return this.clock.now() - START;
  }

  /** A perp sale of 0.1 BTC, unless said otherwise. */
  order(more: Partial<OrderRequest> = {}): OrderRequest {
    const head = { kind: 'order', venue: 'binance', market: 'perp', symbol: 'BTC-USDT' } as const;
    const clientRef = `ref-${++this.#refs}`;
    return { ...head, clientRef, side: 'sell', quantityBase: 0.1, reduceOnly: false, ...more };
  }

  transfer(amount: number, more: Partial<TransferRequest> = {}): TransferRequest {
    return {
      kind: 'transfer',
      venue: 'binance',
      clientRef: `ref-${++this.#refs}`,
      fromBucket: 'spot',
      toVenue: 'alchemy',
      toBucket: 'wallet',
      asset: 'USDT',
      amount,
      ...more,
    };
  }

  /** Plays until a promise is settled, and gives it. */
  run<T>(done: Promise<T>): Promise<T> {
    return runClock(this.clock, done);
  }

  /** What the venue really holds short. */
  get position(): number {
    return this.model.held('binance:perp:BTC-USDT');
  }

  /** What the venue says that an account holds. */
  async told(accountId: string): Promise<number> {
    const account = this.accounts.accounts[this.accounts.index(accountId)]!;
    const { quantities } = await this.run(this.model.client(account.venue).holdings());
    return quantities.find(({ account: index }) => index === account.index)!.quantity;
  }

  moveBy(ms: number): Promise<void> {
    return this.run(this.clock.sleep(ms));
  }
}
