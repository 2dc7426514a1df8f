import { type Outcome } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { TestWorld, T0, codeOf, flatMarket, hour, type Rows } from './testing/test-world.js';

/** Prices only from hour 1 on, gas as well. */
const LATE: Rows = Object.fromEntries(
  Object.entries(flatMarket([40_000])).map(([id, rows]) => [
    id,
    rows.map((row) => ({ ...row, at: hour(1) })),
  ]),
);

function funded(rows: Rows = flatMarket([40_000])) {
  const test = new TestWorld(rows);
  test.deposit('binance', 'spot', 'USDT', 1_000);
  test.deposit('binance', 'spot', 'BTC', 0.01);
  test.deposit('binance', 'margin', 'USDT', 1_000);
  test.deposit('alchemy', 'wallet', 'USDT', 1_000);
  test.deposit('alchemy', 'wallet', 'ETH', 0.002);
  return test;
}

type Ask = (test: TestWorld) => Outcome;

const REFUSED: readonly [code: string, what: string, ask: Ask, rows?: Rows][] = [
  ['VEN-001', 'a spot buy above the balance', (t) => t.order('binance', 'spot', 'buy', 0.025)],
  ['VEN-001', 'a spot sale above the balance', (t) => t.order('binance', 'spot', 'sell', 0.011)],
  [
    'VEN-001',
    'a withdrawal above the balance',
    (t) => t.transfer('binance:spot', 'alchemy:wallet', 'USDT', 1_000.01),
  ],
  [
    'VEN-001',
    'an internal transfer above the balance',
    (t) => t.transfer('binance:spot', 'binance:margin', 'USDT', 1_000.01),
  ],
  [
    'VEN-001',
    'more than the wallet holds',
    (t) => t.transfer('alchemy:wallet', 'binance:spot', 'USDT', 1_000.01),
  ],
  [
    'VEN-002',
    'a perp order above what the margin carries',
    (t) => t.order('binance', 'perp', 'sell', 0.249),
  ],
  ['VEN-003', 'a fraction of a lot, spot', (t) => t.order('binance', 'spot', 'buy', 0.0105)],
  ['VEN-003', 'a fraction of a lot, perp', (t) => t.order('binance', 'perp', 'buy', 0.0105)],
  ['VEN-003', 'less than the least size, spot', (t) => t.order('binance', 'spot', 'buy', 0.001)],
  ['VEN-003', 'less than the least size, perp', (t) => t.order('binance', 'perp', 'buy', 0.001)],
  ['VEN-003', 'nothing', (t) => t.order('binance', 'spot', 'buy', 0)],
  ['VEN-003', 'a negative quantity', (t) => t.order('binance', 'perp', 'buy', -0.01)],
  ['VEN-003', 'no number', (t) => t.order('binance', 'spot', 'sell', NaN)],
  ['VEN-003', 'an infinite quantity', (t) => t.order('binance', 'perp', 'sell', Infinity)],
  [
    'VEN-004',
    'a notional below the least, spot',
    (t) => t.order('binance', 'spot', 'buy', 0.002),
    flatMarket([24_000]),
  ],
  [
    'VEN-004',
    'a notional below the least, perp',
    (t) => t.order('binance', 'perp', 'buy', 0.002),
    flatMarket([24_000]),
  ],
  [
    'VEN-005',
    'reducing where nothing is open',
    (t) => t.order('binance', 'perp', 'buy', 0.01, { reduceOnly: true }),
  ],
  [
    'VEN-006',
    'an unknown symbol, spot',
    (t) => t.order('binance', 'spot', 'buy', 0.01, { symbol: 'DOGE-USDT' }),
  ],
  [
    'VEN-006',
    'an unknown symbol, perp',
    (t) => t.order('binance', 'perp', 'buy', 0.01, { symbol: 'DOGE-USDT' }),
  ],
  ['VEN-006', 'an unknown venue', (t) => t.order('kraken', 'spot', 'buy', 0.01)],
  [
    'VEN-006',
    'an asset that the exchange does not hold',
    (t) => t.transfer('binance:spot', 'alchemy:wallet', 'DOGE', 100),
  ],
  [
    'VEN-006',
    'an asset that the wallet does not hold',
    (t) => t.transfer('alchemy:wallet', 'binance:spot', 'BTC', 100),
  ],
  [
    'VEN-006',
    'a target that does not take the asset',
    (t) => t.transfer('binance:spot', 'alchemy:wallet', 'BTC', 0.005),
  ],
  [
    'VEN-006',
    'a bucket that the exchange does not have',
    (t) => t.transfer('binance:spot', 'binance:margin', 'BTC', 0.005),
  ],
  [
    'VEN-006',
    'a transfer of the wallet to itself',
    (t) => t.transfer('alchemy:wallet', 'alchemy:wallet', 'USDT', 100),
  ],
  [
    'VEN-007',
    'less than the least withdrawal',
    (t) => t.transfer('binance:spot', 'alchemy:wallet', 'USDT', 9.99),
  ],
  [
    'VEN-007',
    'nothing out of the wallet',
    (t) => t.transfer('alchemy:wallet', 'binance:spot', 'USDT', 0),
  ],
  [
    'VEN-007',
    'nothing between two buckets',
    (t) => t.transfer('binance:spot', 'binance:margin', 'USDT', 0),
  ],
  ['VEN-008', 'spot without a price', (t) => t.order('binance', 'spot', 'buy', 0.01), LATE],
  ['VEN-008', 'perp without a price', (t) => t.order('binance', 'perp', 'buy', 0.01), LATE],
  [
    'VEN-008',
    'a transaction without a gas price',
    (t) => t.transfer('alchemy:wallet', 'binance:spot', 'USDT', 100),
    LATE,
  ],
  ['VEN-009', 'an order at a wallet', (t) => t.order('alchemy', 'spot', 'buy', 0.01)],
  ['VEN-009', 'an order with money in motion', (t) => t.order('in_transit', 'spot', 'buy', 0.01)],
  [
    'VEN-010',
    'ETH without what its own gas costs',
    // Gas is 65,000 x 20 gwei = 0.0013 of the 0.002 ETH held.
    (t) => t.transfer('alchemy:wallet', 'cold:wallet', 'ETH', 0.001),
  ],
];

describe('the venues refuse', () => {
  it.each(REFUSED)('%s: %s, and nothing happens', (code, _what, ask, rows) => {
    const test = funded(rows);
    const before = test.everything();
    const outcome = ask(test);
    expect(codeOf(outcome)).toBe(code);
    expect(test.everything()).toEqual(before);
    expect(test.world.nextEventAt()).toBe(Infinity);
    expect(test.now).toBe(T0);
  });
});
