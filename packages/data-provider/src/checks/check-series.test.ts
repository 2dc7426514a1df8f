import { DAY_MS, HOUR_MS } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import type { SeriesInput } from '../series/series-input.js';
import { candles, reserve, rows, START_MS } from '../testing/example-series.js';
import { checkSeries } from './check-series.js';
import type { CheckName, Severity } from './finding.js';

const SPOT = 'spot/binance/BTC-USDT';
const PERP = 'perp/binance/BTC-USDT';
const FUNDING = 'funding/binance/BTC-USDT';

type Spoilable = ReturnType<typeof candles>;

function spoiled(series: Spoilable, column: string, row: number, value: number): Spoilable {
  series.columns[column]![row] = value;
  return series;
}

function atHours(series: Spoilable, hours: readonly number[]): SeriesInput {
  return { ...series, timestampsMs: hours.map((hour) => START_MS + hour * HOUR_MS) };
}

const reserveWith = (columns: Record<string, number[]>) =>
  rows('aave_v3/WETH', { ...reserve().columns, ...columns });
const lst = () => rows('lst/weETH', { exchange_rate: [1, 1.1], market_price_eth: [1, 1.1] });
const gas = () => rows('gas/ethereum', { base_fee_gwei: [1, 2], priority_fee_gwei: [0, 1] });
const fx = () => rows('fx/USDT-USD', { rate: [1, 1] });
const funding = () => rows(FUNDING, { rate: [1e-4, -0.04, 0.04] }, 8 * HOUR_MS);

interface Case {
  readonly fault: string;
  readonly series: readonly SeriesInput[];
  readonly check: CheckName;
  readonly severity: Severity;
  readonly says: RegExp;
}

