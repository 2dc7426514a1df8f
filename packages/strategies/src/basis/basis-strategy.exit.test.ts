import { describe, expect, it } from 'vitest';
import { HOLD } from '@basis/core-types';
import { basisConfig } from '../testing/config.js';
import { PaperPortfolio } from '../testing/paper-portfolio.js';
import { BasisStrategyManager, type BasisState } from './basis-strategy.js';

const HOUR_MS = 3_600_000;
const strategy = new BasisStrategyManager(basisConfig());

function step(view: PaperPortfolio, state: BasisState) {
  const decision = strategy.decide(view, state);
  view.apply(decision);
  view.nextHour();
  return decision;
}
/** 900 000 USDT in the position: 11.964 BTC against as many short. */
function entered() {
  const view = new PaperPortfolio({ cash: 900_000, price: 50_000 });
  const state = strategy.initial();
  for (let i = 0; i < 4; i++) step(view, state);
  expect(view.hedged).toBeCloseTo(11.964, 9);
  return { view, state };
}

describe('a critical risk', () => {
  it('leaves everything at once, before anything else', () => {
    const { view, state } = entered();
    view.riskLevel = 'critical';
    const shorts = view.margins.map(({ position }) => -position);
    const { base } = view;
    const decision = step(view, state);
    expect(decision).toEqual({
      action: 'exit_full',
      priority: 0,
      reason: 'risk is critical',
      legs: [
        { does: 'cover', role: 'hedge[0]', token: 'BTC', amount: shorts[0] },
        { does: 'cover', role: 'hedge[1]', token: 'BTC', amount: shorts[1] },
        { does: 'cover', role: 'hedge[2]', token: 'BTC', amount: shorts[2] },
        { does: 'sell', role: 'spot', token: 'BTC', amount: expect.closeTo(base, 9) },
      ],
    });
    expect(view.hedged).toBe(0);
    expect(view.base).toBeCloseTo(0, 9);
  });

  it('is acted on while money is under way', () => {
    const { view, state } = entered();
    view.price *= 0.78;
    step(view, state);
    view.price *= 0.99;
    view.riskLevel = 'critical';
    expect(strategy.decide(view, state).action).toBe('exit_full');
    expect(state.adjusting).toBe(false);
  });

  it('is acted on again where something is left', () => {
    const { view, state } = entered();
    view.riskLevel = 'critical';
    expect(strategy.decide(view, state).action).toBe('exit_full');
    view.nowMs += HOUR_MS;
    expect(strategy.decide(view, state).action).toBe('exit_full');
    expect(state.exited_at_ms).toBe(view.nowMs);
  });

  it('keeps it out for the cooldown of 24 hours, then it enters again', () => {
    const { view, state } = entered();
    view.riskLevel = 'critical';
    step(view, state);
    view.riskLevel = 'ok';
    const leftAt = state.exited_at_ms!;
    for (; view.nowMs < leftAt + 24 * HOUR_MS; view.nextHour())
      expect(strategy.decide(view, state)).toBe(HOLD);
    const again = step(view, state);
    expect(again).toMatchObject({ action: 'entry_full', reason: 'enter' });
    expect(state.exited_at_ms).toBeNull();
  });

  it('a warning leaves the position alone', () => {
    const { view, state } = entered();
    view.riskLevel = 'warning';
    expect(strategy.decide(view, state)).toBe(HOLD);
  });

  it('with nothing to leave does not keep it from entering', () => {
    const view = new PaperPortfolio();
    view.riskLevel = 'critical';
    view.base = 0.0001; // below a lot: cannot be sold
    const state = strategy.initial();
    expect(strategy.decide(view, state).action).toBe('entry_full');
    expect(state.exited_at_ms).toBeNull();
  });
});

describe('leaving in part', () => {
  it('covers and sells the asked share, by allocation', () => {
    const { view } = entered();
    const decision = strategy.exitPartial(view, 0.5);
    expect(decision).toMatchObject({ action: 'exit_partial', priority: 0 });
    const covered = decision.legs.flatMap((leg) => (leg.does === 'cover' ? [leg.amount] : []));
    const half = 11.964 / 2;
    expect(covered).toHaveLength(3);
    [0.4, 0.3, 0.3].forEach((share, i) =>
      expect(Math.abs(covered[i]! - half * share)).toBeLessThanOrEqual(0.002),
    );
    view.apply(decision);
    expect(Math.abs(view.netDeltaBase)).toBeLessThanOrEqual(0.001);
    expect(view.hedged).toBeCloseTo(half, 2);
  });

  it('of everything is an exit, of nothing is none', () => {
    const { view } = entered();
    view.apply(strategy.exitPartial(view, 1));
    expect(view.hedged).toBe(0);
    expect(view.base).toBeCloseTo(0, 9);
    expect(strategy.exitPartial(entered().view, 0)).toBe(HOLD);
  });
});

describe('selling dust', () => {
  it('sells what is left of the asset once nothing is hedged', () => {
    const view = new PaperPortfolio();
    view.base = 0.0125; // in lots of 0.001
    expect(strategy.sellDust(view)).toEqual({
      action: 'sell_dust',
      priority: 10,
      reason: 'remains of the asset',
      legs: [{ does: 'sell', role: 'spot', token: 'BTC', amount: 0.012 }],
    });
  });

  it('leaves the spot side of a position and what is too small to sell', () => {
    expect(strategy.sellDust(entered().view)).toBe(HOLD);
    const view = new PaperPortfolio();
    view.base = 0.0009;
    expect(strategy.sellDust(view)).toBe(HOLD);
  });
});
