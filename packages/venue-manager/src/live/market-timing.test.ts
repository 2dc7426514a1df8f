import { HOUR_MS, MINUTE_MS, type DataProvider } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { NOW, PRICE, benchConfig } from '../testing/bench.js';
import { MarketTiming } from './market-timing.js';

/** Every perp at the same price, every funding at the same rate. */
function timing(market: { price: number; rate: number }) {
  const fields: string[] = [];
  const data = {
    field: (_series: string, column: string) => fields.push(column) - 1,
    getData: () => ({
      value: (field: number) => (fields[field] === 'rate' ? market.rate : market.price),
    }),
  } as unknown as DataProvider;
  return new MarketTiming(
    benchConfig((settings) => {
      settings.max_market_move = 0.03;
      settings.calm_minutes = 10;
      settings.funding_guard_seconds = 60;
    }),
    data,
  );
}

describe('the moment to add risk', () => {
  it('is no good while the price has moved by more than is allowed, up or down, within the time that counts', () => {
    for (const factor of [1.04, 0.96]) {
      const market = { price: PRICE, rate: 1e-4 };
      const one = timing(market);
      expect(one.look(NOW)).toBeUndefined();
      market.price = PRICE * factor;
      const at = NOW + 5 * MINUTE_MS;
      expect(one.look(at)).toMatchObject({ untilMs: null });
      // The old price does not count any more.
      expect(one.look(NOW + 10 * MINUTE_MS)).toBeUndefined();
    }
  });

  it('is good in a market that moves by less', () => {
    const market = { price: PRICE, rate: 1e-4 };
    const one = timing(market);
    one.look(NOW);
    market.price = PRICE * 1.029;
    expect(one.look(NOW + MINUTE_MS)).toBeUndefined();
  });

  it('is after funding that a short pays, not just before', () => {
    const due = NOW + 8 * HOUR_MS;
    const paying = timing({ price: PRICE, rate: -1e-4 });
    expect(paying.look(due - 61_000)).toBeUndefined();
    expect(paying.look(due - 60_000)).toMatchObject({ untilMs: due });
    expect(paying.look(due)).toBeUndefined();
    expect(timing({ price: PRICE, rate: 1e-4 }).look(due - 1_000)).toBeUndefined();
  });

  it('is known again from what was saved', () => {
    const market = { price: PRICE, rate: 0 };
    const [one, other] = [timing(market), timing(market)];
    one.look(NOW);
    other.load(JSON.parse(JSON.stringify(one.save())) as never);
    market.price = PRICE * 1.05;
    expect(other.look(NOW + MINUTE_MS)).toBeDefined();
  });
});
