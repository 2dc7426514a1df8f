import { DAY_MS, HOUR_MS } from '@basis/core-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDataProvider } from '../provider/create-data-provider.js';
import { START_MS, candles, reserve, rows } from '../testing/example-series.js';
import type { SeriesInput } from './series-input.js';

const provide = (...series: SeriesInput[]) =>
  createDataProvider({ name: 'x', series, maxGapMs: Infinity });

describe('the floors of a reserve’s indexes', () => {
  // The first sample grows faster than the second shows, the second slower than the third.
  const own = {
    liquidity_index: [1, 1.001, 1.01],
    variable_borrow_index: [1, 1.001, 1.01],
    supply_apr: [0.73, 0, 0],
    borrow_apr: [0.73, 0, 0],
    oracle_price_usd: [1, 1, 1],
  };

  it('are what the last sample had grown to when the row came: supply linear, debt compounded', () => {
    const provider = provide(rows('aave_v3/WETH', own, DAY_MS));
    const supply = provider.field('aave_v3/WETH', 'liquidity_index_floor');
    const debt = provider.field('aave_v3/WETH', 'variable_borrow_index_floor');
    const at = (day: number, field: number) =>
      provider.getData(START_MS + day * DAY_MS).value(field);
    const x = 0.73 / 365;
    expect([0, 1, 2].map((day) => at(day, supply))).toEqual([0, 1 + x, 1 + x]);
    expect(at(0, debt)).toBe(0);
    expect(at(1, debt)).toBeCloseTo(1 + x + x ** 2 / 2 + x ** 3 / 6, 15);
    expect(at(2, debt)).toBe(at(1, debt));
  });

  it('are NaN before the first row, also when the clock goes back', () => {
    const provider = provide(rows('aave_v3/WETH', own, DAY_MS));
    const floor = provider.field('aave_v3/WETH', 'liquidity_index_floor');
    provider.getData(START_MS + DAY_MS);
    expect(provider.getData(START_MS - 1).value(floor)).toBeNaN();
  });

  it('can be asked for after the clock has moved, and of one series without disturbing its neighbours', () => {
    const provider = provide(
      rows('aave_v3/USDT', own, DAY_MS),
      rows('aave_v3/WETH', { ...own, oracle_price_usd: [1, 2, 3] }, DAY_MS),
    );
    const price = provider.field('aave_v3/WETH', 'oracle_price_usd');
    const view = provider.getData(START_MS + DAY_MS);
    const floor = provider.field('aave_v3/USDT', 'liquidity_index_floor');
    expect(view.value(floor)).toBe(1 + 0.73 / 365);
    expect(view.value(price)).toBe(2);
  });
});

describe('the volume of 24 hours', () => {
  const SPOT = 'spot/binance/BTC-USDT';

  /** Volumes of candles that opened at these hours, and what the last day's volume was when each had closed. */
  function volumes(hours: readonly number[], volume: number[]): number[] {
    const provider = provide({
      ...candles(SPOT, hours.length),
      timestampsMs: hours.map((hour) => START_MS + hour * HOUR_MS),
      columns: { ...candles(SPOT, hours.length).columns, volume },
      intervalMs: HOUR_MS,
    });
    const field = provider.field(SPOT, 'volume_24h');
    return hours.map((hour) => provider.getData(START_MS + (hour + 1) * HOUR_MS).value(field));
  }

  it('holds the candles that closed in it, its own included and the one of a day ago not', () => {
    expect(volumes([0, 1, 23, 24, 25, 100], [1, 2, 4, 8, 16, 32])).toEqual([1, 3, 7, 14, 28, 32]);
  });

  it('is the plain sum, for any volumes and any holes, and nothing once nothing was traded for a day', () => {
    const steps = fc.array(
      fc.record({
        hours: fc.integer({ min: 1, max: 40 }),
        volume: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e12, noNaN: true })),
      }),
      { minLength: 1, maxLength: 60 },
    );
    fc.assert(
      fc.property(steps, (list) => {
        let hour = 0;
        const hours = list.map((step) => (hour += step.hours));
        const traded = list.map((step) => step.volume);
        volumes(hours, traded).forEach((sum, row) => {
          const inside = traded.filter((_, i) => i <= row && hours[i]! > hours[row]! - 24);
          const plain = inside.reduce((total, one) => total + one, 0);
          expect(Math.abs(sum - plain)).toBeLessThanOrEqual(1e-12 * plain);
        });
      }),
      { numRuns: 50 },
    );
  });

  it('is not there for a market without volumes', () => {
    const provider = provide(candles('perp/binance/BTC-USDT'));
    expect(() => provider.field('perp/binance/BTC-USDT', 'volume_24h')).toThrow(
      expect.objectContaining({ code: 'DATA-001' }) as Error,
    );
    expect(provider.series[0]!.columns).not.toContain('volume_24h');
  });
});

