import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { basisConfig } from '../testing/config.js';
import { PaperPortfolio } from '../testing/paper-portfolio.js';
import { basisTarget } from './basis-target.js';

const withLeverage = (leverage: number, buffer: number) =>
  basisConfig((config) => {
    config.hedge_leverage = leverage;
    config.component_config.risk_monitor = { margin_ratio_low: 0.1, margin_ratio_high: 3 };
    config.component_config.strategy_manager = { cash_buffer_ratio: buffer, min_move_ratio: 0 };
  });

describe('the target of a basis position', () => {
  it('is spot = W L / (1 + L) and margin = W / (1 + L) by allocation', () => {
    const view = new PaperPortfolio({ cash: 900_000, price: 50_000 });
    const target = basisTarget(withLeverage(2, 0), view);
    expect(target.hedgeBase).toBeCloseTo(12, 10); // 600 000 / 50 000
    expect(target.marginQuote.map((margin) => Math.round(margin))).toEqual([
      120_000, 90_000, 90_000,
    ]);
  });

  it('keeps the buffer for costs out of W', () => {
    const view = new PaperPortfolio({ cash: 1_000_000, price: 50_000 });
    expect(basisTarget(withLeverage(1, 0.1), view).hedgeBase).toBeCloseTo(9, 10);
  });

  it('puts every short at the leverage, and plans for W and no more', () => {
    const scenario = fc.record({
      leverage: fc.double({ min: 0.4, max: 4.9, noNaN: true }),
      cash: fc.double({ min: 1e3, max: 1e9, noNaN: true }),
      price: fc.double({ min: 1, max: 1e6, noNaN: true }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(scenario, ({ leverage, cash, price, share }) => {
        const allocations = [share, 1 - share];
        const view = new PaperPortfolio({ cash, price, allocations });
        const { hedgeBase, marginQuote } = basisTarget(withLeverage(leverage, 0.003), view);
        const notional = hedgeBase * price;
        const margin = marginQuote[0]! + marginQuote[1]!;
        expect(margin * leverage).toBeCloseTo(notional, -Math.log10(cash * 1e-9));
        expect((margin + notional) / (cash * 0.997)).toBeCloseTo(1, 9);
        expect(marginQuote[0]).toBeCloseTo(margin * share, -Math.log10(cash * 1e-9));
      }),
    );
  });

  it('gives a venue with an allocation of 0 nothing', () => {
    const view = new PaperPortfolio({ allocations: [1, 0] });
    expect(basisTarget(basisConfig(), view).marginQuote[1]).toBe(0);
  });
});
