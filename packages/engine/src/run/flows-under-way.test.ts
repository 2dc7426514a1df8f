import { HOLD, isoTime, type CexVenueConfig, type Json, type Strategy } from '@basis/core-types';
import { builtInStrategies } from '@basis/strategies';
import { describe, expect, it } from 'vitest';
import { EventDrivenStrategyEngine } from '../event-driven-strategy-engine.js';
import { HOUR_MS, MARKET_START_MS, basisConfig, basisMarket } from '../testing/basis-market.js';

const MINUTE_MS = 60_000;
/** The spot is bought at the second step and filled twenty minutes later. */
const DELAY: CexVenueConfig['fill_at'] = { when: 'delay', seconds: 20 * 60 };
const WITHDRAWN_MS = MARKET_START_MS + HOUR_MS + 5 * MINUTE_MS;

describe('a withdrawal while a block is under way', () => {
  it('leaves the block the cash it was planned with, and is paid when the block is done', () => {
    const config = basisConfig((draft) => {
      Object.assign(draft.venue_configs['binance']!, { fill_at: DELAY });
      draft.flows = [{ at: isoTime(WITHDRAWN_MS), withdraw: 400_000 }];
    });
    const payments: number[] = [];
    const engine = new EventDrivenStrategyEngine({
      config,
      dataProvider: basisMarket({ steps: 24, spot: () => 42_000, funding: () => 0 }),
      events: {
        wants: (type) => type === 'event',
        emit: ({ timestampMs, data }) => {
          if (data['what'] === 'payment') payments.push(timestampMs);
        },
      },
    });
    const { results, summary } = engine.runBacktestSync(
      MARKET_START_MS,
      MARKET_START_MS + 2 * HOUR_MS,
    );
    expect(results!.executions.some(({ side }) => side === 'buy')).toBe(true);
    expect(payments[0]).toBeGreaterThanOrEqual(WITHDRAWN_MS + 15 * MINUTE_MS);
    expect(summary.net_flows).toBeCloseTo(-400_000, 6);
    expect(summary.withdrawals_unpaid).toBeGreaterThan(0);
  });
});

describe('a step that fails after a deposit', () => {
  it('leaves the summary at the last row, before it came in', () => {
    const at = MARKET_START_MS + 3 * HOUR_MS;
    const idle: Strategy<Json> = {
      mode: 'btc_basis',
      initial: () => null,
      decide: ({ nowMs }) => {
        if (nowMs < at) return HOLD;
        throw new Error('lost its way');
      },
    };
    const engine = new EventDrivenStrategyEngine({
      config: basisConfig((draft) => {
        draft.flows = [{ at: isoTime(at), deposit: 5_000 }];
      }),
      dataProvider: basisMarket({ steps: 24, spot: () => 42_000 }),
      strategies: builtInStrategies().register('btc_basis', () => idle),
    });
    expect(() => engine.runBacktestSync()).toThrow('lost its way');
    expect(engine.summarySoFar()).toMatchObject({
      status: 'failed',
      flows: 0,
      net_flows: 0,
      final_equity: 1_000_000,
      pnl: { total: 0 },
    });
  });
});