const cases: readonly Case[] = [
  ['an unknown kind', [{ ...fx(), id: 'options/x' }], 'shape', 'error', /no such kind/],
  ['a path that leads out', [{ ...fx(), id: 'fx/../A-B' }], 'shape', 'error', /no such kind/],
  ['a pair without a dash', [{ ...fx(), id: 'fx/USDT' }], 'shape', 'error', /no such kind/],
  ['a missing column', [rows(SPOT, { close: [1, 2] })], 'shape', 'error', /open is missing/],
  [
    'an unknown column',
    [rows('fx/A-B', { rate: [1], x: [1] })],
    'shape',
    'error',
    /x is not known/,
  ],
  [
    'columns of unlike length',
    [rows('fx/A-B', { rate: [1] }), { ...fx(), timestampsMs: [1] }],
    'shape',
    'error',
    /2 values for 1 timestamp/,
  ],
  ['no rows', [rows('fx/A-B', { rate: [] })], 'shape', 'error', /no rows/],
  ['one candle of unknown length', [candles(SPOT, 1)], 'shape', 'error', /length of its candles/],
  ['a series given twice', [fx(), fx()], 'shape', 'error', /more than once/],
  [
    'a broken timestamp',
    [atHours(candles(SPOT), [0, 0.123456789, 1, 2])],
    'order',
    'error',
    /whole number/,
  ],
  [
    'a timestamp that is no time',
    [atHours(candles(SPOT), [0, 1, 2, 1e300])],
    'order',
    'error',
    /whole number/,
  ],
  ['a repeated timestamp', [atHours(candles(SPOT), [0, 1, 1, 2])], 'duplicate', 'error', /repeats/],
  [
    'rows out of order',
    [atHours(candles(SPOT), [0, 2, 1, 3])],
    'order',
    'error',
    /before the one above/,
  ],
  [
    'a value that is not finite',
    [spoiled(candles(SPOT), 'volume', 2, NaN)],
    'non_finite',
    'error',
    /volume is NaN/,
  ],
  [
    'a price of zero',
    [spoiled(candles(SPOT), 'low', 1, 0)],
    'impossible_value',
    'error',
    /low is 0/,
  ],
  [
    'a negative index price',
    [spoiled(candles(PERP), 'index', 1, -5)],
    'impossible_value',
    'error',
    /index is -5/,
  ],
  [
    'a negative volume',
    [spoiled(candles(SPOT), 'volume', 1, -1)],
    'impossible_value',
    'error',
    /volume is -1/,
  ],
  [
    'a high below the low',
    [spoiled(candles(SPOT), 'high', 1, 98)],
    'impossible_value',
    'error',
    /high 98 is below low 99/,
  ],
  [
    'a close outside the candle',
    [spoiled(candles(SPOT), 'close', 3, 102)],
    'impossible_value',
    'error',
    /close 102 is outside/,
  ],
  [
    'an open outside the candle',
    [spoiled(candles(SPOT), 'open', 3, 50)],
    'impossible_value',
    'error',
    /open 50 is outside/,
  ],
  [
    'a funding above 4 %',
    [spoiled(funding(), 'rate', 0, 0.0401)],
    'impossible_value',
    'error',
    /rate is 0.0401/,
  ],
  [
    'a funding below -4 %',
    [spoiled(funding(), 'rate', 0, -0.0401)],
    'impossible_value',
    'error',
    /rate is -0.0401/,
  ],
  [
    'a lending index below 1',
    [spoiled(reserve(), 'liquidity_index', 0, 0.99)],
    'impossible_value',
    'error',
    /is 0.99/,
  ],
  [
    'a falling lending index',
    [spoiled(reserve(), 'variable_borrow_index', 1, 1.3)],
    'impossible_value',
    'error',
    /falls from 1.3 to 1.2/,
  ],
  [
    'a negative lending rate',
    [spoiled(reserve(), 'supply_apr', 1, -0.1)],
    'impossible_value',
    'error',
    /supply_apr is -0.1/,
  ],
  [
    'an exchange rate below 1',
    [spoiled(lst(), 'exchange_rate', 0, 0.5)],
    'impossible_value',
    'error',
    /is 0.5/,
  ],
  [
    'a falling exchange rate, which slashing may explain',
    [spoiled(lst(), 'exchange_rate', 0, 1.2)],
    'impossible_value',
    'warning',
    /falls from 1.2 to 1.1/,
  ],
  [
    'a loan-to-value above the liquidation threshold',
    [reserveWith({ ltv: [0.8, 0.84, 0.8], liquidation_threshold: [0.83, 0.83, 0.83] })],
    'impossible_value',
    'error',
    /ltv 0.84 is above liquidation_threshold 0.83/,
  ],
  [
    'more borrowed than was supplied',
    [reserveWith({ total_borrowed: [1, 2, 4], total_supplied: [3, 3, 3] })],
    'impossible_value',
    'warning',
    /total_borrowed 4 is above total_supplied 3/,
  ],
  [
    'a cap below zero',
    [reserveWith({ supply_cap: [1, -1, 1] })],
    'impossible_value',
    'error',
    /supply_cap is -1/,
  ],
  [
    'a threshold that is no share',
    [reserveWith({ liquidation_threshold: [0.8, 80, 0.8] })],
    'impossible_value',
    'error',
    /liquidation_threshold is 80/,
  ],
  [
    'a negative gas price',
    [spoiled(gas(), 'base_fee_gwei', 1, -1)],
    'impossible_value',
    'error',
    /is -1/,
  ],
  [
    'a currency rate of zero',
    [spoiled(fx(), 'rate', 0, 0)],
    'impossible_value',
    'error',
    /rate is 0/,
  ],
  [
    'a reward without a token',
    [{ id: 'rewards/weETH', timestampsMs: [0], columns: { token: [''], amount_per_unit: [1] } }],
    'impossible_value',
    'error',
    /token is empty/,
  ],
  [
    'a short hole in candles',
    [atHours(candles(SPOT), [0, 1, 8, 9])],
    'gap',
    'warning',
    /6 candles missing in 1 gap, the first from 2024-01-01T02:00:00Z to 2024-01-01T08:00:00Z/,
  ],
  [
    'a long hole in candles',
    [atHours(candles(SPOT), [0, 1, 9, 10])],
    'gap',
    'error',
    /7 candles missing.*longest 7 h/,
  ],
  [
    'a funding left out',
    [{ ...funding(), timestampsMs: [0, 8, 24].map((h) => START_MS + h * HOUR_MS) }],
    'gap',
    'warning',
    /1 row missing/,
  ],
  [
    'candles off their own grid',
    [atHours(candles(SPOT), [0, 1, 2.5, 4])],
    'grid',
    'error',
    /on the grid/,
  ],
  [
    'venues on different grids',
    [candles(SPOT), atHours(candles(PERP), [0.5, 1.5, 2.5, 3.5])],
    'grid',
    'error',
    /1800000 ms off/,
  ],
  [
    'candles of different length',
    [candles(SPOT), atHours(candles(PERP), [0, 2, 4, 6])],
    'grid',
    'warning',
    /7200000 ms beside 3600000/,
  ],
  [
    'a perp far from spot',
    [candles(SPOT, 4, 100), candles(PERP, 4, 126)],
    'divergence',
    'warning',
    /more than 25 % away from spot/,
  ],
  [
    'a perp far from its index',
    [spoiled(candles(PERP), 'index', 2, 60)],
    'divergence',
    'warning',
    /away from its index, 60/,
  ],
].map(
  ([fault, series, check, severity, says]) => ({ fault, series, check, severity, says }) as Case,
);

