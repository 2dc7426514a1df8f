import { describe, expect, it } from 'vitest';
import type { StrategyView } from '@basis/core-types';
import { PaperPortfolio } from '../testing/paper-portfolio.js';
import {
  ANY,
  evenOutLegs,
  increaseLegs,
  isFlat,
  marginsOfNow,
  moveLegs,
  quoteAfter,
  reduceLegs,
} from './basis-legs.js';
import type { BasisTarget } from './basis-target.js';

const target = (...marginQuote: number[]): BasisTarget => ({
  hedgeBase: 0,
  marginQuote,
  leastQuote: 100,
  leastDriftQuote: 10,
  leastMarginRatio: 0,
});
const portfolio = (...wallets: number[]) => {
  const view = new PaperPortfolio({ cash: 0, withdrawalFeeQuote: 4 });
  wallets.forEach((wallet, i) => (view.margins[i]!.wallet = wallet));
  return view;
};
/** The getters of the paper one as fields. */
const viewOf = (view: PaperPortfolio): StrategyView => ({
  nowMs: view.nowMs,
  market: view.market,
  equity: view.equity,
  payable: view.payable,
  asset: view.asset,
  quote: view.quote,
  spot: view.spot,
  hedges: view.hedges,
  inTransitQuote: view.inTransitQuote,
  inTransitBase: view.inTransitBase,
  netDeltaBase: view.netDeltaBase,
  riskLevel: view.riskLevel,
  mayAddRisk: view.mayAddRisk,
  risks: view.risks,
});
const move = (role: string, to: string, amount: number) => ({
  does: 'move',
  role,
  to,
  token: 'USDT',
  amount,
});

