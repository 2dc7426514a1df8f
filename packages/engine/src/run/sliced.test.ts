import type { ExecutionRecord } from '@basis/core-types';
import type { MarketShape } from '@basis/sample-data';
import { describe, expect, it } from 'vitest';
import { EventDrivenStrategyEngine } from '../event-driven-strategy-engine.js';
import { basisConfig, basisMarket } from '../testing/basis-market.js';

type Style = 'taker' | 'sliced';
const LIMIT = 0.2;

function run(style: Style, shape: MarketShape, changeOrders: (rules: object) => void = () => {}) {
  const config = basisConfig((document) => {
    Object.assign(document.component_config.venue_manager, {
      execution_style: style,
      max_leg_imbalance: LIMIT,
    });
    for (const venue of Object.values(document.venue_configs)) {
      if (venue.venue_type !== 'cex') continue;
      const { spot, futures } = structuredClone({ spot: venue.spot!, futures: venue.futures! });
      for (const rules of [spot.instruments['BTC-USDT']!, futures.instruments['BTC-USDT']!])
        changeOrders(rules);
      Object.assign(venue, { spot, futures });
    }
  });
  const engine = new EventDrivenStrategyEngine({ config, dataProvider: basisMarket(shape) });
  return engine.runBacktestSync();
}

const still: MarketShape = { steps: 24, spot: () => 42_000, funding: () => 0 };
/** Down by a third and up again: margin moves, hedges are reduced and grow. */
const wild: MarketShape = {
  steps: 400,
  spot: (i) => 42_000 * (1 + 0.4 * Math.abs(((i % 300) - 150) / 150)),
};

const isTrade = ({ side }: ExecutionRecord) => side === 'buy' || side === 'sell';
const bought = ({ side, quantity }: ExecutionRecord) => (side === 'buy' ? quantity : -quantity);
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

describe('slices', () => {
  it('cost the same as whole legs where the book is as deep for one as for the other', () => {
    const [whole, sliced] = [run('taker', still).summary, run('sliced', still).summary];
    expect(sliced.executions).toBeGreaterThan(whole.executions + 5);
    expect(sliced.final_equity).toBeCloseTo(whole.final_equity, 4);
  });

  it('never leave more unhedged within a block than the limit', () => {
    const { results, summary } = run('sliced', wild);
    const blocks = new Map<string, ExecutionRecord[]>();
    for (const trade of results!.executions.filter(isTrade))
      blocks.set(trade.blockId, [...(blocks.get(trade.blockId) ?? []), trade]);
    expect(blocks.size).toBeGreaterThan(1);
    for (const trades of blocks.values()) {
      const legs = [1, -1].map((sign) =>
        sum(trades.map((trade) => Math.max(0, sign * bought(trade)))),
      );
      const larger = Math.max(...legs);
      const ends = Math.abs(sum(trades.map(bought)));
      // A lot of 0.001 may be a slice's least.
      const allowed = Math.max(LIMIT * larger, ends, 0.001) * (1 + 1e-9);
      trades.forEach((_, i) => {
        expect(Math.abs(sum(trades.slice(0, i + 1).map(bought)))).toBeLessThanOrEqual(allowed);
      });
    }
    expect(summary.liquidations).toBe(0);
  });
});

describe('orders above the largest that a venue takes', () => {
  const small = (rules: object) => Object.assign(rules, { max_size: 1.5 });

  it.each<Style>(['taker', 'sliced'])('are split when %s', (style) => {
    const { results, summary } = run(style, still, small);
    const trades = results!.executions.filter(isTrade);
    expect(Math.max(...trades.map(({ quantity }) => quantity))).toBeLessThanOrEqual(1.5);
    expect(summary.final_equity).toBeCloseTo(run(style, still).summary.final_equity, 4);
  });
});
