import { describe, expect, it } from 'vitest';
import type { RunConfigInput } from '@basis/core-types';
import { basisConfig, withSettings } from '../testing/config.js';
import { PaperPortfolio } from '../testing/paper-portfolio.js';
import { PaperRun } from '../testing/paper-run.js';
import { BasisStrategyManager } from './basis-strategy.js';

const PRICE = 50_000;
const BOUND = 300_000;

function run(config = basisConfig()) {
  const view = new PaperPortfolio({ price: PRICE });
  const trial = new PaperRun(new BasisStrategyManager(config), view);
  trial.days(2);
  return { view, trial };
}
const notional = ({ hedged, price }: PaperPortfolio) => hedged * price;

describe('shorts that are worth as much as they may be', () => {
  const bounded = basisConfig(withSettings({ max_total_notional: BOUND }));

  it('leave the rest of the capital idle, at the spot venue, and trade nothing for small moves', () => {
    const { view, trial } = run(bounded);
    expect(notional(view) / BOUND).toBeCloseTo(1, 2);
    // 2 % of the equity of a million is 6.7 % of the bound.
    for (const factor of [1.03, 1.06, 0.99, 1.05, 1]) {
      view.price = PRICE * factor;
      expect(trial.hours(3)).toEqual([]);
    }
  });

  it('are made smaller once they are worth more by 2 % of equity', () => {
    const { view, trial } = run(bounded);
    view.price = PRICE * 1.08;
    expect(trial.hours(6)[0]?.reason).toBe('the shorts are worth more than is allowed');
    expect(notional(view) / BOUND).toBeCloseTo(1, 2);
  });
});

describe('where orders take time', () => {
  const later: readonly ((config: RunConfigInput) => void)[] = [
    ({ component_config }) =>
      Object.assign(component_config.venue_manager, { execution_style: 'maker_first' }),
    ({ venue_configs }) =>
      Object.assign(venue_configs['binance']!, { fill_at: { when: 'next_open' } }),
    ({ venue_configs }) =>
      Object.assign(venue_configs['binance']!, {
        changes: [{ from: '2024-02-01T00:00:00Z', set: { fill_at: { when: 'next_open' } } }],
      }),
  ];

  it('no transfer is decided together with the orders that pay for it', () => {
    const kindsAfter = (config = basisConfig()) => {
      const { view, trial } = run(config);
      view.price = PRICE * 1.3;
      return trial.hours(12).map(({ legs }) => new Set(legs.map(({ does }) => does)));
    };
    expect(kindsAfter().some((kinds) => kinds.has('sell') && kinds.has('move'))).toBe(true);
    for (const change of later) {
      const all = kindsAfter(basisConfig(change));
      expect(all.some((kinds) => kinds.has('move'))).toBe(true);
      for (const kinds of all) expect(kinds.has('sell') && kinds.has('move')).toBe(false);
    }
  });
});