describe('transfers between margins', () => {
  it('bring surplus home and send out what is missing, fees of the way on top', () => {
    const legs = moveLegs(portfolio(1_000, 3_000, 500), target(1_000, 1_000, 1_000), 2_000);
    expect(legs).toEqual([move('hedge[1]', 'spot', 2_000), move('spot', 'hedge[2]', 504)]);
  });

  it('send nothing to a venue that gives nothing back, but between the wallets of one', () => {
    const view = portfolio(0, 0, 0);
    view.frozen.add(0).add(1);
    const legs = moveLegs(view, target(1_000, 1_000, 1_000), 9_000);
    expect(legs).toEqual([move('spot', 'hedge[0]', 1_000)]);
    view.frozen.delete(0);
    const [, , ...beyond] = moveLegs(view, target(1_000, 1_000, 1_000), 9_000);
    expect(beyond).toEqual([]);
  });

  it('send no more than is free, surplus of the venue of the spot wallet counted at once', () => {
    const legs = moveLegs(portfolio(1_300, 0, 0), target(1_000, 1_000, 1_000), 50);
    expect(legs.map(({ role }) => role)).toEqual(['hedge[0]', 'spot']);
    expect(legs[0]!.amount).toBe(300);
    // The surplus may arrive a little smaller: amounts are rounded down to the grid of the venue.
    expect(legs[1]!.amount).toBeLessThan(349.999_999);
    expect(legs[1]!.amount).toBeGreaterThan(349.9);
  });

  it('leave what opening the rest of the hedge needs, where each position has margin of its own', () => {
    const shared = portfolio(3_000, 3_000, 3_000);
    const [binance, ...others] = shared.hedges;
    const hedges = [{ ...binance!, openingRate: 0.2 }, ...others];
    const view = { ...viewOf(shared), hedges };
    const wanted = { ...target(1_000, 1_000, 1_000), hedgeBase: 0.1 };
    const [first, second] = moveLegs(view, wanted, 0);
    // Its part of 0.1, and a lot of room, at a fifth of its worth and a hundredth more.
    const short = 0.1 * binance!.allocation + binance!.lotBase;
    const kept = 0.2 * short * binance!.markPriceQuote * 1.01;
    expect(first!.amount).toBeCloseTo(Math.min(2_000, 3_000 - kept), 4);
    expect(second!.amount).toBeCloseTo(2_000, 4);

    const poor = { ...binance!, openingRate: 0.2, withdrawableQuote: kept * 0.99 };
    const least = { ...ANY, leastMarginRatio: 0 };
    const cash = { cashQuote: 1e6 };
    expect(increaseLegs({ ...view, hedges: [poor, ...others] }, 0.1, least, cash)).toEqual([]);
    const rich = { ...poor, withdrawableQuote: kept };
    expect(increaseLegs({ ...view, hedges: [rich, ...others] }, 0.1, least, cash)).toHaveLength(2);
  });

  it('leave a short what it needs while what it hedges is still to be sold', () => {
    const view = portfolio(3_000, 0, 0);
    view.margins[0]!.position = -0.08;
    const worth = 0.08 * view.price;
    const margins = marginsOfNow(viewOf(view), target(1_000, 1_000, 1_000), 2);
    expect(margins).toEqual([Math.max(1_000, worth / 2), 1_000, 1_000]);
    expect(margins[0]).toBeGreaterThan(1_000);
  });

  it('within the venue of the spot wallet cost nothing', () => {
    const legs = moveLegs(portfolio(0, 1_000, 1_000), target(1_000, 1_000, 1_000), 5_000);
    expect(legs).toEqual([move('spot', 'hedge[0]', 1_000)]);
  });

  it('are not made for less than is worth it, nor without cash', () => {
    expect(moveLegs(portfolio(901, 1_099, 1_000), target(1_000, 1_000, 1_000), 9_000)).toEqual([]);
    expect(moveLegs(portfolio(0, 0, 0), target(0, 1_000, 1_000), 103)).toEqual([]);
  });

  it('are not made where a venue would not let go of so little', () => {
    const view = new PaperPortfolio({
      cash: 0,
      allocations: [0.5, 0.5],
      withdrawalFeeQuote: 4,
      minWithdrawalQuote: 10,
    });
    const any = { ...target(0, 0), leastQuote: 0.5 };
    view.margins[0]!.wallet = 5;
    view.margins[1]!.wallet = 9.9;
    // Within the venue of the spot wallet there is no least amount.
    expect(moveLegs(view, any, 0).map(({ role }) => role)).toEqual(['hedge[0]']);
    view.margins[1]!.wallet = 10.01;
    expect(moveLegs(view, any, 0)).toHaveLength(2);
    const out = { ...target(5, 15.9), leastQuote: 0.5 };
    expect(moveLegs(view, out, 50)).toEqual([]); // 5.89 and the fee of 4
    expect(moveLegs(view, { ...out, marginQuote: [5, 16.02] }, 50)).toMatchObject([
      { to: 'hedge[1]', amount: expect.closeTo(10.01, 9) },
    ]);
    // Not more than its fee: nothing would arrive.
    const dear = new PaperPortfolio({ cash: 0, withdrawalFeeQuote: 40, minWithdrawalQuote: 0 });
    dear.margins[1]!.wallet = 40;
    expect(moveLegs(dear, { ...target(0, 0, 0), leastQuote: 0.5 }, 0)).toEqual([]);
  });

  it('take back only what may be withdrawn', () => {
    const view = portfolio(0, 0, 0);
    // Short 1 from 50 000 with 40 000 of margin, of which 10 000 is bound at five times leverage.
    Object.assign(view.margins[1]!, { position: -1, openValue: 50_000, wallet: 40_000 });
    const [leg] = moveLegs(view, target(0, 5_000, 0), 0);
    expect(leg).toMatchObject({ role: 'hedge[1]', to: 'spot', amount: expect.closeTo(30_000, 4) });
    expect(leg!.amount).toBeLessThan(30_000);
  });
});

