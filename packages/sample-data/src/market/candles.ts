import type { Timeline } from './timeline.js';

export interface Candles {
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
}

export function emptyCandles({ candles }: Timeline): Candles {
  return {
    open: new Float64Array(candles),
    high: new Float64Array(candles),
    low: new Float64Array(candles),
    close: new Float64Array(candles),
  };
}