/** What a column says at the rows that came on these days. */
function onDays(
  id: string,
  column: string,
  days: readonly number[],
  columns: Record<string, number[]>,
): number[] {
  const timestampsMs = days.map((day) => START_MS + day * DAY_MS);
  const provider = provide({ id, timestampsMs, columns });
  const field = provider.field(id, column);
  return timestampsMs.map((at) => provider.getData(at).value(field));
}

describe('the mean of the funding rates of seven days', () => {
  const FUNDING = 'funding/binance/BTC-USDT';
  /** Rates are small; counted in 1024ths, which binary fractions hold exactly. */
  const means = (days: readonly number[], rates: readonly number[]) =>
    onDays(FUNDING, 'rate_mean_7d', days, { rate: rates.map((rate) => rate / 1024) }).map(
      (mean) => mean * 1024,
    );

  it('has the row itself and none that came seven days ago', () => {
    expect(means([0, 1, 6, 7, 8], [7, 1, 4, 2, -4])).toEqual([7, 4, 4, 7 / 3, 2 / 3]);
  });

  it('is the row alone after a hole of more than seven days', () => {
    expect(means([0, 1, 9], [8, 2, 5])).toEqual([8, 5, 5]);
  });

  it('counts rates, not time: stamps that come more often weigh more', () => {
    expect(means([0, 1, 1.25, 1.5], [4, 2, 2, 0])).toEqual([4, 3, 8 / 3, 2]);
  });

  it('knows nothing of rows that are to come', () => {
    const whole = means([0, 1, 2, 3], [1, 2, 3, 4]);
    expect(means([0, 1], [1, 2])).toEqual(whole.slice(0, 2));
  });
});

describe('growth over seven days as a yearly rate', () => {
  // From 100, by 1 a day: 7 days later by 7 of what stood then.
  const days = [0, 1, 7, 8];
  const values = [100, 101, 107, 108];
  const expected = [NaN, 0.01 * 365, (0.07 * 365) / 7, ((108 / 101 - 1) * 365) / 7];
  const close = (numbers: readonly number[]) =>
    numbers.map((number) => (Number.isNaN(number) ? NaN : (expect.closeTo(number, 12) as number)));
  const flat = values.map(() => 1);

  it('of a staking token is that of its rate: none before a second row', () => {
    const columns = { exchange_rate: values, market_price_eth: flat };
    expect(onDays('lst/wstETH', 'growth_apr_7d', days, columns)).toEqual(close(expected));
  });

  it('of a reserve is that of its two indexes, whatever rates it tells', () => {
    const columns = {
      liquidity_index: values,
      variable_borrow_index: values.map((value) => 2 * value - 100),
      supply_apr: flat,
      borrow_apr: flat,
      oracle_price_usd: flat,
    };
    const aprs = (column: string) => onDays('aave_v3/WETH', column, days, columns);
    expect(aprs('supply_apr_7d')).toEqual(close(expected));
    expect(aprs('borrow_apr_7d')).toEqual(
      close([NaN, 0.02 * 365, (0.14 * 365) / 7, ((116 / 102 - 1) * 365) / 7]),
    );
  });

  it('over a hole is the rate of the time since the last row before it', () => {
    const columns = { exchange_rate: [1, 1.1, 1.21], market_price_eth: [1, 1, 1] };
    expect(onDays('lst/wstETH', 'growth_apr_7d', [0, 10, 12], columns)).toEqual(
      close([NaN, (0.1 * 365) / 10, (0.21 * 365) / 12]),
    );
  });

  it('is negative after a slashing', () => {
    const columns = { exchange_rate: [1.2, 1.14], market_price_eth: [1, 1] };
    expect(onDays('lst/wstETH', 'growth_apr_7d', [0, 7], columns)[1]).toBeCloseTo(
      (-0.05 * 365) / 7,
      12,
    );
  });
});

describe('derived columns', () => {
  it('are named by their series and change neither the hash of the data nor a snapshot', () => {
    const series = () => [
      candles('spot/binance/BTC-USDT'),
      reserve(),
      rows('funding/binance/BTC-USDT', { rate: [1e-4, 2e-4] }),
    ];
    const plain = provide(...series());
    const read = provide(...series());
    read.field('aave_v3/USDT', 'liquidity_index_floor');
    read.field('spot/binance/BTC-USDT', 'volume_24h');
    read.field('funding/binance/BTC-USDT', 'rate_mean_7d');
    expect(read.find('spot/binance/BTC-USDT')!.columns).toContain('volume_24h');
    expect(read.dataHash).toBe(plain.dataHash);
    expect(read.getData(START_MS + DAY_MS).copy()).toEqual(plain.getData(START_MS + DAY_MS).copy());
  });
});