describe('reducing', () => {
  it('never leaves more hedged than is held', () => {
    const view = new PaperPortfolio({ allocations: [0.5, 0.5] });
    view.base = 1;
    for (const margin of view.margins) margin.position = -1;
    const legs = reduceLegs(view, 2, target(0, 0));
    expect(legs.map(({ amount }) => amount)).toEqual([0.5, 0.5]);
  });

  it('leaves a venue without an allocation', () => {
    const view = new PaperPortfolio({ allocations: [1, 0] });
    view.base = 1;
    view.margins[0]!.position = -0.5;
    view.margins[1]!.position = -0.5;
    expect(reduceLegs(view, 1, target(0, 0))).toEqual([
      { does: 'cover', role: 'hedge[1]', token: 'BTC', amount: 0.5 },
      { does: 'sell', role: 'spot', token: 'BTC', amount: 0.5 },
    ]);
  });

  it('covers nothing below the least order, unless all is left', () => {
    const view = new PaperPortfolio({ allocations: [1], minNotionalQuote: 5_000 });
    view.base = 0.05;
    view.margins[0]!.position = -0.09;
    expect(reduceLegs(view, 0.05, target(0))).toEqual([]);
    expect(reduceLegs(view, 0, ANY).map(({ does }) => does)).toEqual(['cover']);
  });

  it('closes no more at a venue beyond its part than can be sold, or is beyond what is held', () => {
    const view = new PaperPortfolio({ allocations: [0.5, 0.5] });
    view.margins[0]!.position = -6;
    view.margins[1]!.position = -4;
    // Of 10 that are held none is at the market, then 1 is; then 9.5 are held.
    expect(reduceLegs(view, 8, target(0, 0), 10)).toEqual([]);
    view.base = 1;
    const legs = reduceLegs(view, 10, target(0, 0), 10);
    expect(legs.map(({ does, amount }) => [does, amount])).toEqual([
      ['cover', 1],
      ['sell', 1],
    ]);
    view.base = 0;
    expect(reduceLegs(view, 9.5, target(0, 0), 9.5)).toMatchObject([
      { does: 'cover', amount: 0.5 },
    ]);
  });

  it('sells what came to the market without a hedge where the plan is smaller than the hedge', () => {
    const view = new PaperPortfolio({ allocations: [1] });
    view.margins[0]!.position = -9;
    view.base = 1;
    // 9.5 of 10.5 lie elsewhere.
    expect(reduceLegs(view, 8, target(0), 10.5)).toMatchObject([{ does: 'sell', amount: 1 }]);
    expect(reduceLegs(view, 10, target(0), 10.5)).toEqual([]);
  });

  it('counts the proceeds of a sale less its cost and a step of the price grid', () => {
    const view = new PaperPortfolio({ cash: 100, price: 50_019, feeRate: 0.001, tickQuote: 20 });
    const sell = { does: 'sell', role: 'spot', token: 'BTC', amount: 2 } as const;
    const sure = quoteAfter(view, [sell]);
    expect(sure).toBeCloseTo(100 + 2 * (50_019 * 0.999 - 20), 6);
    // The fill is at 50 000.
    expect(sure).toBeLessThan(100 + 2 * 50_000 * 0.999);
    expect(quoteAfter(view, [{ ...sell, does: 'buy' }])).toBe(100);
  });
});

describe('what is held and not hedged', () => {
  const drifted = () => {
    const view = portfolio(3_000, 3_000, 3_000);
    view.base = 0.5;
    return view;
  };

  it('is hedged, and sold where no risk may be added or nobody takes a short', () => {
    expect(evenOutLegs(drifted(), 0.5, 0).map(({ does }) => does)).toEqual(['short']);
    const careful = drifted();
    careful.mayAddRisk = false;
    expect(evenOutLegs(careful, 0.5, 0)).toEqual([
      { does: 'sell', role: 'spot', token: 'BTC', amount: 0.5 },
    ]);
    const open = viewOf(drifted());
    const closed = { ...open, hedges: open.hedges.map((one) => ({ ...one, takesOrders: false })) };
    expect(evenOutLegs(closed, 0.5, 0).map(({ does }) => does)).toEqual(['sell']);
  });
});

describe('a perp that is long', () => {
  it('is none of the plan and closed before anything else is evened out', () => {
    const view = portfolio(3_000, 3_000, 3_000);
    view.base = 0.5;
    view.margins[1]!.position = 0.02;
    expect(evenOutLegs(view, 0.5, 0)).toEqual([
      { does: 'close_long', role: 'hedge[1]', token: 'BTC', amount: 0.02 },
    ]);
  });
});

describe('increasing', () => {
  it('is nothing where spot and hedge are there already, or where there is no cash', () => {
    const view = new PaperPortfolio({ cash: 0, allocations: [1] });
    expect(increaseLegs(view, 1, ANY)).toEqual([]);
    view.base = 1;
    view.margins[0]!.position = -1;
    view.cash = 1_000_000;
    expect(increaseLegs(view, 1, ANY)).toEqual([]);
  });

  it('shorts nothing that a venue might refuse as too small', () => {
    const view = new PaperPortfolio({ cash: 0, allocations: [1], minNotionalQuote: 500 });
    view.base = 0.0099;
    expect(increaseLegs(view, 0.0099, ANY)).toEqual([]);
    view.base = 0.0101;
    expect(increaseLegs(view, 0.0101, ANY)).toMatchObject([{ does: 'short', amount: 0.0101 }]);
  });
});

describe('a flat portfolio', () => {
  it('holds no short and no asset that could be sold', () => {
    const view = new PaperPortfolio({ minNotionalQuote: 100 });
    expect(isFlat(view)).toBe(true);
    view.base = 0.0019; // one lot, 50 USDT
    expect(isFlat(view)).toBe(true);
    view.base = 0.002;
    expect(isFlat(view)).toBe(false);
    view.base = 0;
    view.margins[2]!.position = -0.001;
    expect(isFlat(view)).toBe(false);
  });
});
