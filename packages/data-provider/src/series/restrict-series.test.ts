import { describe, expect, it } from 'vitest';
import { candles, reserve } from '../testing/example-series.js';
import { restrictSeries } from './restrict-series.js';

const SPOT = 'spot/binance/BTC-USDT';

describe('restricting series', () => {
  it('keeps what is needed, and what is optional where it exists', () => {
    const kept = restrictSeries(
      [candles(SPOT), reserve(), candles('spot/okx/BTC-USDT')],
      [SPOT],
      ['aave_v3/USDT', 'fx/USDT-USD'],
    );
    expect(kept.map((one) => one.id)).toEqual([SPOT, 'aave_v3/USDT']);
  });

  it('names everything needed that is not there', () => {
    expect(() => restrictSeries([candles(SPOT)], [SPOT, 'fx/A-B', 'fx/C-D'])).toThrow(
      /fx\/A-B, fx\/C-D/,
    );
  });
});
