import { ComponentError, HOUR_MS, type MarketView } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { candles, reserve, rows, START_MS } from '../testing/example-series.js';
import { createDataProvider } from './create-data-provider.js';

const SPOT = 'spot/binance/BTC-USDT';
const GAS = 'gas/ethereum';

function refusalOf(make: () => unknown): ComponentError {
  try {
    make();
  } catch (error) {
    if (error instanceof ComponentError) return error;
  }
  throw new Error('expected a ComponentError');
}

describe('a data provider over arrays', () => {
  it('shows a candle when it closes and other rows at their own timestamp', () => {
    const gas = rows(GAS, { base_fee_gwei: [10, 11], priority_fee_gwei: [1, 1] });
    const provider = createDataProvider({ name: 'x', series: [candles(SPOT), gas] });
    const close = provider.field(SPOT, 'close');
    const fee = provider.field(GAS, 'base_fee_gwei');

    const atOpen = provider.getData(START_MS);
    expect(atOpen.value(close)).toBeNaN();
    expect(atOpen.value(fee)).toBe(10);
    expect(provider.getData(START_MS + HOUR_MS - 1).value(close)).toBeNaN();
    const atClose = provider.getData(START_MS + HOUR_MS);
    expect(atClose.value(close)).toBe(100);
    expect(atClose.visibleSince(provider.find(SPOT)!.index)).toBe(START_MS + HOUR_MS);
  });

  it('takes the length of candles from the caller before the spacing of the rows', () => {
    const daily = { ...candles(SPOT, 1), intervalMs: 24 * HOUR_MS };
    const provider = createDataProvider({ name: 'x', series: [daily] });
    expect(provider.find(SPOT)?.firstVisibleMs).toBe(START_MS + 24 * HOUR_MS);
  });

  it('names what is missing when a series or column is asked for that is not there', () => {
    const provider = createDataProvider({ name: 'mine', series: [candles(SPOT)] });
    expect(refusalOf(() => provider.field('spot/okx/BTC-USDT', 'close'))).toMatchObject({
      code: 'DATA-001',
      context: { available: [SPOT] },
    });
    expect(refusalOf(() => provider.field(SPOT, 'index'))).toMatchObject({ code: 'DATA-001' });
    expect(provider.checkComponentHealth()).toMatchObject({ status: 'degraded', error_count: 2 });
  });

  it('reports its component, series and rows as healthy', () => {
    const provider = createDataProvider({ name: 'x', synthetic: true, series: [candles(SPOT, 5)] });
    expect(provider.synthetic).toBe(true);
    expect(provider.checkComponentHealth()).toMatchObject({
      component: 'DataProvider',
      status: 'healthy',
      error_count: 0,
      series_count: 1,
      rows: 5,
    });
  });

  it('reads the text of the visible row, empty before the first and for series without text', () => {
    const rewards = {
      id: 'rewards/weETH',
      timestampsMs: [START_MS, START_MS + HOUR_MS],
      columns: { token: ['EIGEN', 'ETHFI'], amount_per_unit: [0.2, 0.1] },
    };
    const provider = createDataProvider({ name: 'x', series: [rewards, candles(SPOT)] });
    const { index } = provider.find('rewards/weETH')!;
    expect(provider.text(index)).toBe('');
    provider.getData(START_MS);
    expect(provider.text(index)).toBe('EIGEN');
    provider.getData(START_MS + HOUR_MS);
    expect(provider.text(index)).toBe('ETHFI');
    expect(provider.text(provider.find(SPOT)!.index)).toBe('');
    expect(() => provider.field('rewards/weETH', 'token')).toThrow(/is text/);
  });

  it('refuses a time that is not a number', () => {
    const provider = createDataProvider({ name: 'x', series: [candles(SPOT)] });
    expect(refusalOf(() => provider.getData(NaN)).code).toBe('DATA-002');
  });

  it('lists every finding when it refuses, and keeps warnings when it does not', () => {
    const broken = { ...candles(SPOT), timestampsMs: [0, 0, 1, 2] };
    broken.columns['close']![3] = -1;
    const refusal = refusalOf(() =>
      createDataProvider({
        name: 'bad',
        series: [broken, { ...reserve('aave_v3/X'), id: 'no/such' }],
      }),
    );
    expect(refusal.code).toBe('DATA-003');
    const checks = (refusal.context['findings'] as { check: string }[]).map((one) => one.check);
    expect(new Set(checks)).toEqual(new Set(['shape', 'duplicate', 'impossible_value']));

    const hole = {
      ...candles(SPOT),
      timestampsMs: [0, 1, 2, 4].map((at) => START_MS + at * HOUR_MS),
    };
    expect(createDataProvider({ name: 'ok', series: [hole] }).warnings).toMatchObject([
      { check: 'gap', severity: 'warning' },
    ]);
  });

  it('says how many findings it does not show', () => {
    const series = ['A', 'B', 'C', 'D', 'E', 'F', 'G'].map((id) => ({ ...candles(SPOT), id }));
    expect(refusalOf(() => createDataProvider({ name: 'bad', series })).message).toMatch(
      /and 2 more/,
    );
  });

  it('has nothing to show and nothing to come without series', () => {
    const provider = createDataProvider({ name: 'empty', series: [] });
    expect(provider.nextChangeAt()).toBe(Infinity);
    expect(provider.getData(0).timestampMs).toBe(0);
  });
});

