import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { basisConfig, withSettings } from '../testing/config.js';
import { PaperPortfolio, type PaperTerms } from '../testing/paper-portfolio.js';
import { PaperRun } from '../testing/paper-run.js';
import { REASONS, reasonToAdjust } from './reason-to-adjust.js';
import { BasisStrategyManager } from './basis-strategy.js';

const PRICE = 50_000;
type Settings = Parameters<typeof withSettings>[0];

function entered(settings: Settings = {}, terms: PaperTerms = {}) {
  const view = new PaperPortfolio({ price: PRICE, ...terms });
  const trial = new PaperRun(new BasisStrategyManager(basisConfig(withSettings(settings))), view);
  trial.days(1);
  return { view, trial };
}
const drift = (view: PaperPortfolio) => Math.abs(view.netDeltaBase) / Math.max(view.hedged, 1);

describe('while a venue is out', () => {
  it('it gets no order, and what is left of the hedge stays balanced', () => {
    for (const out of [0, 1, 2])
      for (const factor of [1.2, 0.75]) {
        const { view, trial } = entered();
        view.closed.add(out);
        view.price = PRICE * factor;
        trial.days(2, () => expect(drift(view)).toBeLessThan(0.006));
        view.closed.clear();
        trial.days(2, () => expect(drift(view)).toBeLessThan(0.006));
        for (const ratio of view.marginRatios) expect(ratio).toBeGreaterThan(0.4);
        expect(trial.days(2)).toEqual([]);
      }
  });

  it('and risk is critical, as much is left as can be sold with its hedge, the rest when it is back', () => {
    const { view, trial } = entered();
    view.closed.add(1);
    view.riskLevel = 'critical';
    trial.days(1, () => expect(drift(view)).toBeLessThan(0.01));
    expect(view.margins[0]!.position).toBe(0);
    expect(view.margins[1]!.position).toBeLessThan(0);
    expect(view.base).toBeCloseTo(-view.margins[1]!.position, 2);
    view.closed.clear();
    trial.days(1);
    expect(view.hedged).toBe(0);
    expect(view.base).toBeLessThan(0.001);
  });

  it('of the spot market, nothing is covered that cannot be sold', () => {
    const { view, trial } = entered();
    const before = view.hedged;
    view.closed.add(0);
    view.riskLevel = 'critical';
    expect(trial.days(1)).toEqual([]);
    expect(view.hedged).toBe(before);
  });

  it('withdrawals that are frozen are not asked for', () => {
    for (const frozen of [0, 1]) {
      const { view, trial } = entered();
      view.frozen.add(frozen);
      view.price = PRICE * 0.75;
      trial.days(2, () => expect(drift(view)).toBeLessThan(0.006));
      view.frozen.clear();
      trial.days(2, () => expect(drift(view)).toBeLessThan(0.006));
      for (const ratio of view.marginRatios) expect(ratio).toBeLessThan(0.9);
    }
  });
});

describe('a carry', () => {
  it('that turns negative is left until nothing is left, once, and entered again when it is back', () => {
    const { view, trial } = entered({}, { feeRate: 0.0005 });
    view.fundingApr = -0.2;
    const out = trial.days(10);
    expect(out).toMatchObject([{ action: 'exit_full', reason: 'the carry has turned negative' }]);
    expect(view.hedged).toBe(0);
    view.fundingApr = 0.1;
    trial.days(1);
    expect(view.hedged * PRICE).toBeGreaterThan(600_000);
  });

  it('that hovers around nothing trades nothing', () => {
    // Four trades of 5 bp: a hurdle of 2.4 % a year, and half of it on the way out.
    const { view, trial } = entered({}, { feeRate: 0.0005 });
    const hover = (hour: number) => (view.fundingApr = 0.01 * Math.sin(hour / 50));
    expect(trial.days(60, hover)).toEqual([]);
  });
});

