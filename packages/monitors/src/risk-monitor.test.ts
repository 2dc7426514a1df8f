import { describe, expect, it } from 'vitest';
import {
  MARGIN_USDC,
  MARGIN_USDT,
  PAR,
  PERP,
  PERP_USDC,
  SPOT_BTC,
  T0,
  TestPortfolio,
  type Prices,
} from './testing/test-portfolio.js';

// Thresholds left at their defaults: margin below 0.3 low, below 0.08 critical; drift above 0.01, above 0.1; two hours.
const TWO_HOURS_MS = 7_200_000;
const BINANCE = 0;
const HYPERLIQUID = 1;

interface Book {
  readonly spot?: number;
  readonly perp?: number;
  readonly perpUsdc?: number;
  readonly margin?: number;
  readonly marginUsdc?: number;
}

/** Positions opened at 50,000, then seen at `prices`. */
function book(
  { spot = 0, perp = 0, perpUsdc = 0, margin = 0, marginUsdc = 0 }: Book,
  prices: Prices = {},
): TestPortfolio {
  const portfolio = new TestPortfolio();
  portfolio.move(PAR);
  portfolio.post(MARGIN_USDT, 'deposit', margin);
  portfolio.post(MARGIN_USDC, 'deposit', marginUsdc);
  portfolio.post(SPOT_BTC, 'deposit', spot);
  portfolio.trade(PERP, perp, 50_000);
  portfolio.trade(PERP_USDC, perpUsdc, 50_000);
  portfolio.move(prices);
  portfolio.exposure.updateState(T0);
  portfolio.risk.updateState(T0);
  return portfolio;
}

describe('margin of a perp venue', () => {
  it('is the wallet with unrealised profit, over notional', () => {
    const { risk } = book({ perp: -1, margin: 16_000 }, { perp: 45_000 });
    expect(risk.marginEquity[BINANCE]).toBe(21_000);
    expect(risk.marginRatio[BINANCE]).toBe(21_000 / 45_000);
    // 45,000 / 5 of initial margin stays.
    expect(risk.withdrawable[BINANCE]).toBe(12_000);
  });

  it('lets no unrealised profit leave', () => {
    const { risk } = book({ perp: -1, margin: 16_000 }, { perp: 30_000 });
    expect(risk.withdrawable[BINANCE]).toBe(16_000);
  });

  it('is counted in what the venue settles in', () => {
    const { risk } = book({ perpUsdc: 2, marginUsdc: 30_000 }, { perpUsdc: 49_000, usdc: 0.5 });
    expect(risk.marginEquity[HYPERLIQUID]).toBe(28_000);
    expect(risk.marginRatio[HYPERLIQUID]).toBe(28_000 / 98_000);
  });

  it('is the wallet alone, with nothing to fear, without a position', () => {
    const { risk } = book({ margin: 500 }, { perp: NaN });
    expect(risk.marginEquity[BINANCE]).toBe(500);
    expect(risk.marginRatio[BINANCE]).toBe(Infinity);
    expect(risk.liquidationDistance[BINANCE]).toBe(Infinity);
  });
});

describe('distance to liquidation', () => {
  // 10,000 of margin, one coin opened at 50,000, maintenance 0.4 % up to a notional of 50,000.
  it('of a short is the rise up to (M + qE) / (q (1 + mmr))', () => {
    const { risk } = book({ perp: -1, margin: 10_000 });
    expect(risk.liquidationDistance[BINANCE]).toBeCloseTo(60_000 / 1.004 / 50_000 - 1, 12);
  });

  it('of a long is the fall down to (qE - M) / (q (1 - mmr))', () => {
    const { risk } = book({ perp: 1, margin: 10_000 });
    expect(risk.liquidationDistance[BINANCE]).toBeCloseTo(1 - 40_000 / 0.996 / 50_000, 12);
  });

  it('is nought past the price, on both sides', () => {
    const distance = (position: number, mark: number, margin = 1_000) =>
      book({ perp: position, margin }, { perp: mark }).risk.liquidationDistance[BINANCE];
    expect(distance(-1, 60_000)).toBe(0);
    expect(distance(-1, 60_000, -70_000)).toBe(0);
    expect(distance(1, 40_000)).toBe(0);
  });

  it('of a long that is paid for is the whole price', () => {
    expect(book({ perp: 1, margin: 60_000 }).risk.liquidationDistance[BINANCE]).toBe(1);
  });
});

