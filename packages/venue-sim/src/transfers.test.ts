import { describe, expect, it } from 'vitest';
import { TestWorld, codeOf, costless, done, flatMarket, hour } from './testing/test-world.js';

const SECOND = 1_000;
/** Of USDT from an exchange, in the test configuration. */
const FEE = 2;
const DELAY = 600 * SECOND;

function funded(prices: readonly number[] = [40_000]) {
  const test = new TestWorld(flatMarket(prices));
  test.deposit('binance', 'spot', 'USDT', 1_000);
  test.deposit('binance', 'spot', 'BTC', 0.5);
  test.deposit('binance', 'margin', 'USDT', 1_000);
  return test;
}

describe('a withdrawal from an exchange', () => {
  it('debits the source at once, holds the amount in transit, credits the target after the delay', () => {
    const test = funded();
    const start = test.now;
    const { fills, postings } = done(test.transfer('binance:spot', 'alchemy:wallet', 'USDT', 300));
    expect(fills).toEqual([]);
    expect(postings).toHaveLength(3);
    expect(test.posted(3)).toEqual([
      ['binance:spot:USDT', 'transfer_fee', -FEE],
      ['binance:spot:USDT', 'transfer', -(300 - FEE)],
      ['in_transit:USDT', 'transfer', 300 - FEE],
    ]);
    expect(test.world.nextEventAt()).toBe(start + DELAY);
    test.moveTo(start + DELAY - 1);
    expect(test.held('alchemy:wallet:USDT')).toBe(0);
    expect(test.held('in_transit:USDT')).toBe(298);
    test.moveTo(start + DELAY);
    expect(test.held('alchemy:wallet:USDT')).toBe(298);
    expect(test.held('in_transit:USDT')).toBe(0);
    expect(test.world.nextEventAt()).toBe(Infinity);
    expect(test.books.postings.at(-1)!.timeMs).toBe(start + DELAY);
  });

  it('goes to another exchange as well, in the asset that it takes', () => {
    const test = funded();
    done(test.transfer('binance:spot', 'okx:margin', 'BTC', 0.3));
    test.moveTo(test.now + 1_200 * SECOND);
    expect(test.held('okx:margin:BTC')).toBeCloseTo(0.3 - 0.0002, 15);
  });

  it('of everything leaves exactly nothing behind', () => {
    for (const [held, fee] of [
      [1_234.56, 0.3],
      [100.1, 0.7],
      [77.77, 0.1],
    ] as const) {
      const test = new TestWorld(flatMarket([40_000]), (binance) => {
        binance.withdrawals!['USDT']!.fee = fee;
      });
      test.deposit('binance', 'spot', 'USDT', held);
      done(test.transfer('binance:spot', 'alchemy:wallet', 'USDT', held));
      expect(test.held('binance:spot:USDT')).toBe(0);
    }
  });

  it('is refused where its fee would take it all, whatever the minimum', () => {
    const test = new TestWorld(flatMarket([40_000]), (binance) => {
      binance.withdrawals!['USDT'] = { fee: 2, min_amount: 0, delay_seconds: 1 };
    });
    test.deposit('binance', 'spot', 'USDT', 1_000);
    const withdraw = (amount: number) =>
      codeOf(test.transfer('binance:spot', 'alchemy:wallet', 'USDT', amount));
    expect(withdraw(2)).toBe('VEN-007');
    expect(withdraw(2.01)).toBe('done');
  });

  it('is refused for an asset that the exchange does not let out', () => {
    const test = new TestWorld(flatMarket([40_000]), (binance) => {
      delete binance.withdrawals!['BTC'];
    });
    test.deposit('binance', 'spot', 'BTC', 1);
    expect(codeOf(test.transfer('binance:spot', 'okx:margin', 'BTC', 0.5))).toBe('VEN-009');
  });

  it('leaves at once where the delay is nil, and still arrives as an event of its own', () => {
    const test = new TestWorld(flatMarket([40_000]), (binance) => {
      binance.withdrawals!['USDT']!.delay_seconds = 0;
    });
    test.deposit('binance', 'spot', 'USDT', 1_000);
    done(test.transfer('binance:spot', 'alchemy:wallet', 'USDT', 500));
    expect(test.held('in_transit:USDT')).toBe(498);
    expect(test.world.nextEventAt()).toBe(test.now);
    test.moveTo(test.now);
    expect(test.held('alchemy:wallet:USDT')).toBe(498);
  });
});

describe('a move between two wallets of one exchange', () => {
  it('is free and there at once', () => {
    const test = funded();
    done(test.transfer('binance:spot', 'binance:margin', 'USDT', 250.5));
    expect(test.posted(3)).toEqual([
      ['binance:spot:USDT', 'transfer', -250.5],
      ['binance:margin:USDT', 'transfer', 250.5],
    ]);
    expect(test.world.nextEventAt()).toBe(Infinity);
  });

  it('may be smaller than the least withdrawal', () => {
    expect(codeOf(funded().transfer('binance:spot', 'binance:margin', 'USDT', 0.01))).toBe('done');
  });
});

