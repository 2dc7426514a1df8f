import { describe, expect, it } from 'vitest';
import { HOLD, type Decision, type Leg, type StrategyAction } from '@basis/core-types';
import { BaseStrategyManager } from './base-strategy-manager.js';
import { basisConfig } from './testing/config.js';
import { PaperPortfolio } from './testing/paper-portfolio.js';

const leg: Leg = { does: 'buy', role: 'spot', token: 'BTC', amount: 1 };

/** The least that a strategy of one's own has to write. */
class OneCoin extends BaseStrategyManager<null> {
  initial() {
    return null;
  }
  decide(): Decision {
    return HOLD;
  }
  entryFull() {
    return this.make('entry_full');
  }
  entryPartial() {
    return this.make('entry_partial');
  }
  exitFull() {
    return this.make('exit_full');
  }
  exitPartial() {
    return this.make('exit_partial');
  }
  sellDust() {
    return this.make('sell_dust');
  }
  make(action: StrategyAction, legs: readonly Leg[] = [leg]) {
    return this.decision(action, 'because', legs);
  }
}

describe('a strategy of one’s own', () => {
  const strategy = new OneCoin(basisConfig());

  it('is called by the mode of its configuration', () => {
    expect(strategy.mode).toBe('btc_basis');
    expect(strategy.decide()).toBe(HOLD);
  });

  it('gets for each action its priority: leaving first, then dust, rebalancing, entering', () => {
    const priorities = (
      [
        'exit_full',
        'exit_partial',
        'sell_dust',
        'rebalance',
        'entry_full',
        'entry_partial',
      ] as const
    ).map((action) => strategy.make(action).priority);
    expect(priorities).toEqual([0, 0, 10, 20, 30, 30]);
    expect(strategy.make('rebalance')).toEqual({
      action: 'rebalance',
      priority: 20,
      reason: 'because',
      legs: [leg],
    });
  });

  it('holds, by identity, where no leg is left', () => {
    expect(strategy.make('exit_full', [])).toBe(HOLD);
  });

  it('has the five actions', () => {
    const view = new PaperPortfolio();
    const all = strategy as BaseStrategyManager<null>;
    expect(
      [
        all.entryFull(view),
        all.entryPartial(view, 0.5),
        all.exitFull(view, 'why'),
        all.exitPartial(view, 0.5),
        all.sellDust(view),
      ].map(({ action }) => action),
    ).toEqual(['entry_full', 'entry_partial', 'exit_full', 'exit_partial', 'sell_dust']);
  });
});
