import { describe, expect, it } from 'vitest';
import type { RunConfig } from '@basis/core-types';
import { stakingConfig, withSettings } from '../testing/config.js';
import { PaperChain, type PaperChainTerms } from '../testing/paper-chain.js';
import { paperStake } from '../testing/paper-portfolio.js';
import { PaperRun } from '../testing/paper-run.js';
import { StakingStrategyManager } from './staking-strategy.js';

/** The loan: 5.67 x (3 % - 2 %) a year, of a hurdle of (5.67 x 0.05 % + 0.02 %) x 365 / 30 = 3.7 %. */
const gas = { gasPerLegEth: 0.001, roundTripGasEth: 0.02, borrowApr: 0.02 };

/** 100.5 ETH in the wallet, half of one kept for gas. */
function run(config: RunConfig, terms: PaperChainTerms = {}) {
  const chain = new PaperChain({ eth: 100.5, gasReserveEth: 0.5, ...gas, ...terms });
  const view = paperStake(chain);
  return { chain, view, run: new PaperRun(new StakingStrategyManager(config), view) };
}
const plain = (settings = {}) =>
  stakingConfig((config) => {
    Object.assign(config, { mode: 'eth_staking_only', target_ltv: null, use_flash_loan: false });
    Object.assign(config, { on_chain_leverage_venue: null });
    withSettings(settings)(config);
  });

describe('staking without a loan', () => {
  it('stakes all but the gas, once, and then holds for a year', () => {
    const { chain, run: trial } = run(plain());
    const [first, ...later] = trial.days(365);
    expect(first).toMatchObject({ action: 'entry_full', legs: [{ does: 'stake', amount: 100 }] });
    expect(later).toEqual([]);
    expect(chain.heldTokens).toBeCloseTo(100 / 1.2, 9);
    expect(chain.owedEth).toBe(0);
  });

  it('keeps its reserve, and a year of daily yield does not churn it', () => {
    const { chain, run: trial } = run(plain({ reserve_ratio: 0.1 }));
    const decisions = trial.days(365);
    expect(decisions).toHaveLength(1);
    expect(chain.freeEth).toBeCloseTo(10.05 - 0.001, 3);
  });

  it('refills the reserve once half of it is gone, and no earlier', () => {
    const { view, run: trial } = run(plain({ reserve_ratio: 0.1 }));
    trial.days(1);
    view.payable = 4;
    expect(trial.step().legs).toEqual([]);
    view.pay();
    expect(trial.days(30)).toEqual([]);
    view.payable = 2;
    const decisions = trial.days(1, () => void view.pay());
    expect(decisions).toMatchObject([{ action: 'exit_partial' }]);
    expect(trial.view.chain!.freeEth).toBeGreaterThan(0.1 * view.equity - 0.01);
    expect(trial.days(30)).toEqual([]);
  });

  it.each(['fast', 'slow'] as const)('pays investors in full, %s', (unwind_mode) => {
    const config = plain();
    const { view, run: trial } = run({ ...config, unwind_mode });
    trial.days(1);
    for (const amount of [0.01, 3, 40]) {
      view.payable = amount;
      const hours = unwind_mode === 'fast' ? 2 : 90;
      const decisions = trial.hours(hours, () => void view.pay());
      expect(view.payable).toBe(0);
      expect(decisions.length).toBeLessThanOrEqual(2);
      for (const { action } of decisions) expect(action).toBe('exit_partial');
    }
  });

  it('stakes nothing while a rate is unknown, and nothing at a critical discount', () => {
    const unknown = run(plain(), { stakingApr: 0 });
    expect(unknown.run.days(3)).toEqual([]);
    const cheap = run(plain());
    cheap.view.discountRisk = 'critical';
    expect(cheap.run.days(3)).toEqual([]);
  });

  it('sells reward tokens first, once they are worth it', () => {
    const { chain, run: trial } = run(plain());
    trial.days(1);
    chain.dustHeld = 19; // 0.019 ETH: worth moving, but the gas may be 0.02
    expect(trial.days(1)).toEqual([]);
    chain.dustHeld = 21;
    trial.view.payable = 1;
    expect(trial.step()).toMatchObject({
      action: 'sell_dust',
      legs: [{ does: 'sell', token: 'EIGEN', amount: 21 }],
    });
    expect(trial.step()).toMatchObject({ action: 'exit_partial' });
  });

  it('exits in whole and in part', () => {
    for (const share of [1, 0.5]) {
      const { chain, view, run: trial } = run(plain());
      trial.days(1);
      const strategy = new StakingStrategyManager(plain());
      view.apply(share === 1 ? strategy.exitFull(view, 'x') : strategy.exitPartial(view, share));
      expect(chain.heldTokens * chain.terms.rateEth).toBeCloseTo(100 * (1 - share), 1);
    }
  });
});

