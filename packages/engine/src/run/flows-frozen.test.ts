import { isoTime, type CexVenueConfig } from '@basis/core-types';
import { expect, it } from 'vitest';
import { EventDrivenStrategyEngine } from '../event-driven-strategy-engine.js';
import { HOUR_MS, MARKET_START_MS, basisConfig, basisMarket } from '../testing/basis-market.js';

const hour = (i: number) => isoTime(MARKET_START_MS + i * HOUR_MS);

it('an exchange that lets no money leave pays investors when it does again', () => {
  const config = basisConfig((draft) => {
    draft.flows = [{ at: hour(4), withdraw: 500 }];
    const binance = draft.venue_configs['binance'] as CexVenueConfig;
    const outages = [{ from: hour(3), until: hour(8), stops: ['withdrawals'] as const }];
    draft.venue_configs['binance'] = { ...binance, outages: outages as never };
  });
  const dataProvider = basisMarket({ steps: 12, spot: () => 42_000 });
  const { results, summary } = new EventDrivenStrategyEngine({
    config,
    dataProvider,
  }).runBacktestSync();
  const owed = [...results!.column('investors:payable:USDT')];
  expect(owed.slice(0, 10)).toEqual([0, 0, 0, 0, -500, -500, -500, -500, 0, 0]);
  expect(summary.withdrawals_unpaid).toBe(0);
});
