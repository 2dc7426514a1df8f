import { BPS, type ContractCall } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { swap } from '../../testing/chain-calls.js';
import { CALL_GAS_ETH, ETH_USD, RATE, chainWorld } from '../../testing/chain-world.js';
import { T0, codeOf, done, hour, type Rows, type TestWorld } from '../../testing/test-world.js';

const ETH = 'alchemy:wallet:ETH';
const WETH = 'alchemy:wallet:WETH';
const WSTETH = 'alchemy:wallet:wstETH';
const USDT = 'alchemy:wallet:USDT';

type Pool = {
  fee_bps: number;
  slippage_bps: number;
  price_series: string;
  impact?: object;
};
type PoolChange = (pools: Record<string, Pool>, dex: Record<string, unknown>) => void;

function world(rows: Rows = {}, change: PoolChange = () => undefined): TestWorld {
  const test = chainWorld(rows, (venues) => {
    const dex = venues['uniswap'] as unknown as Record<string, unknown>;
    change(dex['pools'] as Record<string, Pool>, dex);
  });
  for (const asset of ['ETH', 'WETH', 'wstETH', 'EIGEN']) {
    test.deposit('alchemy', 'wallet', asset, 100);
  }
  test.deposit('alchemy', 'wallet', 'USDT', 100_000);
  return test;
}

/** wstETH at a market that pays another price than the protocol's 1.2. */
const lstAt = (market: number): Rows => ({
  'lst/wstETH': [{ at: T0, exchange_rate: RATE.wstETH, market_price_eth: market }],
});

/** The postings of one transaction. */
function booked(test: TestWorld, call: ContractCall): [string, string, number][] {
  const from = test.books.postings.length;
  done(test.transact([call]));
  return test.posted(from);
}

const near = (amount: number) => expect.closeTo(amount, 12) as number;

describe('a swap', () => {
  it('gives amount x price x (1 - slippage) x (1 - fee), and takes the fee from what is bought', () => {
    // 1 bp of slippage and 5 bp of fee, at 2,000 USDT.
    const test = world();
    const filled = 2 * ETH_USD * (1 - 1 * BPS);
    expect(booked(test, swap('WETH', 'USDT', 2))).toEqual([
      [ETH, 'gas', near(-CALL_GAS_ETH)],
      [WETH, 'fill', -2],
      [USDT, 'fill', near(filled)],
      [USDT, 'fee', near(-filled * 5 * BPS)],
    ]);
  });

  it('goes the other way at one over the price', () => {
    const test = world();
    const filled = (3_000 / ETH_USD) * (1 - 1 * BPS);
    expect(booked(test, swap('USDT', 'WETH', 3_000)).slice(1)).toEqual([
      [USDT, 'fill', -3_000],
      [WETH, 'fill', near(filled)],
      [WETH, 'fee', near(-filled * 5 * BPS)],
    ]);
  });

  it('tells its fill in units of the first token, at a price before the fee', () => {
    const test = world();
    const [sold] = done(test.transact([swap('WETH', 'USDT', 2)])).fills;
    const price = ETH_USD * (1 - 1 * BPS);
    expect(sold).toEqual({
      timeMs: T0,
      quantityBase: 2,
      priceQuote: near(price),
      feeAmount: near(2 * price * 5 * BPS),
      feeAsset: 'USDT',
    });
    const [bought] = done(test.transact([swap('USDT', 'WETH', 3_000)])).fills;
    const filled = (3_000 / ETH_USD) * (1 - 1 * BPS);
    expect(bought).toEqual({
      timeMs: T0,
      quantityBase: near(filled),
      priceQuote: near(3_000 / filled),
      feeAmount: near(filled * 5 * BPS),
      feeAsset: 'WETH',
    });
  });

  it('there and back never gains, whatever the price', () => {
    for (const close of [0.01, 1, 1_999.37, 98_765.4321]) {
      const test = world({ 'spot/binance/ETH-USDT': [{ at: T0, close }] });
      const before = test.held(USDT);
      done(test.transact([swap('WETH', 'USDT', 10)]));
      done(test.transact([swap('USDT', 'WETH', test.held(USDT) - before)]));
      const kept = (1 - 1 * BPS) ** 2 * (1 - 5 * BPS) ** 2;
      expect(test.held(WETH)).toBeCloseTo(90 + 10 * kept, 8);
    }
  });

  it('takes the terms of its date', () => {
    const test = world({}, (_, dex) => {
      const pools = { 'WETH-USDT': { fee_bps: 0, slippage_bps: 0 } };
      dex['changes'] = [{ from: new Date(hour(5)).toISOString(), set: { pools } }];
    });
    test.moveTo(hour(5));
    expect(booked(test, swap('WETH', 'USDT', 1)).slice(1)).toEqual([
      [WETH, 'fill', -1],
      [USDT, 'fill', ETH_USD],
    ]);
  });
});