describe('bounds', () => {
  it('all shorts together are worth no more than allowed', () => {
    const { view, trial } = entered({ max_total_notional: 300_000 });
    expect(view.hedged * PRICE).toBeLessThanOrEqual(300_000);
    expect(view.hedged * PRICE).toBeGreaterThan(295_000);
    expect(trial.days(5)).toEqual([]);
  });

  it('a venue that holds more than its share of equity is a reason to bring it back', () => {
    const { view } = entered();
    // 0.667 of spot and 0.4 of the margins lie at the first venue: 0.8 of equity.
    // Three fifths of what is planned as margin lie elsewhere.
    const elsewhere = (share: number) => () => (share * view.equity) / 0.6;
    const bands = {
      marginLow: 0.3,
      marginHigh: 0.9,
      // The plan would have it at 0.7.
      plannedMarginQuote: elsewhere(0.3),
      notionalLimitQuote: Infinity,
      toleratedDriftBase: 1,
      missingCashQuote: 0,
      idleQuote: 0,
      idleLimitQuote: 1,
    };
    expect(reasonToAdjust(view, { ...bands, maxVenueShare: 0.82 })).toBe('');
    expect(reasonToAdjust(view, { ...bands, maxVenueShare: 0.78 })).toBe(REASONS.venueShare);
    // What the plan itself would keep there no plan can bring back.
    const kept = { ...bands, maxVenueShare: 0.78, plannedMarginQuote: elsewhere(0.19) };
    expect(reasonToAdjust(view, kept)).toBe('');
    // A margin of 0.5 is low below 0.6; where neither an order nor money would get through, nothing can be done.
    const low = { ...bands, marginLow: 0.6, maxVenueShare: Infinity };
    expect(reasonToAdjust(view, low)).toBe(REASONS.marginLow);
    // One of 0.5 is one of 0.4 for a fourth more: low below 0.45, unless nothing more may be shorted.
    const [held, larger] = [view.base, { ...low, marginLow: 0.45, toleratedDriftBase: Infinity }];
    view.base *= 1.25;
    expect(reasonToAdjust(view, larger)).toBe(REASONS.marginLow);
    view.mayAddRisk = false;
    expect(reasonToAdjust(view, larger)).toBe('');
    view.mayAddRisk = true;
    view.base = held;
    expect(reasonToAdjust(view, larger)).toBe('');
    for (const place of [1, 2]) {
      view.closed.add(place);
      view.frozen.add(place);
    }
    expect(reasonToAdjust(view, low)).toBe(REASONS.marginLow);
    view.margins[0]!.wallet *= 1.5;
    expect(reasonToAdjust(view, low)).toBe('');
  });
});

describe('money of investors', () => {
  it('that leaves is raised in full, any amount, and then nothing more is done', () => {
    const cases = fc.record({
      share: fc.double({ min: 0.00001, max: 0.95, noNaN: true }),
      again: fc.double({ min: 0.00001, max: 0.9, noNaN: true }),
      feeRate: fc.constantFrom(0, 0.0005, 0.001),
      withdrawalFeeQuote: fc.constantFrom(0, 4),
      reserve_ratio: fc.constantFrom(0, 0.05),
      cash: fc.double({ min: 20_000, max: 1e7, noNaN: true }),
    });
    fc.assert(
      fc.property(cases, ({ share, again, reserve_ratio, ...terms }) => {
        const { view, trial } = entered({ reserve_ratio }, terms);
        for (const part of [share, again]) {
          view.payable = part * view.equity;
          trial.days(1, () => void view.pay());
          expect(view.payable).toBeLessThan(0.02);
          expect(drift(view)).toBeLessThan(0.02);
        }
        expect(trial.days(1).length).toBeLessThan(3);
        expect(trial.days(2)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('that comes is put to work', () => {
    const { view, trial } = entered();
    view.cash += 500_000;
    trial.days(1);
    expect(trial.decisions.at(-1)!.action).toBe('entry_partial');
    expect(view.hedged * PRICE).toBeCloseTo(1_500_000 * 0.997 * (2 / 3), -3);
  });

  it('a reserve lies in cash and is left alone', () => {
    const { view, trial } = entered({ reserve_ratio: 0.1 });
    expect(view.cash).toBeGreaterThan(100_000);
    expect(trial.days(60, () => (view.cash += 10))).toEqual([]);
  });
});
