import { describe, expect, it } from 'vitest';
import type { RunConfig } from '@basis/core-types';
import { neutralConfig, withSettings } from '../testing/config.js';
import { PaperChain, type PaperChainTerms } from '../testing/paper-chain.js';
import { PaperPortfolio, type PaperTerms } from '../testing/paper-portfolio.js';
import { PaperRun } from '../testing/paper-run.js';
import { NeutralStrategyManager } from './neutral-strategy.js';

const PRICE = 2_500;

function run(config: RunConfig, terms: PaperChainTerms = {}, venues: PaperTerms = {}) {
  const gas = { gasPerLegEth: 0.001, roundTripGasEth: 0.02, borrowApr: 0.015 };
  const chain = new PaperChain({ eth: 0.5, ...gas, ...terms });
  const view = new PaperPortfolio(
    { price: PRICE, cash: 1_000_000, lotBase: 0.01, ...venues },
    chain,
  );
  const run = new PaperRun(new NeutralStrategyManager(config), view);
  return { chain, view, run };
}
const plain = (settings = {}, change: Partial<RunConfig> = {}): RunConfig => ({
  ...neutralConfig(withSettings(settings)),
  target_ltv: null,
  use_flash_loan: false,
  mode: 'usdt_market_neutral_no_leverage',
  ...change,
});
const levered = (settings = {}, change: Partial<RunConfig> = {}): RunConfig => ({
  ...neutralConfig(withSettings(settings)),
  ...change,
});
/** Net delta over what is hedged; the gas that stays when everything has been left is nobody's to hedge. */
function drift(view: PaperPortfolio): number {
  const open = view.hedged === 0 ? view.netDeltaBase - view.chain!.gasEth : view.netDeltaBase;
  return Math.abs(open) / Math.max(view.hedged, 100);
}

describe('entering', () => {
  it('fills the margins, buys and shorts, sends the ETH to the chain, stakes it', () => {
    const { chain, view, run: trial } = run(plain());
    const decisions = trial.days(1);
    expect(decisions.map(({ legs }) => legs.map(({ does }) => does))).toEqual([
      ['move', 'move', 'move'],
      ['buy', 'short'],
      ['move'],
      ['stake'],
    ]);
    // Two thirds of what is deployed are ETH: 1 001 250 x 0.997 x 2 / 3 / 2500.
    expect(view.hedged).toBeCloseTo(266.2, 0);
    expect(chain.equityEth).toBeCloseTo(view.hedged, 1);
    expect(drift(view)).toBeLessThan(0.005);
    expect(trial.days(30)).toEqual([]);
  });

  it('with a loan levers it, and hedges its equity, not its collateral', () => {
    const { chain, view, run: trial } = run(levered());
    trial.days(1);
    expect(chain.loanToValue).toBeCloseTo(0.85, 3);
    expect(chain.collateralEth).toBeCloseTo(265.7 / 0.15, -1);
    expect(view.hedged).toBeCloseTo(chain.equityEth, 0);
    // 6.67 x 3 % - 5.67 x 1.5 % a year are half a percent in 16 days.
    expect(trial.days(14)).toEqual([]);
  });

  it('neither where nothing is earned nor where a rate is unknown', () => {
    const { view, run: trial } = run(plain(), { stakingApr: 0 });
    view.fundingApr = 0.001;
    expect(trial.days(2)).toEqual([]);
    view.fundingApr = NaN;
    expect(trial.days(2)).toEqual([]);
  });
});

describe('a year of it', () => {
  it('hedges the yield as it comes in, with few decisions', () => {
    const { chain, view, run: trial } = run(plain(), { stakingApr: 0.04 });
    trial.days(1);
    const before = chain.equityEth;
    // 4 % a year, hedged each time that half a percent of it has come together.
    const decisions = trial.days(365, () => expect(drift(view)).toBeLessThan(0.0052));
    expect(chain.equityEth).toBeGreaterThan(before * 1.015);
    expect(decisions.length).toBeGreaterThan(2);
    expect(decisions.length).toBeLessThan(20);
  });

  it('with a loan too', () => {
    const { chain, view, run: trial } = run(levered(), { stakingApr: 0.04 });
    trial.days(1);
    const decisions = trial.days(365, () => expect(drift(view)).toBeLessThan(0.0052));
    expect(decisions.length).toBeLessThan(120);
    expect(chain.lowestHealth).toBeGreaterThan(1.05);
  });

  it('sells reward tokens before anything else', () => {
    const { chain, run: trial } = run(plain());
    trial.days(1);
    chain.dustHeld = 100; // 0.1 ETH, 250 USDT, of 100 that are worth a sale
    expect(trial.step()).toMatchObject({ action: 'sell_dust', legs: [{ token: 'EIGEN' }] });
    expect(trial.days(1)).toEqual([]);
  });
});