describe('a leveraged stake', () => {
  it.each([true, false])('is built in one decision (flash loan %s)', (use_flash_loan) => {
    const { chain, run: trial } = run({ ...stakingConfig(), use_flash_loan });
    expect(trial.step()).toMatchObject({ action: 'entry_full', legs: [{ does: 'lever' }] });
    expect(chain.loanToValue).toBeCloseTo(0.85, 4);
    expect(chain.collateralEth).toBeCloseTo(100 / 0.15, 1);
    expect(trial.days(30)).toEqual([]);
  });

  it('where staking pays more than the loan, drifts down and is raised again, a few times a year', () => {
    // s - b = 4 %: d(LTV) = -0.85 x 4 % = -3.4 points a year, of a band of 2.
    const { chain, run: trial } = run(stakingConfig(), { stakingApr: 0.05, borrowApr: 0.01 });
    const decisions = trial.days(2 * 365);
    expect(decisions.length).toBeGreaterThan(2);
    expect(decisions.length).toBeLessThan(7);
    expect(chain.loanToValue).toBeGreaterThan(0.829);
    expect(chain.loanToValue).toBeLessThan(0.851);
  });

  it('where the loan costs a little more, drifts up and is brought back, without leaving', () => {
    // d(LTV) = 0.85 x 0.3 points a year; the gate would count that up over years, and leave.
    const config = stakingConfig(withSettings({ ltv_tolerance: 0.004, carry_gate: false }));
    const { chain, run: trial } = run(config);
    trial.step();
    chain.set({ borrowApr: 0.033 });
    const decisions = trial.days(4 * 365, () => expect(chain.loanToValue).toBeLessThan(0.8541));
    expect(decisions.map(({ reason }) => reason)).toEqual([
      'loan-to-value is high',
      'loan-to-value is high',
    ]);
    expect(chain.loanToValue).toBeGreaterThan(0.849);
  });

  it('is paid back when it stops paying, held without one, and built again when it pays', () => {
    const { chain, run: trial } = run(stakingConfig());
    trial.days(10);
    chain.set({ borrowApr: 0.08 });
    expect(trial.days(60).map(({ reason }) => reason)).toEqual([
      'the loan costs more than staking pays',
    ]);
    expect(chain.owedEth).toBe(0);
    const stillOurs = chain.collateralEth;
    expect(stillOurs).toBeGreaterThan(99);
    // A rate that hovers: nothing.
    expect(
      trial.days(60, (hour) => chain.set({ borrowApr: 0.03 + 0.002 * Math.sin(hour) })),
    ).toEqual([]);
    chain.set({ borrowApr: 0.01 });
    expect(trial.days(10)).toMatchObject([{ legs: [{ does: 'lever' }] }]);
    expect(chain.loanToValue).toBeCloseTo(0.85, 3);
  });

  it('is paid back through the queue where the plan is slow, and comes out of it without debt', () => {
    const { chain, run: trial } = run({ ...stakingConfig(), unwind_mode: 'slow' });
    trial.days(1);
    chain.set({ borrowApr: 0.06 });
    const decisions = trial.days(250);
    expect(decisions.flatMap(({ legs }) => legs.map(({ does }) => does))).not.toContain('unlever');
    expect(chain.owedEth).toBe(0);
    expect(decisions.length).toBeLessThan(80);
    expect(chain.lowestHealth).toBeGreaterThan(1.05);
  });

  it('close to liquidation is lowered to its target, however dear the sale', () => {
    const { chain, run: trial } = run(stakingConfig());
    trial.days(1);
    chain.set({ saleDiscount: 0.03 });
    chain.owedEth = (0.95 * chain.collateralEth) / 1.04;
    expect(trial.step()).toMatchObject({
      reason: 'loan-to-value is high',
      legs: [{ does: 'unlever' }],
    });
    expect(chain.loanToValue).toBeCloseTo(0.85, 3);
  });

  it('short of the warning does not sell dear, but goes through the queue', () => {
    const { chain, run: trial } = run(stakingConfig());
    trial.days(1);
    chain.set({ saleDiscount: 0.03 });
    chain.owedEth = 0.875 * chain.collateralEth;
    const legs = trial.step().legs;
    expect(legs.map(({ does }) => does)).toEqual(['withdraw', 'unstake']);
    expect(chain.healthFactor).toBeGreaterThan(1.05);
  });

  it('at a critical health factor pays everything back and waits out the cooldown', () => {
    const { chain, run: trial } = run(stakingConfig());
    trial.days(1);
    chain.owedEth = (0.95 * chain.collateralEth) / 1.015;
    expect(trial.step()).toMatchObject({ action: 'exit_full', priority: 0 });
    expect(chain.owedEth).toBe(0);
    expect(trial.hours(23)).toEqual([]);
    expect(trial.hours(2)).toMatchObject([{ legs: [{ does: 'lever' }] }]);
  });

  it('where the venue lends nothing any more, keeps what it has and stakes what comes without it', () => {
    const { chain, run: trial } = run(stakingConfig());
    trial.days(1);
    chain.set({ mostLoanToValue: 0 });
    const before = chain.owedEth;
    chain.receive(20);
    expect(trial.days(1)).toMatchObject([{ action: 'entry_partial', legs: [{ does: 'stake' }] }]);
    expect(chain.owedEth).toBeCloseTo(before, 0);
    chain.set({ mostLoanToValue: 0.93 });
    expect(trial.days(1)).toMatchObject([{ legs: [{ does: 'lever' }] }]);
    expect(chain.heldTokens).toBeCloseTo(0, 9);
    expect(chain.loanToValue).toBeCloseTo(0.85, 3);
  });

  it.each(['fast', 'slow'] as const)('pays investors in full, %s', (unwind_mode) => {
    const { chain, view, run: trial } = run({ ...stakingConfig(), unwind_mode });
    trial.days(1);
    for (const amount of [0.01, 3, 40]) {
      view.payable = amount;
      const decisions = trial.days(unwind_mode === 'fast' ? 1 : 300, () => void view.pay());
      expect(view.payable).toBe(0);
      expect(decisions.length).toBeLessThan(unwind_mode === 'fast' ? 3 : 60);
      expect(chain.loanToValue).toBeGreaterThan(0.82);
      expect(chain.loanToValue).toBeLessThan(0.871);
    }
  });

  it('keeps its reserve without churn', () => {
    const { chain, run: trial } = run(stakingConfig(withSettings({ reserve_ratio: 0.05 })));
    expect(trial.days(365).length).toBeLessThan(4);
    expect(chain.freeEth).toBeGreaterThan(0.025 * trial.view.equity);
  });
});