describe('a swap of a staking token', () => {
  // 2 bp of slippage, 1 bp of fee.
  it('sold below its rate books what the market pays less as discount, apart from slippage and fee', () => {
    const market = 1.19;
    const gross = 10 * market * (1 - 2 * BPS);
    const test = world(lstAt(market));
    expect(booked(test, swap('wstETH', 'WETH', 10)).slice(1)).toEqual([
      [WSTETH, 'fill', -10],
      [WETH, 'fill', near(10 * RATE.wstETH - 10 * market * 2 * BPS)],
      [WETH, 'discount', near(-10 * (RATE.wstETH - market))],
      [WETH, 'fee', near(-gross * 1 * BPS)],
    ]);
    expect(test.held(WETH)).toBeCloseTo(100 + gross * (1 - 1 * BPS), 12);
  });

  it('bought below its rate gains the discount', () => {
    const market = 1.19;
    const gross = (12 / market) * (1 - 2 * BPS);
    const test = world(lstAt(market));
    expect(booked(test, swap('WETH', 'wstETH', 12)).slice(1)).toEqual([
      [WETH, 'fill', -12],
      [WSTETH, 'fill', near(12 / RATE.wstETH - (12 / market) * 2 * BPS)],
      [WSTETH, 'discount', near(12 / market - 12 / RATE.wstETH)],
      [WSTETH, 'fee', near(-gross * 1 * BPS)],
    ]);
    expect(test.held(WSTETH)).toBeCloseTo(100 + gross * (1 - 1 * BPS), 12);
  });

  it('above its rate has it the other way round', () => {
    const market = 1.21;
    const sold = booked(world(lstAt(market)), swap('wstETH', 'WETH', 10));
    expect(sold[3]).toEqual([WETH, 'discount', near(10 * (market - RATE.wstETH))]);
    const bought = booked(world(lstAt(market)), swap('WETH', 'wstETH', 12));
    expect(bought[3]).toEqual([WSTETH, 'discount', near(12 / market - 12 / RATE.wstETH)]);
  });

  it('is worth, at the rate, what slippage alone has cost: the fill is that and no more', () => {
    const market = 1.17;
    const sold = booked(world(lstAt(market)), swap('wstETH', 'WETH', 10));
    const [, given, filled] = sold.map(([, , delta]) => delta) as [number, number, number];
    expect(given * RATE.wstETH + filled).toBeCloseTo(-10 * market * 2 * BPS, 12);
  });

  it('at its rate has no discount', () => {
    const causes = booked(world(), swap('wstETH', 'WETH', 10)).map(([, cause]) => cause);
    expect(causes).toEqual(['gas', 'fill', 'fill', 'fee']);
  });
});

describe('the impact of size', () => {
  const impact = { coefficient: 0.8, daily_volatility: 0.036, daily_volume_base: 40_000 };
  /** What a swap lost but for its fee, as a share. */
  const lost = (test: TestWorld, call: ContractCall, ideal: number) => {
    const filled = booked(test, call).find(([id, cause]) => id !== WETH && cause === 'fill')![2];
    return 1 - filled / ideal;
  };

  it('is coefficient x volatility x sqrt(quantity / volume), on top of the spread', () => {
    const test = world({}, (pools) => Object.assign(pools['WETH-USDT']!, { impact }));
    const expected = 1 * BPS + 0.8 * 0.036 * Math.sqrt(16 / 40_000);
    expect(lost(test, swap('WETH', 'USDT', 16), 16 * ETH_USD)).toBeCloseTo(expected, 12);
  });

  it('counts the first token of the pool when that is bought', () => {
    const test = world({}, (pools) => Object.assign(pools['WETH-USDT']!, { impact }));
    const [fill] = done(test.transact([swap('USDT', 'WETH', 16 * ETH_USD)])).fills;
    const expected = 1 * BPS + 0.8 * 0.036 * Math.sqrt(16 / 40_000);
    expect(fill!.quantityBase).toBeCloseTo(16 * (1 - expected), 12);
  });

  it('takes the last 24 hours of the series where no volume is configured', () => {
    const rows = { 'spot/binance/ETH-USDT': [{ at: T0, close: ETH_USD, volume_24h: 2_500 }] };
    const test = world(rows, (pools) =>
      Object.assign(pools['WETH-USDT']!, { impact: { ...impact, daily_volume_base: null } }),
    );
    const expected = 1 * BPS + 0.8 * 0.036 * Math.sqrt(16 / 2_500);
    expect(lost(test, swap('WETH', 'USDT', 16), 16 * ETH_USD)).toBeCloseTo(expected, 12);
  });

  it('that would take the whole price cannot be had (VEN-013)', () => {
    const huge = { coefficient: 1, daily_volatility: 10, daily_volume_base: 100 };
    const test = world({}, (pools) => Object.assign(pools['WETH-USDT']!, { impact: huge }));
    expect(codeOf(test.transact([swap('WETH', 'USDT', 1)]))).toBe('VEN-013');
  });

  it('without any volume to count in is refused when the pool is made, at any date', () => {
    const unknown = { ...impact, daily_volume_base: null };
    expect(() => world({}, (pools) => (pools['wstETH-WETH']!.impact = unknown))).toThrow(
      /lst\/wstETH has no volume/,
    );
    const later = (_: unknown, dex: Record<string, unknown>) => {
      const pools = { 'wstETH-WETH': { impact: unknown } };
      dex['changes'] = [{ from: new Date(hour(5)).toISOString(), set: { pools } }];
    };
    expect(() => world({}, later)).toThrow(/lst\/wstETH has no volume/);
  });
});