describe('a margin that is low', () => {
  it('is filled by ETH freed on the chain, moved, and sold with as much of the short', () => {
    const { view, run: trial } = run(plain());
    trial.days(1);
    const before = view.hedged;
    view.price = PRICE * 1.17;
    const decisions = trial.days(2, () => expect(drift(view)).toBeLessThan(0.006));
    expect(decisions[0]).toMatchObject({ reason: 'margin is low' });
    const kinds = decisions.map(({ legs }) => [...new Set(legs.map(({ does }) => does))]);
    expect(kinds[0]).toContain('unstake');
    expect(kinds.flat()).toContain('cover');
    expect(view.hedged / before).toBeCloseTo(1 / 1.17, 1);
    for (const ratio of view.marginRatios) expect(ratio).toBeGreaterThan(0.45);
    expect(trial.days(5)).toEqual([]);
  });

  it('with a loan, the loan-to-value stays', () => {
    const { chain, view, run: trial } = run(levered());
    trial.days(1);
    view.price = PRICE * 1.17;
    trial.days(2, () => expect(drift(view)).toBeLessThan(0.006));
    expect(chain.loanToValue).toBeCloseTo(0.85, 2);
    for (const ratio of view.marginRatios) expect(ratio).toBeGreaterThan(0.45);
    expect(trial.days(5)).toEqual([]);
  });

  it('in the queue for 18 days keeps its hedge until it is sold', () => {
    const config = plain({}, { unwind_mode: 'slow' });
    const { chain, view, run: trial } = run(config, { queueHours: 18 * 24 });
    trial.days(1);
    view.price = PRICE * 1.17;
    const decisions = trial.days(45, () => expect(drift(view)).toBeLessThan(0.006));
    // Once, and at most once more for the yield of the meantime.
    const asked = decisions.flatMap(({ legs }) => legs).filter(({ does }) => does === 'unstake');
    expect(asked.length).toBeLessThanOrEqual(2);
    expect(chain.queuedEth + chain.claimableEth).toBeLessThan(0.2);
    for (const ratio of view.marginRatios) expect(ratio).toBeGreaterThan(0.45);
    expect(trial.days(5)).toEqual([]);
  });

  it('is no reason to short more while the ETH that it needs cannot be sold well', () => {
    const { chain, view, run: trial } = run(plain(), { stakingApr: 0.2, queueHours: 2_000 });
    trial.days(1);
    chain.set({ saleDiscount: 0.02 });
    view.price = PRICE * 1.25; // margins at 0.2, as much as the venue asks of a new order
    const does = trial.days(20).flatMap(({ legs }) => legs.map((leg) => leg.does));
    expect(does).toContain('unstake');
    expect(does).not.toContain('short');
  });

  it('that is critical sells at once, though the plan is slow', () => {
    const {
      chain,
      view,
      run: trial,
    } = run(plain({}, { unwind_mode: 'slow' }), { queueHours: 432 });
    trial.days(1);
    view.price = PRICE * 1.38;
    view.riskLevel = 'critical';
    trial.days(1, () => expect(drift(view)).toBeLessThan(0.01));
    expect(view.hedged).toBe(0);
    expect(chain.equityEth).toBeLessThan(0.51);
  });
});

describe('a margin that is high', () => {
  it('is taken back, and more is bought, staked and shorted', () => {
    const { view, run: trial } = run(plain());
    trial.days(1);
    const before = view.hedged;
    view.price = PRICE * 0.78;
    trial.days(2, () => expect(drift(view)).toBeLessThan(0.006));
    expect(view.hedged / before).toBeCloseTo(1 / 0.78, 1);
    expect(view.base).toBeLessThan(0.1);
    expect(trial.days(5)).toEqual([]);
  });
});

