import { DAY_MS, YEAR_MS } from '@basis/core-types';
import { beforeAll, describe, expect, it } from 'vitest';
import { SAMPLE_OPTIONS } from './options.js';
import { generateSampleSeries } from './series/generate-sample-series.js';

/** Tolerances are three or more times the spread between seeds; the middle is what markets showed in 2024. */
describe.each([SAMPLE_OPTIONS.seed, 11, 12])(
  'a year from seed %d looks like the market it stands for:',
  (seed) => {
    const data = new Map<string, Readonly<Record<string, unknown>>>();
    const column = (id: string, name: string) => data.get(id)![name] as Float64Array;

    beforeAll(() => {
      for (const one of generateSampleSeries({ ...SAMPLE_OPTIONS, seed }))
        data.set(one.id, one.columns);
    });

    const mean = (values: ArrayLike<number>) =>
      Array.from(values).reduce((sum, x) => sum + x, 0) / values.length;
    const sd = (values: ArrayLike<number>) => {
      const middle = mean(values);
      return Math.sqrt(mean(Array.from(values, (x) => (x - middle) ** 2)));
    };
    const ratios = (a: Float64Array, b: Float64Array) =>
      Array.from(a, (x, at) => (x / b[at]! - 1) * 1e4);
    const returns = (asset: string) => {
      const close = column(`spot/binance/${asset}-USDT`, 'close');
      return Array.from(close.subarray(1), (price, at) => Math.log(price / close[at]!));
    };
    const within = (value: number, low: number, high: number) => {
      expect(value).toBeGreaterThan(low);
      expect(value).toBeLessThan(high);
    };

    it('volatility of hourly returns near 49 % and 68 % a year, in regimes', () => {
      const hours = Math.sqrt(8760);
      within(sd(returns('BTC')) * hours, 0.41, 0.6);
      within(sd(returns('ETH')) * hours, 0.57, 0.84);
      const absolute = returns('BTC').map(Math.abs);
      const middle = mean(absolute);
      const later = absolute.slice(12).map((x, at) => (x - middle) * (absolute[at]! - middle));
      expect(mean(later) / sd(absolute) ** 2).toBeGreaterThan(0.03);
    });

    it('BTC and ETH move together', () => {
      const btc = returns('BTC');
      const eth = returns('ETH');
      const product = mean(btc.map((x, at) => x * eth[at]!)) - mean(btc) * mean(eth);
      within(product / (sd(btc) * sd(eth)), 0.79, 0.87);
    });

    it('a few crash candles fall far below where they close', () => {
      const of = (name: string) => column('spot/binance/BTC-USDT', name);
      const body = of('open').map((open, at) => Math.min(open, of('close')[at]!));
      const deep = Array.from(of('low')).filter((low, at) => low / body[at]! < 0.97).length;
      within(deep, 2, 12);
    });

    it('the basis lies around -2 bp with a deviation of 4.6 bp, venues 2 bp apart', () => {
      const spot = column('spot/binance/BTC-USDT', 'close');
      const perp = column('perp/binance/BTC-USDT', 'close');
      within(mean(ratios(perp, spot)), -2.6, -0.8);
      within(sd(ratios(perp, spot)), 4, 5.5);
      within(sd(ratios(column('perp/bybit/BTC-USDT', 'close'), perp)), 1.7, 2.3);
    });

    it('funding sums to about 12 % of the year, mostly at its floor of 1 bp, at times negative', () => {
      for (const id of [
        'binance/BTC-USDT',
        'binance/ETH-USDT',
        'bybit/BTC-USDT',
        'okx/ETH-USDT',
        'hyperliquid/BTC-USDC',
      ]) {
        const rates = column(`funding/${id}`, 'rate');
        within(mean(rates) * rates.length, 0.095, 0.145);
      }
      const rates = Array.from(column('funding/binance/BTC-USDT', 'rate'));
      within(rates.filter((rate) => rate === 1e-4).length / rates.length, 0.4, 0.75);
      within(rates.filter((rate) => rate < 0).length / rates.length, 0.04, 0.18);
    });

    it('prices stand on their ticks and the index is the spot close', () => {
      const onTick = (values: Float64Array, perUnit: number) =>
        values.every((x) => Math.round(x * perUnit) / perUnit === x);
      for (const name of ['open', 'high', 'low', 'close']) {
        expect(onTick(column('perp/okx/BTC-USDT', name), 10)).toBe(true);
        expect(onTick(column('perp/okx/ETH-USDT', name), 100)).toBe(true);
        expect(onTick(column('spot/binance/BTC-USDT', name), 100)).toBe(true);
      }
      expect(column('perp/okx/ETH-USDT', 'index')).toEqual(
        column('spot/binance/ETH-USDT', 'close'),
      );
    });

    it('every candle opens where the last one closed', () => {
      const open = column('spot/binance/BTC-USDT', 'open');
      const close = column('spot/binance/BTC-USDT', 'close');
      expect(open.subarray(1)).toEqual(close.subarray(0, -1));
    });

    it.each([
      ['USDT', 0.1],
      ['WETH', 0.15],
      ['wstETH', 0.15],
      ['weETH', 0.45],
    ])(
      '%s: supply rate = borrow rate x utilisation x (1 - reserve factor), indexes grow by the rates',
      (token, factor) => {
        const of = (name: string) => column(`aave_v3/${token}`, name);
        const liquidity = of('liquidity_index');
        const borrow = of('variable_borrow_index');
        for (let day = 0; day + 1 < liquidity.length; day += 1) {
          const utilisation = of('total_borrowed')[day]! / of('total_supplied')[day]!;
          const supplyApr = of('supply_apr')[day]!;
          const borrowApr = of('borrow_apr')[day]!;
          expect(Math.abs(supplyApr - borrowApr * utilisation * (1 - factor))).toBeLessThan(1.5e-8);
          const x = (borrowApr * DAY_MS) / YEAR_MS;
          // Twelve decimals are kept of an index.
          const allowed = 2e-12;
          expect(
            Math.abs(liquidity[day + 1]! / liquidity[day]! - 1 - (supplyApr * DAY_MS) / YEAR_MS),
          ).toBeLessThan(allowed);
          expect(
            Math.abs(borrow[day + 1]! / borrow[day]! - (1 + x + x ** 2 / 2 + x ** 3 / 6)),
          ).toBeLessThan(allowed);
        }
      },
    );

    it('staking tokens grow by about 3 % and trade a little below their rate', () => {
      for (const [token, low, high] of [
        ['wstETH', 1.029, 1.033],
        ['weETH', 1.027, 1.031],
      ] as const) {
        const rate = column(`lst/${token}`, 'exchange_rate');
        within(rate.at(-1)! / rate[0]!, low, high);
        const discount = ratios(column(`lst/${token}`, 'market_price_eth'), rate);
        within(mean(discount), -20, -2);
        within(Math.min(...discount), -200, -15);
      }
    });

    it('gas is around 12 gwei, dearer at times', () => {
      const fee = Array.from(column('gas/ethereum', 'base_fee_gwei')).sort((a, b) => a - b);
      within(fee[fee.length >> 1]!, 6, 24);
      within(fee.at(-1)!, 50, 600);
    });
  },
);
