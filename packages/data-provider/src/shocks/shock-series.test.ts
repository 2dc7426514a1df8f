import { DAY_MS, HOUR_MS, type ComponentError, type Shock } from '@basis/core-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDataProvider } from '../provider/create-data-provider.js';
import type { SeriesInput } from '../series/series-input.js';
import { START_MS, candles, reserve, rows } from '../testing/example-series.js';
import { shockSeries } from './shock-series.js';

const iso = (ms: number) => new Date(ms).toISOString();
/** The second and third of four hourly rows. */
const time = { from: iso(START_MS + HOUR_MS), until: iso(START_MS + 3 * HOUR_MS) };
const PERPS = ['binance', 'bybit'].map((venue) => candles(`perp/${venue}/BTC-USDT`));
const market = () => [candles('spot/binance/BTC-USDT'), ...PERPS, reserve()];

const shocked = (...shocks: Shock[]) => shockSeries(market(), shocks);
const valuesOf = (series: readonly SeriesInput[], id: string, name: string) =>
  Array.from(series.find((one) => one.id === id)!.columns[name] as Float64Array);

function problems(...shocks: Shock[]): string {
  try {
    shocked(...shocks);
  } catch (error) {
    expect(error).toMatchObject({ code: 'DATA-006' });
    return (error as ComponentError).message;
  }
  throw new Error('no shock was refused');
}

describe('a shock on data', () => {
  const low: Shock = { series: 'perp/*/BTC-USDT', columns: ['low'], ...time };

  it('changes the named column of every series that fits, in its time alone', () => {
    const series = shocked({ ...low, multiply: 0.5 });
    for (const venue of ['binance', 'bybit']) {
      const id = `perp/${venue}/BTC-USDT`;
      expect(valuesOf(series, id, 'low')).toEqual([99, 49.5, 49.5, 99]);
      expect(valuesOf(series, id, 'close')).toEqual([100, 100, 100, 100]);
    }
    expect(valuesOf(series, 'spot/binance/BTC-USDT', 'low')).toEqual([99, 99, 99, 99]);
  });

  it.each([
    [{ add: -9 }, [99, 90, 90, 99]],
    [{ set: 7 }, [99, 7, 7, 99]],
    [{ set: 0 }, [99, 0, 0, 99]],
    [{ copy: 'close' }, [99, 100, 100, 99]],
  ])('may be %j', (effect, expected) => {
    expect(valuesOf(shocked({ ...low, ...effect }), PERPS[0]!.id, 'low')).toEqual(expected);
  });

  it('comes on top of those before it', () => {
    const series = shocked({ ...low, multiply: 0.5 }, { ...low, add: 1 });
    expect(valuesOf(series, PERPS[0]!.id, 'low')).toEqual([99, 50.5, 50.5, 99]);
  });

  it('leaves what it was given as it is, and makes other data of it', () => {
    const given = market();
    const before = JSON.stringify(given);
    const made = shockSeries(given, [{ ...low, multiply: 0.5 }]);
    expect(JSON.stringify(given)).toBe(before);
    expect(made[0]).toBe(given[0]);
    const hash = (series: SeriesInput[]) => createDataProvider({ name: 'x', series }).dataHash;
    expect(hash(made)).not.toBe(hash(market()));
    expect(hash(shockSeries(market(), []))).toBe(hash(market()));
  });

  it('that finds nothing is refused by name, all at once', () => {
    const text = problems(
      { ...low, series: 'perp/okx/BTC-USDT', multiply: 2 },
      { ...low, columns: ['low', 'lwo'], multiply: 2 },
      { ...low, from: '2023-01-01T00:00:00Z', until: '2023-01-02T00:00:00Z', multiply: 2 },
      { ...low, series: 'perp/*', multiply: 2 },
      { ...low, copy: 'nothing' },
    );
    expect(text.split('\n').map((line) => line.slice(0, 70))).toEqual([
      'data[0], perp/okx/BTC-USDT: matches no series; the run reads spot/bina',
      'data[1], perp/*/BTC-USDT: perp/binance/BTC-USDT has no column lwo; the',
      'data[1], perp/*/BTC-USDT: perp/bybit/BTC-USDT has no column lwo; there',
      'data[2], perp/*/BTC-USDT: perp/binance/BTC-USDT has no row from 2023-0',
      'data[2], perp/*/BTC-USDT: perp/bybit/BTC-USDT has no row from 2023-01-',
      'data[3], perp/*: matches no series; the run reads spot/binance/BTC-USD',
      'data[4], perp/*/BTC-USDT: perp/binance/BTC-USDT has no column nothing;',
      'data[4], perp/*/BTC-USDT: perp/bybit/BTC-USDT has no column nothing; t',
    ]);
  });

  it('has nothing to do with text', () => {
    const rewards = { ...rows('rewards/weETH', { amount_per_unit: [1] }) };
    const series = [{ ...rewards, columns: { ...rewards.columns, token: ['EIGEN'] } }];
    const shock = { series: 'rewards/weETH', columns: ['token'], set: 1 };
    const year = { from: '2024-01-01T00:00:00Z', until: '2025-01-01T00:00:00Z' };
    expect(() => shockSeries(series, [{ ...shock, ...year }])).toThrow('no column token');
  });

  it('changes nothing outside its time', () => {
    const effect = fc.constantFrom({ multiply: 3 }, { add: 5 }, { set: 2 }, { copy: 'high' });
    const hour = fc.integer({ min: 0, max: 30 });
    fc.assert(
      fc.property(effect, hour, hour, (change, from, lasts) => {
        const series = candles('spot/binance/BTC-USDT', 31);
        const window = {
          from: iso(START_MS + from * HOUR_MS),
          until: iso(START_MS + (from + lasts + 1) * HOUR_MS),
        };
        const shock = { series: series.id, columns: ['close'], ...window, ...change };
        const close = valuesOf(shockSeries([series], [shock]), series.id, 'close');
        close.forEach((value, row) => {
          const isInside = row >= from && row <= from + lasts;
          expect(value === 100).toBe(!isInside);
        });
      }),
    );
  });
});

