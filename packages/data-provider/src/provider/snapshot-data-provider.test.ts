import type { JsonObject } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { createDataProvider } from './create-data-provider.js';
import { marketDocument } from './market-document.js';
import { SnapshotDataProvider } from './snapshot-data-provider.js';

const DAY = 86_400_000;
const LST = 'lst/weETH';
const REWARDS = 'rewards/weETH';
const FX = 'fx/USDT-USD';

const columns = createDataProvider({
  name: 'columns',
  series: [
    { id: FX, timestampsMs: [0, DAY], columns: { rate: [1, 0.5] } },
    {
      id: LST,
      timestampsMs: [0, 8 * DAY],
      columns: { exchange_rate: [1, 1.25], market_price_eth: [1, 1.2] },
    },
    {
      id: REWARDS,
      timestampsMs: [2 * DAY],
      columns: { token: ['EIGEN'], amount_per_unit: [0.5] },
    },
  ],
});
const at = (timeMs: number) => marketDocument(columns, timeMs);
const live = () => new SnapshotDataProvider('live', at(0));

describe('market data from documents', () => {
  it('are those that the documents were made of, what follows from the past among them', () => {
    const provider = live();
    for (const timeMs of [0, DAY, 3 * DAY, 9 * DAY]) {
      provider.put(timeMs, JSON.parse(JSON.stringify(at(timeMs))) as JsonObject);
      for (const { id, index } of provider.series) {
        const shown = provider.getData(timeMs);
        const expected = columns.getData(timeMs);
        expect(shown.visibleSince(index)).toBe(expected.visibleSince(columns.find(id)!.index));
        for (const column of provider.find(id)!.columns) {
          if (column === 'token') continue;
          expect(shown.value(provider.field(id, column))).toBe(
            expected.value(columns.field(id, column)),
          );
        }
      }
      expect(provider.text(provider.find(REWARDS)!.index)).toBe(timeMs < 2 * DAY ? '' : 'EIGEN');
    }
    expect(provider.find(LST)!.columns).toContain('growth_apr_7d');
    expect(provider.getData(9 * DAY).copy().staking_data.rewards).toEqual({
      weETH: { token: 'EIGEN', amount_per_unit: 0.5 },
    });
  });

  it('show nothing before the first, and nothing newer than the last', () => {
    const provider = live();
    const rate = provider.field(FX, 'rate');
    expect(provider.getData(5 * DAY).value(rate)).toBeNaN();
    provider.put(0, at(0));
    expect(provider.getData(5 * DAY).value(rate)).toBe(1);
    expect(provider.getData(5 * DAY).timestampMs).toBe(5 * DAY);
    expect(provider.nextChangeAt()).toBe(Infinity);
  });

  it('are shown again from a saved state', () => {
    const provider = live();
    provider.put(DAY, at(DAY));
    const loaded = live();
    loaded.load(JSON.parse(JSON.stringify(provider.save())) as JsonObject);
    expect(loaded.getData(DAY).value(loaded.field(FX, 'rate'))).toBe(0.5);
    expect(loaded.save()).toEqual(provider.save());
  });

  it.each<[string, (market: Record<string, JsonObject>) => void, string]>([
    ['a series is missing', (market) => delete market[FX], `series ${FX} is missing`],
    ['a number is text', (market) => (market[FX] = { since_ms: 0, rate: '1' }), `rate of ${FX}`],
    ['a column is missing', (market) => (market[FX] = { since_ms: 0 }), `rate of ${FX}`],
  ])('are refused where %s, and what was shown stays', (_, change, named) => {
    const provider = live();
    provider.put(0, at(0));
    const market = { ...at(DAY) } as Record<string, JsonObject>;
    change(market);
    expect(() => provider.put(DAY, market)).toThrow(named);
    expect(provider.getData(DAY).value(provider.field(FX, 'rate'))).toBe(1);
  });
});
