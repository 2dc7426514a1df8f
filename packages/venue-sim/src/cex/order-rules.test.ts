import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  TestWorld,
  codeOf,
  costless,
  done,
  flatMarket,
  hour,
  type ConfigChange,
} from '../testing/test-world.js';

const POSITION = 'binance:perp:BTC-USDT';

function world(change: ConfigChange, price = 40_000, capital = 1_000_000) {
  const test = new TestWorld(flatMarket([price]), change);
  test.deposit('binance', 'margin', 'USDT', capital);
  test.deposit('binance', 'spot', 'USDT', capital);
  return test;
}

const contracts: ConfigChange = (binance, okx, config) => {
  costless(binance, okx, config);
  // As OKX lists BTC: lots and least size of 0.01 contract of 0.01 BTC, at most 35,000 contracts at once.
  Object.assign(binance.futures!.instruments['BTC-USDT']!, {
    contract_size: 0.01,
    lot_size: 0.01,
    min_size: 0.02,
    max_size: 35_000,
    min_notional: 0,
  });
};

describe('sizes in contracts', () => {
  it('are base units for whoever asks: a lot is lot_size x contract_size', () => {
    const test = world(contracts);
    done(test.order('binance', 'perp', 'sell', 0.0003));
    expect(codeOf(test.order('binance', 'perp', 'sell', 0.000_35))).toBe('VEN-003');
    expect(codeOf(test.order('binance', 'perp', 'sell', 0.0001))).toBe('VEN-003');
    done(test.order('binance', 'perp', 'buy', 0.0003));
    expect(test.held(POSITION)).toBe(0);
  });

  it('bound one order as well', () => {
    const test = world(contracts, 40_000, 100_000_000);
    expect(codeOf(test.order('binance', 'perp', 'sell', 350.01))).toBe('VEN-020');
    done(test.order('binance', 'perp', 'sell', 350));
    done(test.order('binance', 'perp', 'sell', 350));
  });
});

describe('the largest order', () => {
  it('is the venue’s, on both markets; more goes in several', () => {
    const test = world((binance, okx, config) => {
      costless(binance, okx, config);
      binance.futures!.instruments['BTC-USDT']!.max_size = 2;
      binance.spot!.instruments['BTC-USDT']!.max_size = 1;
    });
    expect(codeOf(test.order('binance', 'perp', 'sell', 2.001))).toBe('VEN-020');
    expect(codeOf(test.order('binance', 'spot', 'buy', 1.001))).toBe('VEN-020');
    done(test.order('binance', 'perp', 'sell', 2));
    done(test.order('binance', 'spot', 'buy', 1));
    done(test.order('binance', 'spot', 'buy', 1));
  });
});

describe('market impact', () => {
  const impact = { coefficient: 1, daily_volatility: 0.026, daily_volume_base: 400_000 };
  const withImpact =
    (terms: object, slippageBps = 0): ConfigChange =>
    (binance, okx, config) => {
      costless(binance, okx, config);
      for (const market of [binance.spot!, binance.futures!]) {
        market.slippage_bps = slippageBps;
        Object.assign(market.instruments['BTC-USDT']!, { impact: terms, tick_size: 1e-8 });
      }
    };
  const filled = (
    test: TestWorld,
    market: 'spot' | 'perp',
    side: 'buy' | 'sell',
    quantity: number,
  ) => done(test.order('binance', market, side, quantity)).fills[0]!.priceQuote;

  it.each(['spot', 'perp'] as const)(
    'of %s is coefficient x volatility x sqrt(quantity / daily volume), on top of the spread',
    (market) => {
      const lost = 2e-4 + 0.026 * Math.sqrt(4 / 400_000);
      const test = world(withImpact(impact, 2));
      expect(filled(test, market, 'buy', 4)).toBeCloseTo(40_000 * (1 + lost), 6);
      expect(filled(test, market, 'sell', 4)).toBeCloseTo(40_000 * (1 - lost), 6);
    },
  );

  it('makes four times the quantity cost eight times as much', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 2_000 }), (lots) => {
        const cost = (quantity: number) =>
          quantity * (filled(world(withImpact(impact)), 'perp', 'buy', quantity) - 40_000);
        const [small, large] = [cost(lots / 1_000), cost((4 * lots) / 1_000)];
        expect(large / small).toBeCloseTo(8, 5);
      }),
      { numRuns: 30 },
    );
  });

  it('counts in what was traded in the last 24 hours where no volume is configured', () => {
    const rows = flatMarket([40_000, 40_000]);
    const volumes = rows['perp/binance/BTC-USDT']!.map((row, i) => ({
      ...row,
      volume_24h: [100_000, 400_000][i]!,
    }));
    const change = withImpact({ coefficient: 1, daily_volatility: 0.026 });
    const test = new TestWorld(
      { ...rows, 'perp/binance/BTC-USDT': volumes, 'spot/binance/BTC-USDT': volumes },
      change,
    );
    test.deposit('binance', 'margin', 'USDT', 100_000);
    const expected = (volume: number) => 40_000 * (1 + 0.026 * Math.sqrt(4 / volume));
    expect(filled(test, 'perp', 'buy', 4)).toBeCloseTo(expected(100_000), 6);
    test.moveTo(hour(1));
    expect(filled(test, 'perp', 'buy', 4)).toBeCloseTo(expected(400_000), 6);
  });

  it('refuses what the market cannot take at any price', () => {
    // 0.026 x sqrt(Q / V) reaches 1 at 1,479 daily volumes.
    const test = world(withImpact({ ...impact, daily_volume_base: 0.001 }));
    expect(codeOf(test.order('binance', 'perp', 'sell', 1.5))).toBe('VEN-013');
  });
});

