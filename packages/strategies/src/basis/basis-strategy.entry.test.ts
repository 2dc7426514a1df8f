import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOLD, type Leg } from '@basis/core-types';
import { basisConfig } from '../testing/config.js';
import { PaperPortfolio, type PaperTerms } from '../testing/paper-portfolio.js';
import { BasisStrategyManager } from './basis-strategy.js';

const BUFFER = 0.003;
const strategy = new BasisStrategyManager(basisConfig());

/** Steps until the strategy holds; fails if it never does. */
function settle(view: PaperPortfolio, state = strategy.initial(), by = strategy) {
  const decisions = [];
  for (let i = 0; i < 20; i++) {
    const decision = by.decide(view, state);
    if (decision === HOLD && view.inTransitQuote === 0) return { decisions, state };
    decisions.push(decision);
    view.apply(decision);
    view.nextHour();
  }
  throw new Error('the strategy never came to rest');
}
const moved = (legs: readonly Leg[]) =>
  legs.map((leg) => (leg.does === 'move' ? [leg.role, leg.to, leg.amount] : [leg.does]));

describe('entering', () => {
  it('moves the margins first: W / (1 + L) by allocation, the fee of the way on top', () => {
    const view = new PaperPortfolio({ cash: 900_000, withdrawalFeeQuote: 4 });
    const state = strategy.initial();
    const decision = strategy.decide(view, state);
    expect(decision).toMatchObject({ action: 'entry_full', priority: 30, reason: 'enter' });
    const margin = (900_000 * (1 - BUFFER)) / 3;
    const legs = moved(decision.legs);
    expect(legs.map(([from, to]) => [from, to])).toEqual([
      ['spot', 'hedge[0]'],
      ['spot', 'hedge[1]'],
      ['spot', 'hedge[2]'],
    ]);
    // The first shares the venue of the spot wallet: free.
    expect(legs[0]![2]).toBeCloseTo(margin * 0.4, 6);
    expect(legs[1]![2]).toBeCloseTo(margin * 0.3 + 4, 6);
    expect(legs[2]![2]).toBeCloseTo(margin * 0.3 + 4, 6);
    expect(state.adjusting).toBe(true);
  });

  it('holds while money is under way, then buys and shorts what it buys', () => {
    const view = new PaperPortfolio({ cash: 900_000, price: 50_000 });
    const state = strategy.initial();
    view.apply(strategy.decide(view, state));
    expect(view.inTransitQuote).toBeGreaterThan(0);
    expect(strategy.decide(view, state)).toBe(HOLD);
    expect(state.adjusting).toBe(true);

    view.nextHour();
    const decision = strategy.decide(view, state);
    // 900 000 x 0.997 x 2 / 3 / 50 000 = 11.964, a whole number of lots.
    expect(decision).toMatchObject({ action: 'entry_full', priority: 30 });
    expect(decision.legs.map(({ does }) => does)).toEqual(['buy', 'short']);
    for (const { amount } of decision.legs) expect(amount).toBeCloseTo(11.964, 9);
    view.apply(decision);
    expect(strategy.decide(view, state)).toBe(HOLD);
    expect(state.adjusting).toBe(false);
  });

  it('holds while the asset itself is under way', () => {
    const view = Object.defineProperty(new PaperPortfolio(), 'inTransitBase', { value: 0.1 });
    expect(strategy.decide(view, strategy.initial())).toBe(HOLD);
  });

  it('hedges what is received after the fee of the purchase, and buys the more for it', () => {
    const feeRate = 0.001;
    const view = new PaperPortfolio({ feeRate });
    const { decisions } = settle(view);
    const [buy, short] = decisions.at(-1)!.legs;
    expect(short!.amount).toBeCloseTo(buy!.amount * (1 - feeRate), 12);
    // The target, from the equity at that time, within the lot that the purchase is rounded to.
    expect(short!.amount).toBeCloseTo((1_000_000 * (1 - BUFFER) * 2) / 3 / 50_000, 2);
    expect(Math.abs(view.netDeltaBase)).toBeLessThanOrEqual(view.terms.lotBase);
  });

  it('ends with every short at the leverage', () => {
    const view = new PaperPortfolio({ feeRate: 0.0005, withdrawalFeeQuote: 4 });
    settle(view);
    for (const ratio of view.marginRatios) expect(Math.abs(ratio - 0.5)).toBeLessThan(0.02);
  });

  it('buys no more than the cash at the spot wallet pays for, costs included', () => {
    const view = new PaperPortfolio({ feeRate: 0.01 });
    view.cash = 30_000;
    view.margins[0]!.wallet = 400_000;
    view.margins[1]!.wallet = 300_000;
    view.margins[2]!.wallet = 270_000;
    const [buy] = strategy.entryFull(view).legs;
    // 30 000 / (50 000 x 1.01) = 0.59406, in lots of 0.001.
    expect(buy).toMatchObject({ does: 'buy', amount: 0.594 });
  });

  it('does nothing with too little for an order', () => {
    const view = new PaperPortfolio({ cash: 60 });
    const { decisions } = settle(view);
    expect(decisions.flatMap(({ legs }) => legs).every(({ does }) => does === 'move')).toBe(true);
    expect(view.base).toBe(0);
  });

  it('gives a venue with an allocation of 0 neither margin nor hedge', () => {
    const view = new PaperPortfolio({ allocations: [0.6, 0, 0.4] });
    settle(view);
    expect(view.margins[1]).toEqual({ position: 0, wallet: 0, openValue: 0 });
    expect(view.margins[0]!.position).toBeLessThan(0);
    expect(view.margins[2]!.position).toBeLessThan(0);
  });

  it('comes to rest near its target from any start, and stays there', () => {
    const scenario: fc.Arbitrary<PaperTerms> = fc.record({
      cash: fc.double({ min: 2_000, max: 1e8, noNaN: true }),
      price: fc.double({ min: 5_000, max: 150_000, noNaN: true }),
      feeRate: fc.constantFrom(0, 0.0005, 0.001),
      withdrawalFeeQuote: fc.constantFrom(0, 4),
      allocations: fc.constantFrom([1], [0.4, 0.3, 0.3], [0, 1], [0.5, 0.5, 0]),
      lotBase: fc.constantFrom(0.0001, 0.001),
    });
    fc.assert(
      fc.property(scenario, (terms) => {
        const view = new PaperPortfolio(terms);
        const { state } = settle(view);
        expect(state.adjusting).toBe(false);
        const target = (view.equity * (1 - BUFFER) * 2) / 3;
        const { lotBase, minNotionalQuote } = view.terms;
        const least = Math.max(lotBase * view.price, minNotionalQuote);
        expect(Math.abs(view.hedged * view.price - target)).toBeLessThan(
          view.equity * 0.01 + 2 * least,
        );
        expect(Math.abs(view.netDeltaBase) * view.price).toBeLessThan(
          view.equity * 0.00125 + 2 * least,
        );
        for (let hour = 0; hour < 10; hour++) {
          view.nextHour();
          expect(strategy.decide(view, state)).toBe(HOLD);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('entering where every amount is worth moving', () => {
  const eager = new BasisStrategyManager(
    basisConfig((config) => {
      config.component_config.strategy_manager = { min_move_ratio: 0 };
    }),
  );

  it('comes to rest at its target too, though transfers are made in whole millionths', () => {
    for (const withdrawalFeeQuote of [0, 4]) {
      const view = new PaperPortfolio({
        cash: 1_000_001 / 7,
        withdrawalFeeQuote,
        transferStepQuote: 1e-6,
      });
      const state = settle(view, eager.initial(), eager);
      expect(state.state.adjusting).toBe(false);
      const target = (view.equity * (1 - BUFFER) * 2) / 3;
      expect(Math.abs(view.hedged * view.price - target)).toBeLessThan(2 * view.price * 0.001);
    }
  });
});

/** Margins filled, nothing bought yet. */
function funded(): PaperPortfolio {
  const view = new PaperPortfolio({ cash: 900_000, price: 50_000 });
  view.apply(strategy.decide(view, strategy.initial()));
  view.nextHour();
  return view;
}

describe('entering in part', () => {
  it('goes the asked share of the way to the target', () => {
    const view = funded();
    const decision = strategy.entryPartial(view, 0.5);
    expect(decision).toMatchObject({ action: 'entry_partial', priority: 30 });
    for (const { amount } of decision.legs) expect(amount).toBeCloseTo(11.964 / 2, 9);
    expect(decision.legs.map(({ does }) => does)).toEqual(['buy', 'short']);
    expect(strategy.entryPartial(view, 0)).toBe(HOLD);
  });

  it('enters nothing that the margins do not carry', () => {
    const view = new PaperPortfolio({ cash: 900_000, price: 50_000 });
    expect(strategy.entryPartial(view, 1)).toBe(HOLD);
    expect(strategy.entryFull(view)).toBe(HOLD);
  });

  it('counts the share from what is hedged already', () => {
    const view = new PaperPortfolio({ cash: 900_000, price: 50_000 });
    settle(view);
    expect(strategy.entryPartial(view, 1)).toBe(HOLD);
  });
});