describe('leaving', () => {
  it.each([plain(), levered(), plain({}, { unwind_mode: 'slow' })])(
    'for the carry comes to nothing but gas, and back again ($mode, $unwind_mode)',
    (config) => {
      const { chain, view, run: trial } = run(config);
      trial.days(1);
      chain.set({ stakingApr: 0, borrowApr: 0 });
      view.fundingApr = -0.2;
      const decisions = trial.days(10, () => expect(drift(view)).toBeLessThan(0.006));
      expect(decisions.length).toBeLessThan(10);
      expect(view.hedged).toBe(0);
      expect(chain.equityEth).toBeLessThan(0.51);
      expect(trial.state.leaving).toBe('');
      expect(trial.days(10)).toEqual([]);
      view.fundingApr = 0.1;
      chain.set({ stakingApr: 0.03, borrowApr: 0.015 });
      trial.days(2);
      expect(view.hedged).toBeGreaterThan(250);
      expect(drift(view)).toBeLessThan(0.005);
    },
  );

  it('through a long queue goes on hedging what the rest earns', () => {
    const { view, run: trial } = run(levered({}, { unwind_mode: 'slow' }), {
      queueHours: 432,
      stakingApr: 0.03,
    });
    trial.days(1);
    view.fundingApr = -0.5;
    const decisions = trial.days(120, () => expect(drift(view)).toBeLessThan(0.006));
    expect(decisions.map(({ reason }) => reason)).toContain('spot and hedge have drifted apart');
    expect(decisions.length).toBeLessThan(60);
  });

  it('turns round where the carry comes back on the way', () => {
    const { chain, view, run: trial } = run(plain({}, { unwind_mode: 'slow' }));
    trial.days(1);
    view.fundingApr = -0.2;
    trial.days(1);
    expect(chain.queuedEth).toBeGreaterThan(200);
    view.fundingApr = 0.2;
    trial.days(8, () => expect(drift(view)).toBeLessThan(0.006));
    expect(chain.heldTokens * chain.terms.rateEth).toBeGreaterThan(260);
    expect(view.hedged).toBeGreaterThan(260);
  });
});

describe('what happens to it', () => {
  it('a short halved by its venue is restored', () => {
    const { view, run: trial } = run(plain());
    trial.days(1);
    for (const margin of view.margins) {
      margin.wallet += margin.openValue / 2 + (margin.position * view.price) / 2;
      margin.openValue /= 2;
      margin.position = Math.round(margin.position * 50) / 100;
    }
    trial.days(2);
    expect(drift(view)).toBeLessThan(0.005);
    expect(view.hedged).toBeGreaterThan(250);
  });

  it.each([plain(), levered(), plain({}, { unwind_mode: 'slow' })])(
    'investors are paid in full, small amounts too ($mode, $unwind_mode)',
    (config) => {
      const { view, run: trial } = run(config);
      trial.days(1);
      for (const amount of [20, 500, 10_000, 300_000]) {
        view.payable = amount;
        const decisions = trial.days(8, () => {
          expect(drift(view)).toBeLessThan(0.006);
          view.pay();
        });
        expect(view.payable).toBe(0);
        expect(decisions.length).toBeLessThan(16);
      }
      expect(trial.days(5)).toEqual([]);
    },
  );

  it('new capital is put to work', () => {
    const { chain, view, run: trial } = run(plain());
    trial.days(1);
    view.cash += 200_000;
    trial.days(1);
    expect(chain.equityEth * PRICE).toBeCloseTo(1_201_250 * 0.997 * (2 / 3), -4);
    expect(drift(view)).toBeLessThan(0.005);
  });

  it('the reserve lies in cash, and a year of yield does not churn it', () => {
    const { view, run: trial } = run(plain({ reserve_ratio: 0.05 }));
    trial.days(1);
    expect(view.cash).toBeGreaterThan(0.05 * view.equity);
    expect(trial.days(365).length).toBeLessThan(12);
    expect(view.cash).toBeGreaterThan(0.025 * view.equity);
  });
});
