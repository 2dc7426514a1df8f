import { describe, expect, it } from 'vitest';
import { PAR, SPOT_USDT, TestPortfolio } from './testing/test-portfolio.js';

const OWED = 'investors:payable:USDT';

/** 1,000 at the spot venue and as much in the wallet: half of the equity is cash that can be paid out. */
function portfolio(reserve_ratio = 0.1, atSpot = 1_000, inWallet = 1_000) {
  const one = new TestPortfolio({
    change: (config) => {
      config.component_config.strategy_manager = { reserve_ratio };
      config.flows = [{ at: '2024-01-01T00:00:00Z', deposit: 1 }];
    },
  });
  one.move(PAR);
  one.post(SPOT_USDT, 'deposit', atSpot);
  one.post('alchemy:wallet:USDT', 'deposit', inWallet);
  one.look();
  return one;
}

describe('the cash reserve', () => {
  it('is the cash at the paying place less what is owed, as a share of equity', () => {
    const one = portfolio();
    expect(one.reserve.ratio).toBe(0.5);
    one.post(OWED, 'withdrawal', -400);
    one.look();
    expect([one.reserve.free, one.reserve.payable]).toEqual([1_000, 400]);
    expect(one.reserve.ratio).toBe(600 / 1_600);
    expect(one.risk.getRisk()['reserve_ratio']).toBe(600 / 1_600);
  });

  it('does not change by a payment', () => {
    const one = portfolio();
    one.post(OWED, 'withdrawal', -400);
    one.look();
    const { ratio } = one.reserve;
    const { equity, netFlows } = one.pnl;
    one.post(SPOT_USDT, 'payment', -400);
    one.post(OWED, 'payment', 400);
    one.look();
    expect([one.reserve.ratio, one.reserve.payable]).toEqual([ratio, 0]);
    expect([one.pnl.equity, one.pnl.netFlows]).toEqual([equity, netFlows]);
  });

  it('is low below half of what is asked for, and whole from all of it on', () => {
    const one = portfolio(0.25);
    const state = () => [one.reserve.isLow, one.reserve.isWhole];
    expect(state()).toEqual([false, true]);
    // Of an equity that stays 2,000 the reserve is 500, half of it 250.
    const move = (amount: number) => {
      one.post(SPOT_USDT, 'transfer', -amount);
      one.post('alchemy:wallet:USDT', 'transfer', amount);
      one.look();
    };
    move(500);
    expect(state()).toEqual([false, true]);
    move(250);
    expect(state()).toEqual([false, false]);
    move(1);
    expect(state()).toEqual([true, false]);
  });

  it('is whole where only rounding is missing', () => {
    // A tenth of 3 is a little more than 0.3 in binary.
    expect(0.1 * 3).toBeGreaterThan(0.3);
    expect(portfolio(0.1, 0.3, 2.7).reserve.isWhole).toBe(true);
  });

  it('has no ratio where there is no equity', () => {
    const one = portfolio();
    one.post(OWED, 'withdrawal', -2_000);
    one.look();
    expect(one.reserve.ratio).toBeNaN();
    expect(one.risk.getRisk()['reserve_ratio']).toBeNull();
    expect(one.reserve.isLow).toBe(true);
  });
});
