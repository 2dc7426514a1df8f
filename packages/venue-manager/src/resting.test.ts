import { exampleRunConfig, parseRunConfig, type OrderRequest } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { resting } from './resting.js';

const config = parseRunConfig(exampleRunConfig());
const TICK = 0.1;
const order = (side: 'buy' | 'sell'): OrderRequest => ({
  kind: 'order',
  venue: 'binance',
  clientRef: 'b1-1',
  market: 'spot',
  symbol: 'BTC-USDT',
  side,
  quantityBase: 1,
  reduceOnly: false,
});

describe('the price an order rests at', () => {
  it('is on the grid and never beyond the arrival price, binary dust included', () => {
    for (const price of [7274.8, 50_000, 0.7, 1234.5]) {
      // The next numbers below and above, as far as doubles go.
      for (const arrival of [price * (1 - 2 ** -52), price, price * (1 + 2 ** -52)]) {
        for (const side of ['buy', 'sell'] as const) {
          const sent = resting(order(side), arrival, config) as OrderRequest;
          const at = sent.restingPriceQuote!;
          if (side === 'buy') expect(at).toBeLessThanOrEqual(arrival);
          else expect(at).toBeGreaterThanOrEqual(arrival);
          expect(Math.abs(at - arrival)).toBeLessThan(TICK * 1.000_001);
          expect(Math.abs(at / TICK - Math.round(at / TICK))).toBeLessThan(1e-6);
        }
      }
    }
  });
});
