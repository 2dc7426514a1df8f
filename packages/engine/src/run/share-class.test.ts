/** Runs counted in ETH, with staking, a loan and a strategy of one's own, on the chain alone. */
import { HOLD, type Decision, type JsonObject, type StrategyView } from '@basis/core-types';
import { requiredSeries } from '@basis/data-provider';
import { BaseStrategyManager, builtInStrategies } from '@basis/strategies';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventDrivenStrategyEngine } from '../event-driven-strategy-engine.js';
import { MemoryResults } from '../results/memory-results.js';
import {
  BORROWED_ETH,
  CALL_GAS_ETH,
  DAY_MS,
  LOAN,
  MODE,
  STAKED_ETH,
  STAKING_START_MS,
  stakingConfig,
  stakingMarket,
  type Growth,
} from '../testing/staking-market.js';
import { BacktestSession } from './backtest-session.js';
import { readSavedState } from './saved-state.js';
import { carryOut } from './step.js';

const DAYS = 40;
/** The day on which a part of the loan is lent, and that on which it comes back. */
const [LENT_DAY, BACK_DAY] = [5, 30];
const LENT_SHARE = 0.1;

const growth: Growth = {
  staking: (day) => 1 + 0.001 * day,
  debt: (day) => 1 + 0.0007 * day,
};
const flat = (price = 2_000): number[] => Array.from({ length: DAYS + 1 }, () => price);

/** Lends a tenth of what the portfolio is worth, in WETH, and takes it back. */
class LendsATenth extends BaseStrategyManager<{ lent: number }> {
  initial() {
    return { lent: 0 };
  }
  decide({ nowMs, equity }: StrategyView, state: { lent: number }): Decision {
    const day = (nowMs - STAKING_START_MS) / DAY_MS;
    const leg = (does: 'supply' | 'withdraw') =>
      ({ does, role: 'chain', token: 'WETH', amount: state.lent }) as const;
    if (day === LENT_DAY) {
      state.lent = LENT_SHARE * equity;
      return this.decision('entry_partial', 'a tenth of equity', [leg('supply')]);
    }
    if (day === BACK_DAY) return this.decision('exit_partial', 'back again', [leg('withdraw')]);
    return HOLD;
  }
  entryFull = () => HOLD;
  entryPartial = () => HOLD;
  exitFull = () => HOLD;
  exitPartial = () => HOLD;
  sellDust = () => HOLD;
}

const strategies = () =>
  builtInStrategies().register(MODE, (config) => new LendsATenth(config) as never);

type Market = ReturnType<typeof stakingMarket>;

function open(data: Market, saved?: JsonObject) {
  const results = new MemoryResults();
  const parts = new EventDrivenStrategyEngine({
    config: stakingConfig(),
    dataProvider: data,
    strategies: strategies(),
    results,
  }).initializeEngine();
  const endMs = STAKING_START_MS + DAYS * DAY_MS;
  const range = { startMs: STAKING_START_MS, endMs, intervalMs: DAY_MS, steps: DAYS + 1 };
  const resumeFrom = saved === undefined ? undefined : readSavedState(saved, parts);
  return { session: new BacktestSession(parts, range, { resumeFrom }), results };
}

/** After the first step, which brings the capital in: what no leg of a strategy can say. */
function takeLoan({ parts }: BacktestSession): void {
  const instructions = LOAN.map((call, i) => ({
    type: 'smart_contract_action' as const,
    id: `loan-${i + 1}`,
    action: 'lido_stake' as const,
    call,
    estimatedDeltas: {},
  }));
  const head = { blockId: 'loan', action: 'entry_full', priority: 30, reason: 'a test' } as const;
  parts.execution_manager.submitBlock({ ...head, instructions }, 'manual', STAKING_START_MS);
  carryOut(parts, STAKING_START_MS);
}

function run(data: Market) {
  const { session, results } = open(data);
  session.advance(1);
  takeLoan(session);
  session.advance(DAYS);
  session.parts.recorder.deliver();
  return { summary: session.summary('a run', 'complete', null), results };
}

