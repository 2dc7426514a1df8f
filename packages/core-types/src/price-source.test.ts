import { describe, expect, it } from 'vitest';
import type { SeriesKind } from './market.js';
import { priceSource } from './price-source.js';

const named = (ids: readonly string[]) =>
  ids.map((id) => ({ id, kind: id.slice(0, id.indexOf('/')) as SeriesKind }));
const close = (series: string, per: string) => ({ per, column: { series, name: 'close' } });

describe('where the price of a token stands', () => {
  const ALL = named([
    'aave_v3/WETH',
    'fx/USDT-USD',
    'perp/okx/EIGEN-USDT',
    'spot/binance/BTC-USDC',
    'spot/binance/BTC-USDT',
    'spot/okx/BTC-USDT',
    'spot/okx/ETH-USDT',
    'spot/uniswap/EIGEN-WETH',
    'spot/uniswap/ETH-WETH',
    'spot/uniswap/FOO-BAR',
  ]);

  it.each([
    ['the dollar: nowhere', 'USD', undefined],
    [
      'a stable coin: its own fx series',
      'USDT',
      { per: 'USD', column: { series: 'fx/USDT-USD', name: 'rate' } },
    ],
    ['a stable coin without one: a dollar', 'USDC', { per: 'USD' }],
    ['WETH: ETH', 'WETH', { per: 'ETH' }],
    ['a token: USDT before other quotes', 'BTC', close('spot/binance/BTC-USDT', 'USDT')],
    ['ETH: its market, not its oracle', 'ETH', close('spot/okx/ETH-USDT', 'USDT')],
    ['a reward: what it is traded for', 'EIGEN', close('spot/uniswap/EIGEN-WETH', 'WETH')],
    ['a token traded for what has no price', 'FOO', undefined],
    ['a token that nobody trades', 'DOGE', undefined],
  ])('%s', (_, asset, expected) => {
    expect(priceSource(asset, ALL)).toEqual(expected);
  });

  it('is a market of the preferred venues, in their order', () => {
    expect(priceSource('BTC', ALL, ['okx', 'binance'])).toEqual(close('spot/okx/BTC-USDT', 'USDT'));
    expect(priceSource('BTC', ALL, ['kraken'])).toEqual(close('spot/binance/BTC-USDT', 'USDT'));
  });

  it('is the oracle for ETH where only its price in itself is traded', () => {
    expect(priceSource('ETH', named(['aave_v3/WETH', 'spot/uniswap/ETH-WETH']))).toEqual({
      per: 'USD',
      column: { series: 'aave_v3/WETH', name: 'oracle_price_usd' },
    });
    expect(priceSource('ETH', named(['spot/uniswap/ETH-WETH']))).toBeUndefined();
  });
});
