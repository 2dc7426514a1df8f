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

const WALLET = 'binance:margin:USDT';
const POSITION = 'binance:perp:BTC-USDT';

/** 50x to 100,000 of notional, 20x to a million, 10x to two, and no further. */
const TIERS = [
  { floor_notional: 0, cap_notional: 100_000, maintenance_margin_rate: 0.01, max_leverage: 50 },
  {
    floor_notional: 100_000,
    cap_notional: 1_000_000,
    maintenance_margin_rate: 0.025,
    max_leverage: 20,
  },
  {
    floor_notional: 1_000_000,
    cap_notional: 2_000_000,
    maintenance_margin_rate: 0.05,
    max_leverage: 10,
  },
];

const tiered: ConfigChange = (binance, okx, config) => {
  costless(binance, okx, config);
  binance.futures!.leverage = 50;
  binance.futures!.instruments['BTC-USDT']!.margin_tiers = TIERS;
};

function world(wallet: number, prices = [50_000], change = tiered) {
  const test = new TestWorld(flatMarket(prices), change);
  test.deposit('binance', 'margin', 'USDT', wallet);
  return test;
}

describe('initial margin by tier', () => {
  it('is notional over the leverage set, where the tier allows that much', () => {
    // 2 BTC are 100,000: 2,000 at 50x.
    expect(codeOf(world(1_999).order('binance', 'perp', 'sell', 2))).toBe('VEN-002');
    done(world(2_000).order('binance', 'perp', 'sell', 2));
  });

  it('is notional over what the tier allows, where that is less', () => {
    // 4 BTC are 200,000: 10,000 at 20x. 30 BTC are 1.5 million: 150,000 at 10x.
    expect(codeOf(world(9_999).order('binance', 'perp', 'sell', 4))).toBe('VEN-002');
    done(world(10_000).order('binance', 'perp', 'sell', 4));
    expect(codeOf(world(149_999).order('binance', 'perp', 'buy', 30))).toBe('VEN-002');
    done(world(150_000).order('binance', 'perp', 'buy', 30));
  });

  it('of a position that grows into a stricter tier is that tier’s on all of it', () => {
    const test = world(9_999);
    done(test.order('binance', 'perp', 'sell', 2));
    expect(codeOf(test.order('binance', 'perp', 'sell', 2))).toBe('VEN-002');
    test.deposit('binance', 'margin', 'USDT', 1);
    done(test.order('binance', 'perp', 'sell', 2));
  });

  it('stays in the wallet when money is withdrawn', () => {
    const test = world(12_000);
    done(test.order('binance', 'perp', 'sell', 4));
    const withdraw = (amount: number) =>
      test.transfer('binance:margin', 'binance:spot', 'USDT', amount);
    expect(codeOf(withdraw(2_000.01))).toBe('VEN-001');
    done(withdraw(2_000));
  });

  it('ends with the table: nothing is opened beyond the last tier, at whatever margin', () => {
    const test = world(10_000_000);
    expect(codeOf(test.order('binance', 'perp', 'sell', 40.001))).toBe('VEN-019');
    done(test.order('binance', 'perp', 'sell', 40));
    expect(codeOf(test.order('binance', 'perp', 'sell', 0.01))).toBe('VEN-019');
    done(test.order('binance', 'perp', 'buy', 1));
  });

  it('beyond the last tier by a price move never stands in the way of closing', () => {
    const test = world(10_000_000, [50_000, 60_000]);
    done(test.order('binance', 'perp', 'sell', 40));
    test.moveTo(hour(1));
    done(test.order('binance', 'perp', 'buy', 1));
    done(test.order('binance', 'perp', 'buy', 39));
    expect(test.held(POSITION)).toBe(0);
  });
});

describe('opening', () => {
  it('needs what the fill loses to the mark and the fee besides the margin', () => {
    const costly: ConfigChange = (binance, okx, config) => {
      tiered(binance, okx, config);
      Object.assign(binance.futures!, { slippage_bps: 100, taker_fee_bps: 10 });
    };
    // 2 BTC bought at 50,500: margin 2,000 at the mark, 1,000 lost to it, 101 of fee.
    expect(codeOf(world(3_100.9, [50_000], costly).order('binance', 'perp', 'buy', 2))).toBe(
      'VEN-002',
    );
    done(world(3_101, [50_000], costly).order('binance', 'perp', 'buy', 2));
    // Sold at 49,500 the fee is 99.
    expect(codeOf(world(3_098.9, [50_000], costly).order('binance', 'perp', 'sell', 2))).toBe(
      'VEN-002',
    );
    done(world(3_099, [50_000], costly).order('binance', 'perp', 'sell', 2));
  });
});

describe('parameters by date', () => {
  const dated: ConfigChange = (binance, okx, config) => {
    tiered(binance, okx, config);
    const from = new Date(hour(2)).toISOString();
    const wider = TIERS.map((tier) => ({
      ...tier,
      maintenance_margin_rate: tier.maintenance_margin_rate / 2,
    }));
    binance.changes = [
      {
        from,
        set: {
          spot: { taker_fee_bps: 20 },
          futures: {
            taker_fee_bps: 4,
            instruments: { 'BTC-USDT': { lot_size: 0.01, margin_tiers: wider } },
          },
        },
      },
    ];
  };

  it('hold from their date on: fees and lots of both markets', () => {
    const test = world(100_000, [50_000, 50_000, 50_000], dated);
    test.deposit('binance', 'spot', 'USDT', 100_000);
    const fee = (market: 'spot' | 'perp') =>
      done(test.order('binance', market, 'buy', 0.1)).fills[0]!.feeAmount;
    test.moveTo(hour(1));
    expect([fee('spot'), fee('perp')]).toEqual([0, 0]);
    done(test.order('binance', 'perp', 'buy', 0.005));
    test.moveTo(hour(2));
    expect(fee('spot')).toBeCloseTo(0.1 * 0.002, 12);
    expect(fee('perp')).toBeCloseTo(0.1 * 50_000 * 0.0004, 9);
    expect(codeOf(test.order('binance', 'perp', 'buy', 0.105))).toBe('VEN-003');
  });

  it('hold from their date on: maintenance', () => {
    // 1.9 BTC short at 50,000 with 1,900: liquidated at 96,900 / (1.9 x 1.01) = 50,495 by the first table, by the second
    // at 96,900 / (1.9 x 1.005) = 50,746.
    const at = (prices: number[]) => {
      const test = world(1_900, prices, dated);
      done(test.order('binance', 'perp', 'sell', 1.9));
      test.moveTo(hour(prices.length - 1));
      return test.held(POSITION);
    };
    expect(at([50_000, 50_490])).toBe(-1.9);
    expect(at([50_000, 50_500])).toBe(0);
    expect(at([50_000, 50_000, 50_500])).toBe(-1.9);
    expect(at([50_000, 50_000, 50_740])).toBe(-1.9);
    expect(at([50_000, 50_000, 50_750])).toBe(0);
  });
});

describe('a wallet that has lost to a position', () => {
  it('keeps its unrealised gains out of what may leave', () => {
    const test = world(2_000, [50_000, 49_000]);
    done(test.order('binance', 'perp', 'sell', 2));
    test.moveTo(hour(1));
    // Equity 4,000; initial margin 98,000 / 50 = 1,960; the wallet itself holds 2,000.
    expect(codeOf(test.transfer('binance:margin', 'binance:spot', 'USDT', 2_000.01))).toBe(
      'VEN-001',
    );
    done(test.transfer('binance:margin', 'binance:spot', 'USDT', 2_000));
    expect(test.held(WALLET)).toBe(0);
  });
});
