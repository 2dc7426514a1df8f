import { describe, expect, it } from 'vitest';
import {
  TestWorld,
  costless,
  done,
  flatMarket,
  hour,
  type Candle,
  type ConfigChange,
} from '../testing/test-world.js';

const WALLET = 'binance:margin:USDT';
const POSITION = 'binance:perp:BTC-USDT';
const OPEN_VALUE = 'binance:perp_value:BTC-USDT';

const highLeverage: ConfigChange = (binance, okx, config) => {
  costless(binance, okx, config);
  binance.futures!.leverage = 50;
};
const withLiquidationFee: ConfigChange = (binance, okx, config) => {
  highLeverage(binance, okx, config);
  binance.futures!.liquidation_fee_bps = 125;
};

/** Opens `position` at `entry` with this wallet and plays one more candle. */
function after(
  candle: number | Candle,
  { position = -0.1, wallet = 1_000, entry = 60_000, change = highLeverage } = {},
) {
  const test = new TestWorld(flatMarket([entry, candle]), change);
  test.deposit('binance', 'margin', 'USDT', wallet);
  done(test.order('binance', 'perp', position > 0 ? 'buy' : 'sell', Math.abs(position)));
  test.moveTo(hour(1));
  return test;
}

const liquidations = (test: TestWorld) =>
  test.posted().filter(([, cause]) => cause === 'liquidation');

describe('the margin check', () => {
  // Wallet 1,000, 0.1 BTC at 60,000, maintenance 0.4 %: short (1,000 + 6,000) / (0.1 x 1.004) = 69,721.116,
  // long (6,000 - 1,000) / (0.1 x 0.996) = 50,200.803.
  it.each([
    [-0.1, 69_721.1, 69_721.2],
    [0.1, 50_200.9, 50_200.8],
  ])('liquidates %d BTC at the published price and not before', (position, before, beyond) => {
    expect(liquidations(after(before, { position }))).toEqual([]);
    expect(after(before, { position }).held(POSITION)).toBe(position);
    expect(after(beyond, { position }).held(POSITION)).toBe(0);
  });

  it('looks at the worst price of the candle and not only at its close', () => {
    const spike = { high: 69_721.2, low: 59_000, close: 60_000 };
    expect(after(spike).held(POSITION)).toBe(0);
    expect(after(spike, { position: 0.1 }).held(POSITION)).toBe(0.1);
    const dip = { high: 60_500, low: 50_200.8, close: 60_000 };
    expect(after(dip, { position: 0.1 }).held(POSITION)).toBe(0);
    expect(after(dip).held(POSITION)).toBe(-0.1);
  });

  it('takes the maintenance of higher tiers with the deduction that makes them continuous', () => {
    // 1 BTC short at 60,000, wallet 5,000: E - P + 5,000 = 0.005 P - 50,000 x 0.001, so P = 65,050 / 1.005 = 64,726.368.
    const tiered = { position: -1, wallet: 5_000 };
    expect(after(64_726.3, tiered).held(POSITION)).toBe(-1);
    expect(after(64_726.4, tiered).held(POSITION)).toBe(0);
  });

  it('looks only when a candle closes, so that a position opened at the close is not judged by what went before', () => {
    const test = new TestWorld(
      flatMarket(
        [{ high: 90_000, low: 30_000, close: 60_000 }, 60_000],
        [[hour(1) / 2 + hour(0) / 2, 0]],
      ),
      highLeverage,
    );
    test.deposit('binance', 'margin', 'USDT', 1_000);
    done(test.order('binance', 'perp', 'sell', 0.1));
    test.moveTo(hour(1));
    expect(test.held(POSITION)).toBe(-0.1);
  });

  it('comes before funding at the worst price and after it at the close', () => {
    // At the close equity is 10 above maintenance before 1 % of funding (about 690) is paid on the long.
    const price = 50_200.803 + 100;
    const test = new TestWorld(flatMarket([60_000, price], [[hour(1), 0.01]]), highLeverage);
    test.deposit('binance', 'margin', 'USDT', 1_000);
    done(test.order('binance', 'perp', 'buy', 0.1));
    test.moveTo(hour(1));
    expect(test.posted(3).map(([account, cause]) => [account, cause])).toEqual([
      [WALLET, 'funding'],
      [POSITION, 'liquidation'],
      [OPEN_VALUE, 'liquidation'],
      [OPEN_VALUE, 'realised'],
      [WALLET, 'realised'],
      [WALLET, 'insurance'],
    ]);

    const liquidated = new TestWorld(flatMarket([60_000, 50_000], [[hour(1), 0.01]]), highLeverage);
    liquidated.deposit('binance', 'margin', 'USDT', 1_000);
    done(liquidated.order('binance', 'perp', 'buy', 0.1));
    liquidated.moveTo(hour(1));
    expect(liquidated.posted().some(([, cause]) => cause === 'funding')).toBe(false);
  });
});