describe('a rate that is raised', () => {
  const YEAR_DAYS = 365;
  const daily = (
    rates: readonly number[],
    side: 'supply' | 'borrow',
    grow: (x: number) => number,
  ) => {
    const index = [1];
    for (const rate of rates.slice(0, -1)) index.push(index.at(-1)! * grow(rate / YEAR_DAYS));
    const flat = rates.map(() => 1);
    const [rate, name] =
      side === 'supply'
        ? ['supply_apr', 'liquidity_index']
        : ['borrow_apr', 'variable_borrow_index'];
    const zero = rates.map(() => 0);
    return rows(
      'aave_v3/WETH',
      {
        liquidity_index: flat,
        variable_borrow_index: flat,
        supply_apr: zero,
        borrow_apr: zero,
        oracle_price_usd: flat,
        [rate]: [...rates],
        [name]: index,
      },
      DAY_MS,
    );
  };
  const linear = (x: number) => 1 + x;
  const compounded = (x: number) => 1 + x + x ** 2 / 2 + x ** 3 / 6;
  const raise = (
    from: number,
    until: number,
    side: 'supply' | 'borrow',
    accrue_apr = 0.3,
  ): Shock => ({
    series: 'aave_v3/WETH',
    side,
    from: iso(START_MS + from * DAY_MS),
    until: iso(START_MS + until * DAY_MS),
    accrue_apr,
  });

  it.each([
    ['supply', 'supply_apr', 'liquidity_index', linear],
    ['borrow', 'borrow_apr', 'variable_borrow_index', compounded],
  ] as const)(
    'of %s makes the index that such rates would have made',
    (side, rate, index, grow) => {
      const series = shockSeries(
        [daily([0.02, 0.03, 0.04, 0.05, 0.06], side, grow)],
        [raise(1, 3, side)],
      );
      const rates = [0.02, 0.33, 0.34, 0.05, 0.06];
      valuesOf(series, 'aave_v3/WETH', rate).forEach((value, row) =>
        expect(value).toBeCloseTo(rates[row]!, 15),
      );
      const expected = daily(rates, side, grow).columns[index]!;
      valuesOf(series, 'aave_v3/WETH', index).forEach((value, row) =>
        expect(value).toBeCloseTo(expected[row]!, 14),
      );
    },
  );

  it('leaves the other side alone', () => {
    const given = daily([0.02, 0.03, 0.04], 'borrow', compounded);
    const [series] = shockSeries([given], [raise(0, 3, 'borrow')]);
    expect(series!.columns['liquidity_index']).toBe(given.columns['liquidity_index']);
    expect(series!.columns['supply_apr']).toBe(given.columns['supply_apr']);
  });

  it('leaves the index up to its begin, and lets it never fall', () => {
    const step = fc.record({
      rate: fc.double({ min: 0, max: 1, noNaN: true }),
      growth: fc.double({ min: 0, max: 0.01, noNaN: true }),
    });
    const day = fc.integer({ min: 0, max: 8 });
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 10, maxLength: 10 }),
        day,
        day,
        fc.constantFrom('supply' as const, 'borrow' as const),
        fc.double({ min: 1e-6, max: 5, noNaN: true }),
        (steps, from, lasts, side, apr) => {
          const given = daily(
            steps.map(({ rate }) => rate),
            side,
            linear,
          );
          const name = side === 'supply' ? 'liquidity_index' : 'variable_borrow_index';
          let index = 1;
          given.columns[name] = steps.map(({ growth }) => (index *= 1 + growth));
          const made = valuesOf(
            shockSeries([given], [raise(from, from + lasts + 1, side, apr)]),
            given.id,
            name,
          );
          made.forEach((value, row) => {
            if (row <= from) expect(value).toBe(given.columns[name]![row]);
            else expect(value).toBeGreaterThan(given.columns[name]![row]!);
            if (row > 0) expect(value).toBeGreaterThanOrEqual(made[row - 1]!);
          });
        },
      ),
    );
  });

  it('is refused for what has no such rate', () => {
    const shock = { ...raise(0, 1, 'borrow'), series: 'spot/*/BTC-USDT' };
    expect(problems(shock)).toContain('spot/binance/BTC-USDT has no column borrow_apr');
  });
});