describe('the checks on series', () => {
  it('find nothing in correct data', () => {
    const optional = rows('aave_v3/WETH', {
      ...reserve().columns,
      ltv: [0.8, 0.83, 0],
      liquidation_threshold: [0.83, 0.83, 0.83],
      total_supplied: [1, 2, 3],
      total_borrowed: [1, 0, 2],
    });
    const series = [
      candles(SPOT),
      candles(PERP),
      funding(),
      reserve(),
      optional,
      lst(),
      gas(),
      fx(),
    ];
    expect(checkSeries(series)).toEqual([]);
  });

  it.each(cases)('find $fault', ({ series, check, severity, says }) => {
    const findings = checkSeries(series);
    expect(findings).toContainEqual(
      expect.objectContaining({ check, severity, message: expect.stringMatching(says) as string }),
    );
    for (const finding of findings) expect(finding.remedy).not.toBe('');
  });

  it('report one fault of many rows once, with its number and the first time', () => {
    const series = candles(SPOT, 6);
    series.columns['volume'] = [1, -1, -2, 1, -3, 1];
    expect(checkSeries([series])).toEqual([
      {
        check: 'impossible_value',
        series: SPOT,
        severity: 'error',
        time: '2024-01-01T01:00:00Z',
        row: 1,
        count: 3,
        message: `${SPOT} at 2024-01-01T01:00:00Z: volume is -1 (3 rows like this)`,
        remedy: 'Allowed is 0 or more; check the unit of the source.',
      },
    ]);
  });

  it('let a longer hole pass where the caller allows it', () => {
    const series = atHours(candles(SPOT), [0, 1, 9, 10]);
    expect(checkSeries([series], { maxGapMs: DAY_MS })).toMatchObject([{ severity: 'warning' }]);
  });

  it('do not compare an asset with another, nor dollars with another currency', () => {
    const series = [
      candles('spot/binance/ETH-USDT', 4, 50),
      candles('spot/uniswap/BTC-WETH', 4, 20),
      candles(PERP),
    ];
    expect(checkSeries(series)).toEqual([]);
  });

  it('let rewards come when they come', () => {
    const series = {
      id: 'rewards/weETH',
      timestampsMs: [0, 1, 100].map((day) => day * DAY_MS),
      columns: { token: ['A', 'A', 'A'], amount_per_unit: [1, 0, 1] },
    };
    expect(checkSeries([series])).toEqual([]);
  });
});