describe('a liquidation', () => {
  it('closes at the price that caused it, takes its fee and leaves the rest in the wallet', () => {
    const high = 69_800;
    const test = after(
      { high, low: 60_000, close: 60_000 },
      { change: withLiquidationFee, wallet: 1_000 },
    );
    const loss = 0.1 * (high - 60_000);
    const fee = 0.1 * high * 0.0125;
    expect(loss + fee).toBeGreaterThan(1_000);
    // 980 lost and 87.25 of fee: more than there is, so the insurance fund pays the difference.
    expect(test.posted(3)).toEqual([
      [POSITION, 'liquidation', 0.1],
      [OPEN_VALUE, 'liquidation', expect.closeTo(-0.1 * high, 8)],
      [OPEN_VALUE, 'realised', expect.closeTo(loss, 8)],
      [WALLET, 'realised', expect.closeTo(-loss, 8)],
      [WALLET, 'liquidation', expect.closeTo(-fee, 8)],
      [WALLET, 'liquidation', expect.closeTo(loss + fee - 1_000, 8)],
    ]);
    expect(test.held(WALLET)).toBe(0);
    expect(test.held(OPEN_VALUE)).toBe(0);
  });

  it('needs no insurance where the wallet covers loss and fee', () => {
    // Maintenance 1 %, above the fee of 0.1 %.
    const test = after(69_400, {
      change: (binance, okx, config) => {
        withLiquidationFee(binance, okx, config);
        binance.futures!.liquidation_fee_bps = 10;
        binance.futures!.instruments['BTC-USDT']!.margin_tiers = [
          {
            floor_notional: 0,
            cap_notional: null,
            maintenance_margin_rate: 0.01,
            max_leverage: 50,
          },
        ];
      },
    });
    const left = 1_000 - 0.1 * 9_400 - 0.1 * 69_400 * 0.001;
    expect(test.held(POSITION)).toBe(0);
    expect(test.held(WALLET)).toBeCloseTo(left, 8);
    expect(liquidations(test).filter(([account]) => account === WALLET)).toHaveLength(1);
  });

  it('never leaves a debt, however far the price jumps', () => {
    for (const price of [70_000, 100_000, 1_000_000]) expect(after(price).held(WALLET)).toBe(0);
  });

  it('touches neither the spot wallet nor another venue', () => {
    const test = new TestWorld(flatMarket([60_000, 80_000]), highLeverage);
    test.deposit('binance', 'margin', 'USDT', 1_000);
    test.deposit('binance', 'spot', 'USDT', 500);
    test.deposit('okx', 'margin', 'USDT', 10_000);
    done(test.order('binance', 'perp', 'sell', 0.1));
    done(test.order('okx', 'perp', 'sell', 0.1));
    test.moveTo(hour(1));
    expect(test.held(POSITION)).toBe(0);
    expect(test.held('binance:spot:USDT')).toBe(500);
    expect(test.held('okx:perp:BTC-USDT')).toBe(-0.1);
    expect(test.held('okx:margin:USDT')).toBe(10_000);
  });
});

describe('a top-up', () => {
  /** 900 USDT on the way to the margin of a short that the next candle's wick liquidates without them. */
  const withTopUp = (delaySeconds: number) => {
    const wick: Candle = { high: 70_000, low: 59_000, close: 60_000 };
    const test = new TestWorld(flatMarket([60_000, wick, 60_000]), (binance, okx, config) => {
      highLeverage(binance, okx, config);
      okx.withdrawals = { USDT: { fee: 0, delay_seconds: delaySeconds } };
    });
    test.deposit('binance', 'margin', 'USDT', 1_000);
    test.deposit('okx', 'margin', 'USDT', 900);
    done(test.order('binance', 'perp', 'sell', 0.1));
    done(test.transfer('okx:margin', 'binance:margin', 'USDT', 900));
    test.moveTo(hour(2));
    return test;
  };

  it('that is still under way does not save the position', () => {
    const test = withTopUp(5_400);
    expect(liquidations(test)).not.toEqual([]);
    expect(test.held(POSITION)).toBe(0);
    // What travelled was never part of the margin: it arrives whole.
    expect(test.held(WALLET)).toBeGreaterThanOrEqual(900);
  });

  it('that has arrived does', () => {
    const test = withTopUp(1_800);
    expect(liquidations(test)).toEqual([]);
    expect(test.held(POSITION)).toBe(-0.1);
    expect(test.held(WALLET)).toBe(1_900);
  });
});