describe('the data hash', () => {
  const hashOf = (...series: Parameters<typeof createDataProvider>[0]['series'][number][]) =>
    createDataProvider({ name: 'x', series }).dataHash;

  it('does not depend on the order of series, nor on the kind of array', () => {
    const spot = candles(SPOT);
    const typed = { ...spot, timestampsMs: Float64Array.from(spot.timestampsMs) };
    expect(hashOf(spot, reserve())).toBe(hashOf(reserve(), typed));
  });

  it('changes with any value, timestamp, name, text and length of candles', () => {
    const base = hashOf(candles(SPOT));
    const value = candles(SPOT);
    value.columns['volume']![2] = 1.0000000000000002;
    const later = candles(SPOT);
    const hashes = [
      hashOf(value),
      hashOf({ ...later, timestampsMs: Array.from(later.timestampsMs, (time) => time + 1) }),
      hashOf(candles('spot/okx/BTC-USDT')),
      hashOf({ ...candles(SPOT), intervalMs: HOUR_MS / 2 }),
      hashOf(candles(SPOT), reserve()),
    ];
    expect(new Set([base, ...hashes]).size).toBe(6);
    const reward = (token: string) => ({
      id: 'rewards/weETH',
      timestampsMs: [0],
      columns: { token: [token], amount_per_unit: [1] },
    });
    expect(hashOf(reward('EIGEN'))).not.toBe(hashOf(reward('ETHFI')));
  });
});

describe('in debug', () => {
  const guarded = () => createDataProvider({ name: 'x', series: [candles(SPOT)], debug: true });

  it('every read of a view after the clock moved is an error', () => {
    const provider = guarded();
    const stale = provider.getData(START_MS);
    provider.getData(START_MS + HOUR_MS);
    const reads: ((view: MarketView) => unknown)[] = [
      (view) => view.timestampMs,
      (view) => view.value(0),
      (view) => view.visibleSince(0),
      (view) => view.copy(),
    ];
    for (const read of reads) expect(refusalOf(() => read(stale)).code).toBe('DATA-005');
  });

  it('a view stays good while the clock stands, and a copy for ever', () => {
    const provider = guarded();
    const view = provider.getData(START_MS + HOUR_MS);
    expect(provider.getData(START_MS + HOUR_MS)).toBe(view);
    const copy = view.copy();
    provider.getData(START_MS + 2 * HOUR_MS);
    expect(copy.market_data.prices).toEqual({ BTC: 100 });
  });

  it('answers as without the guard', () => {
    const plain = createDataProvider({ name: 'x', series: [candles(SPOT)] });
    const provider = guarded();
    expect(provider.name).toBe(plain.name);
    expect(provider.synthetic).toBe(plain.synthetic);
    expect(provider.dataHash).toBe(plain.dataHash);
    expect(provider.series).toEqual(plain.series);
    expect(provider.find(SPOT)).toEqual(plain.find(SPOT));
    expect(provider.field(SPOT, 'low')).toBe(plain.field(SPOT, 'low'));
    expect(provider.text(0)).toBe(plain.text(0));
    expect(provider.warnings).toEqual(plain.warnings);
    expect(provider.nextChangeAt()).toBe(plain.nextChangeAt());
    expect(provider.checkComponentHealth()).toEqual(plain.checkComponentHealth());
    const t = START_MS + 2 * HOUR_MS;
    expect(provider.getData(t).value(0)).toBe(plain.getData(t).value(0));
    expect(provider.getData(t).visibleSince(0)).toBe(plain.getData(t).visibleSince(0));
    expect(provider.getData(t).timestampMs).toBe(t);
  });
});
