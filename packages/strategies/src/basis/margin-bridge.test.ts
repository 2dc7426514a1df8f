import { describe, expect, it } from 'vitest';
import { PaperPortfolio, type PaperTerms } from '../testing/paper-portfolio.js';
import { bridgeLegs } from './margin-bridge.js';

/** Three shorts of 1 at 50 000; at leverage 2 each margin should hold 25 000, and below 15 000 it is low. */
function view(equities: number[], cash: number, terms: PaperTerms = {}) {
  const portfolio = new PaperPortfolio({ allocations: [0.4, 0.3, 0.3], cash, ...terms });
  equities.forEach((equity, i) =>
    Object.assign(portfolio.margins[i]!, { position: -1, openValue: 50_000, wallet: equity }),
  );
  return portfolio;
}
const bridge = (portfolio: PaperPortfolio) => bridgeLegs(portfolio, portfolio.cash, 0.3, 2);
const move = (role: string, to: string, amount: number) => ({
  does: 'move',
  role,
  to,
  token: 'USDT',
  amount: expect.closeTo(amount, 4),
});

describe('a margin that is low', () => {
  it('gets cash of the spot wallet first, at its own venue without a fee', () => {
    const fee = { withdrawalFeeQuote: 4 };
    expect(bridge(view([14_000, 25_000, 25_000], 20_000, fee))).toEqual([
      move('spot', 'hedge[0]', 11_000),
    ]);
    expect(bridge(view([25_000, 14_000, 25_000], 20_000, fee))).toEqual([
      move('spot', 'hedge[1]', 11_004),
    ]);
  });

  it('gets the rest from what other margins have beyond their plan', () => {
    expect(bridge(view([14_000, 30_000, 33_000], 2_000))).toEqual([
      move('spot', 'hedge[0]', 2_000),
      move('hedge[1]', 'hedge[0]', 5_000),
      move('hedge[2]', 'hedge[0]', 4_000),
    ]);
  });

  it('gets nothing where all of that does not suffice: the plan sells instead', () => {
    expect(bridge(view([14_000, 30_000, 28_000], 2_000))).toEqual([]);
    expect(bridge(view([14_000, 25_000, 25_000], 0))).toEqual([]);
  });

  it('shares out what there is only once', () => {
    const both = view([14_000, 14_000, 40_000], 7_500);
    // Missing 11 000 each: 7 500 and 15 000 to spare suffice.
    const moved = bridge(both).map(({ amount }) => amount);
    expect(moved.reduce((a, b) => a + b, 0)).toBeCloseTo(22_000, 4);
    expect(bridge(view([14_000, 14_000, 40_000], 6_000))).toEqual([]);
  });

  it('takes nothing from where nothing can leave', () => {
    const frozen = view([14_000, 40_000, 25_000], 0);
    frozen.frozen.add(1);
    expect(bridge(frozen)).toEqual([]);
    const spotFrozen = view([25_000, 14_000, 25_000], 50_000);
    spotFrozen.frozen.add(0);
    expect(bridge(spotFrozen)).toEqual([]);
    // Inside the venue nothing leaves.
    const inside = view([14_000, 25_000, 25_000], 50_000);
    inside.frozen.add(0);
    expect(bridge(inside)).toEqual([move('spot', 'hedge[0]', 11_000)]);
  });

  it('is looked at with the part of the hedge that is still to be shorted', () => {
    const short = view([15_100, 30_000, 30_000], 20_000);
    expect(bridge(short)).toEqual([]);
    // 3.1 held: 0.04 more at the first venue, 52 000 in all, of which 0.3 are 15 600 and a half 26 000.
    short.base = 3.1;
    expect(bridge(short)).toEqual([move('spot', 'hedge[0]', 10_900)]);
    short.mayAddRisk = false;
    expect(bridge(short)).toEqual([]);
  });

  it('none is: nothing moves', () => {
    expect(bridge(view([15_000, 15_001, 60_000], 50_000))).toEqual([]);
  });
});
