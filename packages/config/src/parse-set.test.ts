import { expect, it } from 'vitest';
import { parseSet } from './parse-set.js';

it.each([
  ['hedge_leverage=3', ['hedge_leverage'], 3],
  ['hedge_allocation.okx=0.2', ['hedge_allocation', 'okx'], 0.2],
  ['a.b=', ['a', 'b'], null],
  ['a=x=y', ['a'], 'x=y'],
  [
    'venues.data_subscriptions=[binance, aave]',
    ['venues', 'data_subscriptions'],
    ['binance', 'aave_v3'],
  ],
  ['hedge_allocation={binance: 1}', ['hedge_allocation'], { binance: 1 }],
  ['venue_overrides.wallet.assets=[ETH]', ['venue_configs', 'alchemy', 'assets'], ['ETH']],
  [
    'component_config.event_driven_strategy_engine.timeout=9',
    ['component_config', 'event_driven_strategy_engine', 'timeout_seconds'],
    9,
  ],
])('reads %s', (text, keys, values) => {
  expect(parseSet(text)).toMatchObject({ keys, layer: { values } });
});

it.each([
  ['hedge_leverage', 'must be written as path=value'],
  [`a=${'x'.repeat(10_000)}`, 'must be written as path=value'],
  ['=3', 'path of keys'],
  ['a..b=3', 'path of keys'],
  ['a.__proto__.b=3', 'path of keys'],
  ['a={b: 1, b: 2}', 'valid YAML'],
  ['a=[1', 'valid YAML'],
])('refuses %s', (text, allowed) => {
  expect(parseSet(text)).toMatchObject({
    file: '--set',
    allowed: expect.stringContaining(allowed),
  });
});
