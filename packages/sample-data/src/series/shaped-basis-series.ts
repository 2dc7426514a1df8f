import type { SeriesInput } from '@basis/data-provider';

const HOUR_MS = 3_600_000;

/** When the first candle of a shaped market becomes visible. */
export const SHAPED_START_MS = Date.UTC(2024, 0, 1);

/** A market of the basis mode from plain functions of the step, so that what a run must earn can be worked out beside it. */
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

/** The series of a market whose first candle is visible at `SHAPED_START_MS`. */
export function shapedBasisSeries(shape: MarketShape): SeriesInput[] {
  const { steps, intervalMs = HOUR_MS, venues = VENUES } = shape;
  const opened = Float64Array.from(
    { length: steps },
    (_, i) => SHAPED_START_MS + (i - 1) * intervalMs,
  );
  const spot = candles(steps, shape.spot, shape.wick);
  const stamps = Math.floor(((steps - 1) * intervalMs) / FUNDING_MS) + 1;
  const stampTimes = Float64Array.from(
    { length: stamps },
    (_, k) => SHAPED_START_MS + k * FUNDING_MS,
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