describe('a run in ETH', () => {
  it('needs rates, reserves and gas, and no price of ETH', () => {
    const { config } = new EventDrivenStrategyEngine({
      config: stakingConfig(),
      dataProvider: stakingMarket(growth, flat()),
      strategies: strategies(),
    });
    expect(requiredSeries(config)).toEqual([
      'aave_v3/WETH',
      'aave_v3/wstETH',
      'lst/wstETH',
      'gas/ethereum',
    ]);
  });

  it('earns staking on all that is staked, less interest of the loan and gas, in ETH', () => {
    const { summary, results } = run(stakingMarket(growth, flat()));
    const yieldEth = STAKED_ETH * (growth.staking(DAYS) - 1);
    const interest = BORROWED_ETH * (growth.debt(DAYS) - 1);
    // The three calls of the loan, and the strategy's two.
    const gas = 5 * CALL_GAS_ETH;
    expect(summary).toMatchObject({ share_class: 'ETH', initial_equity: 100, net_flows: 0 });
    expect(summary.final_equity).toBeCloseTo(100 + yieldEth - interest - gas, 11);
    expect(summary.pnl.staking_yield).toBeCloseTo(yieldEth, 11);
    expect(summary.pnl.borrowing_cost).toBeCloseTo(-interest, 11);
    expect(summary.pnl.gas).toBeCloseTo(-gas, 13);
    expect([summary.pnl.price_delta, summary.pnl.fx]).toEqual([0, 0]);
    expect(summary.total_return).toBeCloseTo(summary.final_equity / 100 - 1, 14);
    // The gas reserve of half an ETH is part of the capital, and all of it lies in the wallet at first.
    expect(results.column('equity')[0]).toBe(100);
    expect(results.column('alchemy:wallet:ETH')[0]).toBe(100);
    // What is held is all exposed to ETH, one to one.
    const delta = results.column('net_delta_ETH');
    expect(delta.at(-1)! / summary.final_equity).toBeCloseTo(1, 14);
  });

  it('lends a share of equity in ETH', () => {
    const { results } = run(stakingMarket(growth, flat()));
    const before = results.column('equity')[LENT_DAY - 1]!;
    const today = STAKED_ETH * 0.001 - BORROWED_ETH * 0.0007;
    const lent = results.column('aave_v3:supply:WETH');
    expect(lent[LENT_DAY]).toBeCloseTo(LENT_SHARE * (before + today), 11);
    expect(lent[BACK_DAY]).toBeCloseTo(0, 11);
  });

  it('is the same to 1e-12 when the price of ETH is multiplied by any positive series', () => {
    const expected = run(stakingMarket(growth, flat())).results.column('equity');
    const paths = fc.array(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), {
      minLength: DAYS + 1,
      maxLength: DAYS + 1,
    });
    fc.assert(
      fc.property(paths, fc.boolean(), (factors, market) => {
        const prices = flat().map((price, day) => price * factors[day]!);
        const equity = run(stakingMarket(growth, prices, market)).results.column('equity');
        expect(equity).toHaveLength(DAYS + 1);
        equity.forEach((value, day) => expect(value / expected[day]!).toBeCloseTo(1, 12));
      }),
      { numRuns: 30 },
    );
  });

  it('split anywhere and resumed from the saved state gives the result of the whole', () => {
    const prices = flat().map((price, day) => price + 10 * (day % 7));
    const whole = run(stakingMarket(growth, prices));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: DAYS - 1 }), (steps) => {
        const first = open(stakingMarket(growth, prices)).session;
        first.advance(1);
        takeLoan(first);
        first.advance(steps - 1);
        const saved = JSON.parse(JSON.stringify(first.save())) as JsonObject;
        const second = open(stakingMarket(growth, prices), saved);
        second.session.advance(DAYS + 1 - steps);
        second.session.parts.recorder.deliver();
        const summary = second.session.summary('a run', 'complete', null);
        expect(summary).toEqual(whole.summary);
        expect([...second.results.column('equity')]).toEqual([
          ...whole.results.column('equity').subarray(steps),
        ]);
      }),
      { numRuns: 20 },
    );
  });
});