describe('large quantities', () => {
  const unbounded: ConfigChange = (binance, okx, config) => {
    costless(binance, okx, config);
    binance.spot!.taker_fee_bps = 10;
    Object.assign(binance.spot!.instruments['BTC-USDT']!, { lot_size: 1e-5 });
  };

  it('of spot may be sold whole, as far as rounding to lots finds it', () => {
    // 2.5e10 of an asset: the last bits of a double are worth more than a billionth of a lot of 1e-5.
    const test = new TestWorld(flatMarket([40_000]), unbounded);
    test.deposit('binance', 'spot', 'BTC', 2.5e10 / 3);
    const held = test.held('binance:spot:BTC');
    const above = held + 2 ** -20;
    expect(above).toBeGreaterThan(held);
    const { fills } = done(test.order('binance', 'spot', 'sell', above));
    expect(fills[0]!.quantityBase).toBe(held);
    expect(test.held('binance:spot:BTC')).toBe(0);
  });

  it('of a perp are closed whole after many fills, and leave nothing', () => {
    const test = world(costless, 40_000, 3e9);
    let sold = 0;
    for (let i = 1; i <= 60; i++) {
      const quantity = (100_003 + 7 * i) / 1_000;
      done(test.order('binance', 'perp', 'sell', quantity));
      sold += 100_003 + 7 * i;
      expect(test.held(POSITION)).toBe(-sold / 1_000);
    }
    done(test.order('binance', 'perp', 'buy', sold / 1_000, { reduceOnly: true }));
    expect(test.held(POSITION)).toBe(0);
    expect(test.held('binance:perp_value:BTC-USDT')).toBe(0);
  });
});

/** Slippage at the exchange: 1 bps of 40,000 on the spot market is 4, 2 bps on the futures are 8. */
describe.each([
  ['spot', 'buy', 40_004, 40_003.9],
  ['spot', 'sell', 39_996, 39_996.1],
  ['perp', 'buy', 40_008, 40_007.9],
  ['perp', 'sell', 39_992, 39_992.1],
] as const)('the worst price of a %s %s', (market, side, worst, beyond) => {
  const funded = () => {
    const test = world(() => undefined);
    if (market === 'spot') done(test.order('binance', 'spot', 'buy', 1));
    return test;
  };

  it('is taken', () => {
    const more = { worstPriceQuote: worst };
    const { fills } = done(funded().order('binance', market, side, 0.5, more));
    expect(fills[0]!.priceQuote).toBe(worst);
  });

  it('is not gone beyond: VEN-027, and nothing happens', () => {
    const test = funded();
    const before = test.everything();
    const outcome = test.order('binance', market, side, 0.5, { worstPriceQuote: beyond });
    expect(codeOf(outcome)).toBe('VEN-027');
    expect(test.everything()).toEqual(before);
  });
});
