import { ComponentError, HOUR_MS, DAY_MS } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { createDataProvider } from '../provider/create-data-provider.js';
import { candles, rows, START_MS } from '../testing/example-series.js';
import { assertCoverage, checkCoverage } from './check-coverage.js';

const SPOT = 'spot/binance/BTC-USDT';
const FUNDING = 'funding/binance/BTC-USDT';
const FX = 'fx/USDT-USD';
const hour = (count: number) => START_MS + count * HOUR_MS;

const provider = createDataProvider({
  name: 'mine',
  series: [
    candles(SPOT, 48),
    rows(FUNDING, { rate: [1e-4, 1e-4, 1e-4] }, 8 * HOUR_MS),
    rows(FX, { rate: [1, 1] }, DAY_MS),
    {
      id: 'rewards/weETH',
      timestampsMs: [hour(900)],
      columns: { token: ['EIGEN'], amount_per_unit: [1] },
    },
    rows('gas/ethereum', { base_fee_gwei: [1], priority_fee_gwei: [1] }),
  ],
});

function refusalOf(make: () => unknown): ComponentError {
  try {
    make();
  } catch (error) {
    if (error instanceof ComponentError) return error;
  }
  throw new Error('expected a ComponentError');
}

const cover = (required: readonly string[], startMs: number, endMs: number) => ({
  required,
  startMs,
  endMs,
});

describe('coverage', () => {
  it('is given from the first close to the last', () => {
    expect(checkCoverage(provider, cover([SPOT], hour(1), hour(48)))).toEqual([]);
    expect(() => assertCoverage(provider, cover([SPOT], hour(1), hour(48)))).not.toThrow();
    expect(checkCoverage(provider, cover([SPOT], hour(0), hour(48)))).toHaveLength(1);
    expect(checkCoverage(provider, cover([SPOT], hour(1), hour(49)))).toHaveLength(1);
  });

  it('lets a value stand for one usual spacing after its last row', () => {
    expect(checkCoverage(provider, cover([FX], hour(0), hour(48)))).toEqual([]);
    expect(checkCoverage(provider, cover([FX], hour(0), hour(49)))).toHaveLength(1);
    expect(checkCoverage(provider, cover([FX], hour(-1), hour(24)))).toHaveLength(1);
  });

  it('lets a run begin up to one funding before the first, and with no reward at all', () => {
    const required = [FUNDING, 'rewards/weETH'];
    expect(checkCoverage(provider, cover(required, hour(-8), hour(24)))).toEqual([]);
    expect(checkCoverage(provider, cover(required, hour(-9), hour(24)))).toHaveLength(1);
  });

  it('is of a single moment where a series has one row', () => {
    expect(checkCoverage(provider, cover(['gas/ethereum'], hour(0), hour(0)))).toEqual([]);
    expect(checkCoverage(provider, cover(['gas/ethereum'], hour(0), hour(1)))).toHaveLength(1);
  });

  it('lacking series are named all at once before anything else', () => {
    const required = [SPOT, 'spot/okx/BTC-USDT', 'perp/okx/BTC-USDT'];
    const error = refusalOf(() => assertCoverage(provider, cover(required, 0, hour(99))));
    expect(error.code).toBe('DATA-001');
    expect(error.message).toContain('spot/okx/BTC-USDT, perp/okx/BTC-USDT');
    expect(error.context['available']).toContain(SPOT);
  });

  it('too short is refused with the range that all series have in common', () => {
    const error = refusalOf(() => assertCoverage(provider, cover([SPOT, FX], hour(0), hour(99))));
    expect(error.code).toBe('DATA-002');
    expect(error.message).toContain('2024-01-01T01:00:00Z to 2024-01-03T00:00:00Z: choose start');
  });

  it('without a common period says so', () => {
    const late = createDataProvider({
      name: 'x',
      series: [
        candles(SPOT, 3),
        { ...candles('perp/okx/BTC-USDT', 3), timestampsMs: [90, 91, 92].map(hour) },
      ],
    });
    const found = checkCoverage(late, cover([SPOT, 'perp/okx/BTC-USDT'], hour(1), hour(2)));
    expect(found[0]?.remedy).toContain('no period in common');
  });
});
