import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '@basis/core-types';
import { EventDrivenStrategyEngine } from '../event-driven-strategy-engine.js';
import { MemoryResults } from '../results/memory-results.js';
import { HOUR_MS, MARKET_START_MS, basisConfig, basisMarket } from '../testing/basis-market.js';
import { createDataProvider } from '@basis/data-provider';
import { shapedBasisSeries, type MarketShape } from '@basis/sample-data';

const STEPS = 700;
const END_MS = MARKET_START_MS + (STEPS - 1) * HOUR_MS;

/** Wild enough for several rebalances. */
const shape: MarketShape = {
  steps: STEPS,
  spot: (i) => 42_000 * (1 + 0.4 * Math.abs(((i % 500) - 250) / 250)),
  basis: (i, venue) => 4e-4 * (((i * venue.length) % 13) / 13 - 0.5),
  funding: (k, venue) => 1e-4 * ((k % 5) - 1) * venue.length,
};
const dataProvider = basisMarket(shape);
const config = basisConfig();

function whole() {
  return new EventDrivenStrategyEngine({ config, dataProvider }).runBacktestSync();
}

describe('a run', () => {
  it('gives the same hash every time', () => {
    const first = whole();
    expect(first.summary.executions).toBeGreaterThan(15);
    expect(whole().summary.result_hash).toBe(first.summary.result_hash);
  });

  it('has another hash when one number of the data differs', () => {
    const other = basisMarket({
      ...shape,
      funding: (k, venue) => shape.funding!(k, venue) + (k === 50 ? 1e-9 : 0),
    });
    const run = new EventDrivenStrategyEngine({ config, dataProvider: other }).runBacktestSync();
    expect(run.summary.result_hash).not.toBe(whole().summary.result_hash);
  });

  it('split anywhere and resumed by another engine gives the result of the whole', () => {
    const expected = whole();
    fc.assert(
      fc.property(fc.integer({ min: 0, max: STEPS - 2 }), (at) => {
        const first = new EventDrivenStrategyEngine({ config, dataProvider });
        first.runBacktestSync(
          MARKET_START_MS,
          at === 0 ? MARKET_START_MS + 1 : MARKET_START_MS + at * HOUR_MS,
        );
        const state = JSON.parse(JSON.stringify(first.save())) as JsonObject;
        const fresh = basisMarket(shape);
        const second = new EventDrivenStrategyEngine({ config, dataProvider: fresh }).resume(state);
        const { summary, results } = second.runBacktestSync(undefined, END_MS);
        expect(summary.result_hash).toBe(expected.summary.result_hash);
        expect({ ...summary, wall_ms: 0 }).toEqual({ ...expected.summary, wall_ms: 0 });
        expect([...results!.column('equity')]).toEqual([
          ...expected.results!.column('equity').subarray(at + 1),
        ]);
      }),
      { numRuns: 25 },
    );
  });

  it('refuses a state of another configuration', () => {
    const first = new EventDrivenStrategyEngine({ config, dataProvider });
    first.runBacktestSync(MARKET_START_MS, MARKET_START_MS + 10 * HOUR_MS);
    const other = basisConfig((document) => {
      document.hedge_leverage = 2.5;
    });
    const second = new EventDrivenStrategyEngine({ config: other, dataProvider }).resume(
      first.save(),
    );
    expect(() => second.runBacktestSync()).toThrowError(
      expect.objectContaining({ code: 'EDS-006' }),
    );
  });

  it('refuses a state of other data', () => {
    const first = new EventDrivenStrategyEngine({ config, dataProvider });
    first.runBacktestSync(MARKET_START_MS, MARKET_START_MS + 10 * HOUR_MS);
    const other = basisMarket({ ...shape, funding: () => 0 });
    const second = new EventDrivenStrategyEngine({ config, dataProvider: other }).resume(
      first.save(),
    );
    expect(() => second.runBacktestSync()).toThrowError(
      expect.objectContaining({ code: 'EDS-006' }),
    );
  });

  it('sees nothing of the future: whatever comes later, everything up to now is the same', () => {
    const reference = whole();
    fc.assert(
      fc.property(fc.integer({ min: 2, max: STEPS - 2 }), fc.integer(), (at, seed) => {
        const t = MARKET_START_MS + at * HOUR_MS;
        const corrupted = createDataProvider({
          name: 'corrupted',
          synthetic: true,
          series: corruptAfter(t, seed),
        });
        const run = new EventDrivenStrategyEngine({
          config,
          dataProvider: corrupted,
        }).runBacktestSync(MARKET_START_MS, t);
        for (const name of run.results!.columnNames) {
          expect([...run.results!.column(name)]).toEqual([
            ...reference.results!.column(name).subarray(0, at + 1),
          ]);
        }
        const known = reference.results!.executions.filter(
          (execution) => execution.timestampMs <= t,
        );
        expect(run.results!.executions).toEqual(known);
      }),
      { numRuns: 25 },
    );
  });
});

/** Every row that is not yet visible at `t` replaced by plausible nonsense. */
function corruptAfter(t: number, seed: number) {
  let state = seed | 1;
  const noise = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return 0.5 + (state >>> 0) / 2 ** 32;
  };
  return shapedBasisSeries(shape).map((series) => {
    const times = series.timestampsMs;
    const isCandle = 'open' in series.columns;
    const visible = (row: number) => times[row]! + (isCandle ? HOUR_MS : 0) <= t;
    const factors = Float64Array.from({ length: times.length }, (_, row) =>
      visible(row) ? 1 : noise(),
    );
    const columns = Object.fromEntries(
      Object.entries(series.columns).map(([name, values]) => [
        name,
        Float64Array.from(values as Float64Array, (value, row) => value * factors[row]!),
      ]),
    );
    return { ...series, columns };
  });
}

describe('two engines in one process', () => {
  it.each(['each with its own data provider', 'sharing one'])(
    'do not touch each other when interleaved, %s',
    async (how) => {
      const alone = whole().summary.result_hash;
      const other = basisConfig((document) => {
        document.hedge_leverage = 1.5;
        document.interval = '4h';
      });
      const providerOf = () => (how === 'sharing one' ? dataProvider : basisMarket(shape));
      const otherAlone = new EventDrivenStrategyEngine({
        config: other,
        dataProvider: basisMarket(shape),
      }).runBacktestSync();
      const turns: number[] = [];
      const host = (id: number) => ({
        // A clock that has always moved past the chunk, so that the two take turns every few steps.
        nowMs: (() => {
          let now = 0;
          return () => (now += 100);
        })(),
        pause: () => {
          turns.push(id);
          return Promise.resolve();
        },
        memoryMb: () => 1,
      });
      const a = new EventDrivenStrategyEngine({
        config,
        dataProvider: providerOf(),
        host: host(1),
      });
      const b = new EventDrivenStrategyEngine({
        config: other,
        dataProvider: providerOf(),
        host: host(2),
      });
      const [first, second] = await Promise.all([a.runBacktest(), b.runBacktest()]);
      expect(turns.slice(0, 4)).toEqual([1, 2, 1, 2]);
      expect(first.summary.result_hash).toBe(alone);
      expect(second.summary.result_hash).toBe(otherAlone.summary.result_hash);
      expect(first.results).toBeInstanceOf(MemoryResults);
    },
  );
});
