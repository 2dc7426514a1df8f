import { DAY_MS, HOUR_MS } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { candles, reserve, rows, START_MS } from '../testing/example-series.js';
import { createDataProvider } from './create-data-provider.js';

const at = START_MS + 2 * HOUR_MS;

describe('a copy of the view', () => {
  it('holds every part of the market document', () => {
    const provider = createDataProvider({
      name: 'x',
      series: [
        candles('spot/binance/ETH-USDT', 4, 2000),
        candles('spot/uniswap/EIGEN-WETH', 4, 2),
        candles('spot/binance/FOO-BAR', 4, 5),
        candles('perp/bybit/ETH-USDT', 4, 2010),
        rows('funding/bybit/ETH-USDT', { rate: [1e-4, 2e-4, 3e-4] }),
        reserve('aave_v3/WETH'),
        rows('gas/ethereum', { base_fee_gwei: [10, 11, 12], priority_fee_gwei: [1, 2, 3] }),
        {
          id: 'rewards/weETH',
          timestampsMs: [START_MS],
          columns: { token: ['EIGEN'], amount_per_unit: [0.2] },
        },
      ],
    });
    expect(provider.getData(at).copy()).toEqual({
      timestamp: '2024-01-01T02:00:00Z',
      market_data: {
        prices: { ETH: 2000, EIGEN: 4000 },
        rates: {
          funding: { bybit: { 'ETH-USDT': 3e-4 } },
          lending: { WETH: { supply_apr: 0.06, borrow_apr: 0.08 } },
        },
      },
      protocol_data: {
        aave_indexes: { WETH: { liquidity_index: 1.2, variable_borrow_index: 1.2 } },
        oracle_prices: { WETH: 1.001 },
        perp_prices: { bybit: { 'ETH-USDT': 2010 } },
      },
      staking_data: { rewards: { weETH: { token: 'EIGEN', amount_per_unit: 0.2 } }, apr: {} },
      execution_data: { gas_price_gwei: 15 },
    });
  });

  it('converts prices to USD where the dataset has the rate', () => {
    const provider = createDataProvider({
      name: 'x',
      series: [candles('spot/binance/BTC-USDT', 4, 1000), rows('fx/USDT-USD', { rate: [0.9] })],
    });
    expect(provider.getData(at).copy().market_data.prices).toEqual({ USDT: 0.9, BTC: 900 });
  });

  it('gives the yearly growth of an exchange rate over its last seven days', () => {
    const rate = [1, 1.5, 1.6, 1.7, 1.8, 1.9, 2, 2.1, 2.1 * 1.07];
    const series = [rows('lst/wstETH', { exchange_rate: rate, market_price_eth: rate }, DAY_MS)];
    const provider = createDataProvider({ name: 'x', series });
    const aprAfter = (days: number) =>
      provider.getData(START_MS + days * DAY_MS).copy().staking_data.apr;
    expect(aprAfter(0)).toEqual({});
    expect(aprAfter(1)['wstETH']).toBeCloseTo(0.5 * 365, 9);
    expect(aprAfter(8)['wstETH']).toBeCloseTo(((2.1 * 1.07) / 1.5 - 1) * (365 / 7), 9);
  });

  it('leaves out what is not visible yet', () => {
    const provider = createDataProvider({ name: 'x', series: [candles('spot/binance/BTC-USDT')] });
    const copy = provider.getData(START_MS).copy();
    expect(copy.market_data.prices).toEqual({});
    expect(copy.execution_data.gas_price_gwei).toBeNull();
  });
});
