import { describe, expect, it } from 'vitest';
import { PositionMonitor } from './position-monitor.js';
import { PERP, SPOT_BTC, SPOT_USDT, TRANSIT_BTC, TestPortfolio } from './testing/test-portfolio.js';

const { accounts } = new TestPortfolio();

function holding(amounts: Readonly<Record<string, number>>): PositionMonitor {
  const positions = new PositionMonitor(accounts, 'backtest');
  for (const [id, amount] of Object.entries(amounts)) positions.apply(accounts.index(id), amount);
  return positions;
}

describe('PositionMonitor', () => {
  it('holds nothing before the first posting', () => {
    const positions = holding({});
    expect(positions.quantities).toEqual(new Float64Array(accounts.size));
    expect(positions.getCurrentPositions()).toEqual({});
  });

  it('adds deltas up, account by account', () => {
    const positions = holding({ [SPOT_BTC]: 2 });
    positions.apply(accounts.index(SPOT_BTC), -0.5);
    positions.apply(accounts.index(PERP), -1.5);
    expect(positions.quantity(SPOT_BTC)).toBe(1.5);
    expect(positions.quantity(PERP)).toBe(-1.5);
    expect(positions.quantity(SPOT_USDT)).toBe(0);
  });

  it('shows what is held by venue, and leaves out what is empty', () => {
    const positions = holding({ [SPOT_BTC]: 2, [PERP]: -2, [TRANSIT_BTC]: 0.5, [SPOT_USDT]: 7 });
    positions.apply(accounts.index(SPOT_USDT), -7);
    expect(positions.getCurrentPositions()).toEqual({
      binance: { 'spot:BTC': 2, 'perp:BTC-USDT': -2 },
      in_transit: { BTC: 0.5 },
    });
  });

  it('does not know accounts that the run does not have', () => {
    expect(() => holding({}).quantity('kraken:spot:BTC')).toThrow(/kraken:spot:BTC/);
  });

  it('goes on from saved quantities', () => {
    const saved = holding({ [SPOT_BTC]: 0.1, [PERP]: -0.3 }).save();
    const resumed = holding({ [SPOT_USDT]: 5 });
    resumed.load(JSON.parse(JSON.stringify(saved)) as number[]);
    expect(resumed.getCurrentPositions()).toEqual({
      binance: { 'spot:BTC': 0.1, 'perp:BTC-USDT': -0.3 },
    });
  });
});
