import { DAY_MS, HOUR_MS, MINUTE_MS } from '@basis/core-types';
import { checkCoverage, checkSeries, createDataProvider } from '@basis/data-provider';
import { describe, expect, it } from 'vitest';
import { generateSample } from './generate-sample.js';
import { SAMPLE_OPTIONS, type SampleOptions } from './options.js';
import { generateSampleSeries } from './series/generate-sample-series.js';

const short: SampleOptions = { ...SAMPLE_OPTIONS, days: 10 };

describe('the generated sample', () => {
  it('is the same for the same options and another for another seed', () => {
    expect(generateSample(short)).toEqual(generateSample(short));
    const other = generateSample({ ...short, seed: 5 });
    const changed = other.files.filter(
      (file, at) => file.text !== generateSample(short).files[at]!.text,
    );
    expect(changed).toHaveLength(other.files.length);
  });

  it.each([
    ['an hour', short],
    ['five minutes', { ...short, days: 3, intervalMs: 5 * MINUTE_MS }],
    ['another year', { ...short, startMs: Date.UTC(2025, 5, 1), days: 20 }],
  ])('passes every check on data with candles of %s', (_, options) => {
    expect(checkSeries(generateSampleSeries(options))).toEqual([]);
  });

  it('shows everything from its first moment to its last', () => {
    const provider = createDataProvider({ name: 'x', series: generateSampleSeries(short) });
    const required = provider.series.map((one) => one.id);
    const endMs = short.startMs + short.days * DAY_MS;
    expect(checkCoverage(provider, { required, startMs: short.startMs, endMs })).toEqual([]);
    const view = provider.getData(short.startMs);
    expect(provider.series.every((one) => view.visibleSince(one.index) === short.startMs)).toBe(
      true,
    );
  });

  it('describes every series in its manifest and says that it is synthetic', () => {
    const { manifest, files } = generateSample(short);
    expect(manifest).toMatchObject({ synthetic: true, seed: short.seed, interval: '1h' });
    expect(Object.keys(manifest.series)).toHaveLength(files.length - 1);
    expect(manifest.series['spot/binance/BTC-USDT']).toMatchObject({
      rows: 241,
      first: '2023-12-31T23:00Z',
      last: '2024-01-10T23:00Z',
    });
    expect(files[0]!.text).toContain('synthetic: true\nseed: 20240101\ninterval: 1h\n');
    const minutes = generateSample({ ...short, days: 1, intervalMs: 15 * MINUTE_MS });
    expect(minutes.manifest.interval).toBe('15m');
  });

  it('has rewards from October 2024 on, the first for six weeks, and a market for them', () => {
    const startMs = Date.UTC(2024, 9, 1);
    const series = generateSampleSeries({ ...short, startMs, days: 30 });
    const rewards = series.find((one) => one.id === 'rewards/weETH')!;
    expect(Array.from(rewards.timestampsMs)).toEqual(
      [5, 12, 19, 26].map((day) => Date.UTC(2024, 9, day)),
    );
    expect(rewards.columns['amount_per_unit']![0]).toBe(1.231);
    const market = series.find((one) => one.id === 'spot/uniswap/EIGEN-WETH')!;
    expect(market.timestampsMs[0]).toBe(Date.UTC(2024, 9, 5) - HOUR_MS);
    expect(generateSampleSeries(short).some((one) => one.id === 'rewards/weETH')).toBe(false);
  });

  it.each([
    ['seed', -1],
    ['seed', 0.5],
    ['seed', 2 ** 32],
    ['startMs', 1],
    ['startMs', -DAY_MS],
    ['intervalMs', 7 * HOUR_MS],
    ['intervalMs', 7 * MINUTE_MS],
    ['intervalMs', 0],
    ['days', 0],
    ['days', 1.5],
    ['days', 1e6],
  ])('refuses %s of %d, naming it', (option, value) => {
    expect(() => generateSample({ ...short, [option]: value })).toThrow(
      new RegExp(`^${option} is .*allowed is`),
    );
  });
});