describe('a swap that cannot be had costs its gas and nothing else', () => {
  function undone(call: ContractCall, rows: Rows = {}, change?: PoolChange): string {
    const test = world(rows, change);
    const before = test.everything();
    const outcome = test.transact([call]);
    expect(outcome.kind).toBe('reverted');
    expect(test.everything()).toEqual({ ...before, [ETH]: near(100 - CALL_GAS_ETH) });
    return codeOf(outcome);
  }

  it('below the least that was asked for, to the last digits (VEN-015)', () => {
    const given = 2 * ETH_USD * (1 - 1 * BPS) * (1 - 5 * BPS);
    expect(undone(swap('WETH', 'USDT', 2, given * (1 + 1e-12)))).toBe('VEN-015');
    expect(codeOf(world().transact([swap('WETH', 'USDT', 2, given * (1 - 1e-12))]))).toBe('done');
    expect(undone(swap('WETH', 'USDT', 2, NaN))).toBe('VEN-015');
  });

  it('of tokens without a pool; ETH is not WETH (VEN-009)', () => {
    expect(undone(swap('wstETH', 'USDT', 1))).toBe('VEN-009');
    expect(undone(swap('ETH', 'USDT', 1))).toBe('VEN-009');
    expect(undone(swap('WETH', 'WETH', 1))).toBe('VEN-009');
  });

  it('without a price, at the market or at the protocol (VEN-008)', () => {
    const nothing = { 'spot/binance/ETH-USDT': [{ at: hour(5), close: ETH_USD }] };
    expect(undone(swap('WETH', 'USDT', 1), nothing)).toBe('VEN-008');
    expect(undone(swap('wstETH', 'WETH', 1), lstAt(NaN))).toBe('VEN-008');
    const rateless = { 'lst/wstETH': [{ at: T0, exchange_rate: NaN, market_price_eth: 1.2 }] };
    expect(undone(swap('wstETH', 'WETH', 1), rateless)).toBe('VEN-008');
    // A market for rewards may be missing altogether.
    const eigen: PoolChange = (pools) => {
      const price_series = 'spot/uniswap/EIGEN-WETH';
      pools['EIGEN-WETH'] = { fee_bps: 30, slippage_bps: 0, price_series };
    };
    expect(undone(swap('EIGEN', 'WETH', 1), {}, eigen)).toBe('VEN-008');
  });

  it('of nothing, of more than there is, of what the wallet does not know', () => {
    for (const amount of [0, -1, NaN])
      expect(undone(swap('WETH', 'USDT', amount, 1))).toBe('VEN-007');
    expect(undone(swap('WETH', 'USDT', 100.001))).toBe('VEN-001');
    const series = 'spot/binance/ETH-DAI';
    const rows = { [series]: [{ at: T0, close: 2_000 }] };
    const dai: PoolChange = (pools) =>
      (pools['WETH-DAI'] = { ...pools['WETH-USDT']!, price_series: series });
    expect(undone(swap('WETH', 'DAI', 1), rows, dai)).toBe('VEN-006');
    expect(undone(swap('DAI', 'WETH', 1), rows, dai)).toBe('VEN-006');
  });
});

it.each(['stETH-WETH', 'wstETH-USDT'])('a pool %s is not priced by the rate of wstETH', (pair) => {
  expect(() => world({}, (pools) => (pools[pair] = pools['wstETH-WETH']!))).toThrow(
    `must be a price of ${pair}, not of wstETH-ETH`,
  );
});

it('a pool of staking tokens is not priced by ETH', () => {
  const wrong = { price_series: 'spot/binance/ETH-USDT' };
  expect(() => world({}, (pools) => Object.assign(pools['wstETH-WETH']!, wrong))).toThrow(
    'must be a price of wstETH-WETH, not of ETH-USDT',
  );
});

it('an order or a transfer at a pool is refused (VEN-009), and so is any other call before its gas', () => {
  const test = world();
  expect(codeOf(test.order('uniswap', 'spot', 'buy', 1))).toBe('VEN-009');
  const other = { call: 'stake', protocol: 'uniswap', asset: 'ETH', amount: 1 } as const;
  expect(test.transact([other]).kind).toBe('refused');
  expect(test.held(ETH)).toBe(100);
});