describe('margin on its way out', () => {
  it('keeps the initial margin and does not count unrealised profit', () => {
    const test = new TestWorld(flatMarket([40_000, 44_000, 36_000]), costless);
    test.deposit('binance', 'margin', 'USDT', 1_000);
    done(test.order('binance', 'perp', 'buy', 0.1));
    const move = (amount: number) =>
      codeOf(test.transfer('binance:margin', 'binance:spot', 'USDT', amount));
    // Price 40,000: 400 of the 1,000 are initial margin.
    expect(move(600.01)).toBe('VEN-001');
    // Price 44,000: equity 1,400, margin 440; 960 may leave, none of the profit of 400 beyond the wallet.
    test.moveTo(hour(1));
    expect(move(960.01)).toBe('VEN-001');
    // Price 36,000: equity 600, margin 360.
    test.moveTo(hour(2));
    expect(move(240.01)).toBe('VEN-001');
    expect(move(239.99)).toBe('done');
  });

  it('is bounded by the wallet where profit would allow more', () => {
    const test = new TestWorld(flatMarket([40_000, 80_000]), costless);
    test.deposit('binance', 'margin', 'USDT', 1_000);
    done(test.order('binance', 'perp', 'buy', 0.1));
    test.moveTo(hour(1));
    expect(codeOf(test.transfer('binance:margin', 'binance:spot', 'USDT', 1_000.01))).toBe(
      'VEN-001',
    );
    expect(codeOf(test.transfer('binance:margin', 'binance:spot', 'USDT', 1_000))).toBe('done');
  });

  it('may all leave where nothing is open, before there is a price as after', () => {
    const rows = flatMarket([40_000]);
    const later = {
      ...rows,
      'perp/binance/BTC-USDT': [{ at: hour(5), close: 1, high: 1, low: 1 }],
    };
    const test = new TestWorld(later);
    test.deposit('binance', 'margin', 'USDT', 1_000);
    const move = (amount: number) =>
      codeOf(test.transfer('binance:margin', 'binance:spot', 'USDT', amount));
    expect(move(1_000.01)).toBe('VEN-001');
    expect(move(1_000)).toBe('done');
  });
});

describe('several shipments', () => {
  it('arrive by their delay and not by their departure', () => {
    const test = new TestWorld(flatMarket([40_000]), (_, okx) => {
      okx.withdrawals!['USDT'] = { fee: 0, min_amount: 0, delay_seconds: 60 };
    });
    test.deposit('binance', 'spot', 'USDT', 1_000);
    test.deposit('okx', 'margin', 'USDT', 1_000);
    const start = test.now;
    done(test.transfer('binance:spot', 'alchemy:wallet', 'USDT', 100));
    done(test.transfer('okx:margin', 'alchemy:wallet', 'USDT', 700));
    expect(test.world.nextEventAt()).toBe(start + 60 * SECOND);
    test.moveTo(start + 60 * SECOND);
    expect(test.held('alchemy:wallet:USDT')).toBe(700);
    expect(test.held('in_transit:USDT')).toBe(98);
    expect(test.world.nextEventAt()).toBe(start + DELAY);
    test.moveTo(start + DELAY);
    expect(test.held('alchemy:wallet:USDT')).toBe(798);
  });

  it('due at one moment arrive together, in the order of their departure', () => {
    const test = funded();
    done(test.transfer('binance:spot', 'okx:margin', 'USDT', 100));
    done(test.transfer('binance:spot', 'alchemy:wallet', 'USDT', 200));
    const before = test.books.postings.length;
    test.moveTo(test.now + DELAY);
    expect(test.posted(before)).toEqual([
      ['in_transit:USDT', 'transfer', -98],
      ['okx:margin:USDT', 'transfer', 98],
      ['in_transit:USDT', 'transfer', -198],
      ['alchemy:wallet:USDT', 'transfer', 198],
    ]);
  });

  it('leave no binary dust on the road: the last one of an asset takes what is there', () => {
    const test = new TestWorld(flatMarket([40_000]), costless);
    test.deposit('binance', 'spot', 'USDT', 1_000);
    // 10.1 + 20.2 + 30.3 minus the same three is not 0 in binary.
    expect(10.1 + 20.2 + 30.3 - 10.1 - 20.2 - 30.3).not.toBe(0);
    for (const amount of [10.1, 20.2, 30.3])
      done(test.transfer('binance:spot', 'alchemy:wallet', 'USDT', amount));
    test.moveTo(test.now + DELAY);
    expect(test.held('in_transit:USDT')).toBe(0);
    expect(test.held('alchemy:wallet:USDT')).toBeCloseTo(60.6, 12);
  });

  it('of two assets do not mix', () => {
    const test = funded();
    done(test.transfer('binance:spot', 'okx:margin', 'BTC', 0.1));
    done(test.transfer('binance:spot', 'okx:margin', 'USDT', 100));
    test.moveTo(test.now + DELAY);
    expect(test.held('okx:margin:USDT')).toBe(98);
    expect(test.held('in_transit:USDT')).toBe(0);
    expect(test.held('in_transit:BTC')).toBeCloseTo(0.0998, 15);
  });
});
