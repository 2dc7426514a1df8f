import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CexVenueConfig, JsonObject } from '@basis/core-types';
import type { MarketShape } from '@basis/sample-data';
import { EventDrivenStrategyEngine } from '../event-driven-strategy-engine.js';
import { HOUR_MS, MARKET_START_MS, basisConfig, basisMarket } from '../testing/basis-market.js';

type FillAt = CexVenueConfig['fill_at'];
const STEPS = 400;
const END_MS = MARKET_START_MS + (STEPS - 1) * HOUR_MS;

/** Wild enough for several rebalances. */
const wild: MarketShape = {
  steps: STEPS,
  spot: (i) => 42_000 * (1 + 0.4 * Math.abs(((i % 300) - 150) / 150)),
  basis: (i, venue) => 4e-4 * (((i * venue.length) % 13) / 13 - 0.5),
};

function configWith(fillAt: FillAt, style = 'taker') {
  return basisConfig((config) => {
    for (const venue of Object.values(config.venue_configs))
      if (venue.venue_type === 'cex') venue.fill_at = fillAt;
    Object.assign(config.component_config.venue_manager, { execution_style: style });
  });
}

function run(shape: MarketShape, fillAt: FillAt, style = 'taker') {
  const config = configWith(fillAt, style);
  const dataProvider = basisMarket(shape);
  return new EventDrivenStrategyEngine({ config, dataProvider }).runBacktestSync();
}

const NEXT_OPEN: FillAt = { when: 'next_open' };
const DELAY: FillAt = { when: 'delay', seconds: 20 * 60 };

describe('orders that are filled later', () => {
  it('cost the same where the market stands still', () => {
    const still: MarketShape = { steps: 48, spot: () => 42_000, funding: () => 0 };
    const now = run(still, { when: 'now' });
    for (const fillAt of [NEXT_OPEN, DELAY]) {
      const later = run(still, fillAt);
      expect(later.summary.executions).toBe(now.summary.executions);
      expect(later.summary.final_equity).toBeCloseTo(now.summary.final_equity, 6);
    }
  });

  it('leave a hedge that holds: what the strategy sees is never half changed', () => {
    for (const fillAt of [NEXT_OPEN, DELAY]) {
      const { results, summary } = run(wild, fillAt);
      expect(summary.executions).toBeGreaterThan(15);
      expect(summary.liquidations).toBe(0);
      const held = results!.column('binance:spot:BTC').at(-1)!;
      expect(Math.abs(results!.column('net_delta_BTC').at(-1)!)).toBeLessThan(0.01 * held);
    }
  });

  it('split anywhere and resumed give the result of the whole', () => {
    const now: FillAt = { when: 'now' };
    for (const [fillAt, style] of [
      [NEXT_OPEN, 'taker'],
      [DELAY, 'taker'],
      [DELAY, 'sliced'],
      [now, 'maker_first'],
    ] as const) {
      const whole = run(wild, fillAt, style);
      const config = configWith(fillAt, style);
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 12 }), (at) => {
          const options = { config, dataProvider: basisMarket(wild) };
          const first = new EventDrivenStrategyEngine(options);
          first.runBacktestSync(MARKET_START_MS, MARKET_START_MS + at * HOUR_MS);
          const state = JSON.parse(JSON.stringify(first.save())) as JsonObject;
          const second = new EventDrivenStrategyEngine(options).resume(state);
          const { summary } = second.runBacktestSync(undefined, END_MS);
          expect(summary.result_hash).toBe(whole.summary.result_hash);
        }),
        { numRuns: 6 },
      );
    }
  });
});

describe('orders that rest first', () => {
  it('pay the maker fee where the market comes to them', () => {
    // Each candle goes below the one before: what rests to buy is filled, and nothing rises enough to be rebalanced.
    const falling: MarketShape = {
      steps: 60,
      spot: (i) => 42_000 * 0.9999 ** i,
      funding: () => 0,
    };
    const fees = (style: string) => run(falling, { when: 'now' }, style).summary.pnl.fees;
    expect(fees('maker_first')).toBeGreaterThan(fees('taker'));
  });

  it('take what does not come to them', () => {
    // Each candle is above the one before: nothing that rests below it is ever filled.
    const rising: MarketShape = { steps: 60, spot: (i) => 42_000 * 1.0005 ** i, funding: () => 0 };
    const { summary, results } = run(rising, { when: 'now' }, 'maker_first');
    expect(results!.column('binance:spot:BTC').at(-1)).toBeGreaterThan(10);
    expect(summary.liquidations).toBe(0);
  });
});
