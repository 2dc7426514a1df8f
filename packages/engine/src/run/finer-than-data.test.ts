import { expect, it } from 'vitest';
import { parseRunConfig, type RunConfigInput } from '@basis/core-types';
import { createDataProvider, requiredSeries } from '@basis/data-provider';
import { shapedBasisSeries } from '@basis/sample-data';
import { basisConfig, basisMarket } from '../testing/basis-market.js';
import { finerThanData } from './finer-than-data.js';

const told = (
  interval: RunConfigInput['interval'],
  data = basisMarket({ steps: 50, spot: () => 1 }),
) => {
  const config = parseRunConfig({ ...basisConfig(), interval });
  return finerThanData(config, data, requiredSeries(config));
};

it('tells once that steps are finer than the candles, and how long those are', () => {
  expect(told('1m')).toBe(
    'interval 1m is finer than the data, whose candles are 1h long (perp/binance/BTC-USDT): between them prices stand still',
  );
  expect(told('30m')).toContain('1h');
});

it('says nothing where they are not', () => {
  expect(told('1h')).toBeUndefined();
  expect(told('1d')).toBeUndefined();
});

it('is not misled by a gap', () => {
  const series = shapedBasisSeries({ steps: 50, spot: () => 1 }).map((one) => {
    const keeps = (row: number) => row < 20 || row > 24;
    const kept = <T>(values: ArrayLike<T>) => Array.from(values).filter((_, row) => keeps(row));
    return {
      ...one,
      timestampsMs: kept(one.timestampsMs),
      columns: Object.fromEntries(
        Object.entries(one.columns).map(([name, values]) => [
          name,
          kept(values as ArrayLike<number>),
        ]),
      ),
    };
  });
  const gaps = createDataProvider({ name: 'gaps', synthetic: true, series });
  expect(told('1h', gaps)).toBeUndefined();
  expect(told('30m', gaps)).toContain('1h long');
});