describe('level by margin', () => {
  it.each([
    [15_000, 'ok', 'at the low threshold'],
    [14_999, 'warning', 'below it'],
    [4_000, 'warning', 'at the critical threshold'],
    [3_999, 'critical', 'below it'],
    [NaN, 'critical', 'where nobody knows'],
  ])('%d of margin on 50,000 is %s: %s', (margin, level) => {
    expect(book({ spot: 1, perp: -1, margin }).risk.level).toBe(level);
  });

  it('is that of the worst venue, in either order', () => {
    const enough = 100_000;
    const at = (margin: number, marginUsdc: number) =>
      book({ spot: 2, perp: -1, perpUsdc: -1, margin, marginUsdc }).risk.level;
    expect(at(enough, enough)).toBe('ok');
    expect(at(10_000, enough)).toBe('warning');
    expect(at(enough, 1_000)).toBe('critical');
    expect(at(1_000, 10_000)).toBe('critical');
  });
});

describe('level by drift of the hedge', () => {
  it.each([
    [-100, 'ok', 'none'],
    [-99, 'ok', 'at the warning threshold'],
    [-98.9, 'warning', 'above it'],
    [-101.1, 'warning', 'above it on the other side'],
    [-90, 'warning', 'at the critical threshold'],
    [-89, 'critical', 'above it'],
  ])('a short of %d against 100 is %s: %s', (perp, level) => {
    expect(book({ spot: 100, perp, margin: 1e7 }).risk.level).toBe(level);
  });

  it('does not make a critical margin look better', () => {
    expect(book({ spot: 1, perp: -0.95, margin: 100 }).risk.level).toBe('critical');
  });
});

describe('levels by what is at risk', () => {
  const levels = ({ risk }: TestPortfolio) => {
    const { margin, health, discount, drift, data, worst } = risk.levels;
    return { margin, health, discount, drift, data, worst };
  };
  const calm = { margin: 'ok', health: 'ok', discount: 'ok', drift: 'ok', data: 'ok' };

  it('are told apart, and the worst of them is the level', () => {
    const portfolio = book({ spot: 1, perp: -0.95, margin: 100 });
    expect(levels(portfolio)).toEqual({
      ...calm,
      margin: 'critical',
      drift: 'warning',
      worst: 'critical',
    });
    expect(portfolio.risk.level).toBe('critical');
  });

  it('know old data from a bad hedge', () => {
    const portfolio = book({ spot: 1, perp: -1, margin: 1e6 });
    expect(levels(portfolio)).toEqual({ ...calm, worst: 'ok' });
    portfolio.risk.updateState(T0 + TWO_HOURS_MS + 1);
    expect(levels(portfolio)).toEqual({ ...calm, data: 'warning', worst: 'warning' });
  });
});

describe('level by age of the data', () => {
  function seenAt(at: number, renewed: Prices = {}): TestPortfolio {
    const portfolio = new TestPortfolio();
    portfolio.move(PAR);
    portfolio.market.writePrices(at, renewed);
    portfolio.risk.updateState(at);
    return portfolio;
  }

  it('warns when marks are older than two hours', () => {
    expect(seenAt(T0 + TWO_HOURS_MS).risk.level).toBe('ok');
    expect(seenAt(T0 + TWO_HOURS_MS + 1).risk.level).toBe('warning');
  });

  it('goes by the oldest of the venues', () => {
    const late = T0 + 2 * TWO_HOURS_MS;
    expect(seenAt(late, { perp: 50_000 }).risk.level).toBe('warning');
    expect(seenAt(late, { perp: 50_000, perpUsdc: 50_000 }).risk.level).toBe('ok');
    expect(seenAt(late, { perp: 50_000 }).risk.getRisk()['data_age_seconds']).toBe(14_400);
  });

  it('warns while a mark has never been seen, and writes that down as unknown', () => {
    const portfolio = new TestPortfolio();
    portfolio.risk.updateState(T0);
    expect(portfolio.risk.level).toBe('warning');
    expect(portfolio.risk.getRisk()['data_age_seconds']).toBeNull();
  });
});

describe('getRisk', () => {
  it('shows every venue, with null for what does not apply', () => {
    const { risk } = book({ spot: 1, perp: -1, margin: 25_000, marginUsdc: 70 });
    expect(risk.getRisk()).toEqual({
      level: 'ok',
      delta_drift: 0,
      data_age_seconds: 0,
      protocol_data_age_seconds: 0,
      lending: {},
      lst_premium: {},
      venues: {
        binance: {
          margin_equity: 25_000,
          margin_ratio: 0.5,
          liquidation_distance: expect.closeTo(75_000 / 1.004 / 50_000 - 1, 12) as number,
        },
        hyperliquid: { margin_equity: 70, margin_ratio: null, liquidation_distance: null },
      },
    });
    expect(risk.healthFactor).toBe(Infinity);
  });
});
