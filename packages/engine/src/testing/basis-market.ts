/**
 * A market for tests and benchmarks of the basis mode: one asset, one spot venue, several perp venues, from plain
 * functions of the step, so that what a run should earn can be worked out beside it.
 */
import { exampleRunConfig, type RunConfigInput } from '@basis/core-types';
import { createDataProvider, type SeriesInput } from '@basis/data-provider';

export const HOUR_MS = 3_600_000;
export const MARKET_START_MS = Date.UTC(2024, 0, 1);

export interface MarketShape {
  readonly steps: number;
  readonly intervalMs?: number;
  /** Close of the spot candle that closes at step `i`. */
  readonly spot: (i: number) => number;
  /** Perp mark over spot, as a share; nil if left out. */
  readonly basis?: (i: number, venue: string) => number;
  /** Rate of the funding at its `k`-th stamp; 1 bp if left out. */
  readonly funding?: (k: number, venue: string) => number;
  /** Highest price of the candle over its higher end, as a factor. */
  readonly wick?: (i: number) => number;
  readonly venues?: readonly string[];
}

const VENUES = ['binance', 'bybit', 'okx'];
const FUNDING_MS = 8 * HOUR_MS;

/** The series of a market whose first candle is visible at `MARKET_START_MS`. */
export function basisSeries(shape: MarketShape): SeriesInput[] {
  const { steps, intervalMs = HOUR_MS, venues = VENUES } = shape;
  const opened = Float64Array.from(
    { length: steps },
    (_, i) => MARKET_START_MS + (i - 1) * intervalMs,
  );
  const spot = candles(steps, shape.spot, shape.wick);
  const stamps = Math.floor(((steps - 1) * intervalMs) / FUNDING_MS) + 1;
  const stampTimes = Float64Array.from(
    { length: stamps },
    (_, k) => MARKET_START_MS + k * FUNDING_MS,
  );
  const one = new Float64Array(steps).fill(1);
  return [
    {
      id: 'spot/binance/BTC-USDT',
      timestampsMs: opened,
      columns: { ...spot, volume: one },
      intervalMs,
    },
    {
      id: 'gas/ethereum',
      timestampsMs: opened,
      columns: { base_fee_gwei: one, priority_fee_gwei: one },
    },
    ...venues.flatMap((venue): SeriesInput[] => [
      {
        id: `perp/${venue}/BTC-USDT`,
        timestampsMs: opened,
        intervalMs,
        columns: {
          ...candles(
            steps,
            (i) => shape.spot(i) * (1 + (shape.basis?.(i, venue) ?? 0)),
            shape.wick,
          ),
          index: spot.close,
        },
      },
      {
        id: `funding/${venue}/BTC-USDT`,
        timestampsMs: stampTimes,
        columns: {
          rate: Float64Array.from({ length: stamps }, (_, k) => shape.funding?.(k, venue) ?? 1e-4),
        },
      },
    ]),
  ];
}

function candles(
  steps: number,
  close: (i: number) => number,
  wick: (i: number) => number = () => 1,
) {
  const closes = Float64Array.from({ length: steps }, (_, i) => close(i));
  const opens = Float64Array.from({ length: steps }, (_, i) => closes[Math.max(i - 1, 0)]!);
  return {
    open: opens,
    high: Float64Array.from(closes, (price, i) => Math.max(price, opens[i]!) * wick(i)),
    low: Float64Array.from(closes, (price, i) => Math.min(price, opens[i]!)),
    close: closes,
  };
}

export function basisMarket(shape: MarketShape, name = 'test market') {
  return createDataProvider({ name, synthetic: true, series: basisSeries(shape) });
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** btc_basis over Binance, Bybit and OKX; `change` may alter the document before it is returned. */
export function basisConfig(
  change: (config: Writable<RunConfigInput>) => void = () => undefined,
): RunConfigInput {
  const example = exampleRunConfig();
  const binance = example.venue_configs['binance']!;
  const withdrawals = { USDT: { fee: 2, min_amount: 10, delay_seconds: 1_800 } };
  const config: Writable<RunConfigInput> = {
    ...example,
    initial_capital: 1_000_000,
    hedge_allocation: { binance: 0.4, bybit: 0.3, okx: 0.3 },
    venues: {
      data_subscriptions: VENUES,
      execution_subscriptions: { cex_spot: ['binance'], cex_futures: VENUES, wallet: ['alchemy'] },
    },
    venue_configs: {
      alchemy: example.venue_configs['alchemy']!,
      binance: { ...binance, withdrawals } as typeof binance,
      bybit: { ...binance, venue: 'bybit', wallets: 'unified', withdrawals } as typeof binance,
      okx: { ...binance, venue: 'okx', wallets: 'unified', withdrawals } as typeof binance,
    },
  };
  change(config);
  return config;
}
