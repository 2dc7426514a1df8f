import { describe, expect, it } from 'vitest';
import { GAS, TestWorld, codeOf, done, flatMarket } from '../testing/test-world.js';

/** Gas units x (base + priority fee): 65,000 x 20 gwei = 0.0013 ETH. */
const GAS_ETH = GAS.units * (GAS.base + GAS.priority) * 1e-9;
const CONFIRMATION = 180_000;

function funded(eth: number, usdt = 1_000) {
  const test = new TestWorld(flatMarket([40_000]));
  test.deposit('alchemy', 'wallet', 'USDT', usdt);
  test.deposit('alchemy', 'wallet', 'ETH', eth);
  return test;
}

describe('a transfer from the wallet', () => {
  it('costs gas in ETH at the recorded price and arrives whole after the confirmation', () => {
    const test = funded(0.01);
    const start = test.now;
    done(test.transfer('alchemy:wallet', 'binance:spot', 'USDT', 400));
    expect(test.posted(2)).toEqual([
      ['alchemy:wallet:ETH', 'gas', expect.closeTo(-GAS_ETH, 15)],
      ['alchemy:wallet:USDT', 'transfer', -400],
      ['in_transit:USDT', 'transfer', 400],
    ]);
    test.moveTo(start + CONFIRMATION - 1);
    expect(test.held('binance:spot:USDT')).toBe(0);
    test.moveTo(start + CONFIRMATION);
    expect(test.held('binance:spot:USDT')).toBe(400);
    expect(test.held('alchemy:wallet:ETH')).toBeCloseTo(0.01 - GAS_ETH, 15);
  });

  it('is refused without ETH for its gas, and nothing is lost by asking', () => {
    const test = funded(GAS_ETH - 1e-9);
    expect(codeOf(test.transfer('alchemy:wallet', 'binance:spot', 'USDT', 400))).toBe('VEN-010');
    expect(test.held('alchemy:wallet:ETH')).toBe(GAS_ETH - 1e-9);
    expect(codeOf(funded(0.0014).transfer('alchemy:wallet', 'binance:spot', 'USDT', 400))).toBe(
      'done',
    );
  });

  it('of ETH needs its amount and its gas together', () => {
    expect(codeOf(funded(0.5).transfer('alchemy:wallet', 'cold:wallet', 'ETH', 0.499))).toBe(
      'VEN-010',
    );
    expect(codeOf(funded(0.5).transfer('alchemy:wallet', 'cold:wallet', 'ETH', 0.501))).toBe(
      'VEN-001',
    );
  });

  it('of all ETH but its gas leaves exactly nothing', () => {
    for (const eth of [0.3, 0.7, 1.1, 123.456]) {
      const test = funded(eth);
      const amount = eth - 65_000 * 20 * 1e-9;
      done(test.transfer('alchemy:wallet', 'cold:wallet', 'ETH', amount));
      expect(test.held('alchemy:wallet:ETH')).toBe(0);
    }
  });

  it('is refused by a wallet that holds no ETH at all', () => {
    const test = new TestWorld(flatMarket([40_000]), (_binance, _okx, config) => {
      Object.assign(config.venue_configs['cold']!, { assets: ['USDT'] });
    });
    test.deposit('cold', 'wallet', 'USDT', 100);
    expect(codeOf(test.transfer('cold:wallet', 'binance:spot', 'USDT', 50))).toBe('VEN-010');
  });
});
