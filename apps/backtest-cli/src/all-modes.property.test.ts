import { STRATEGY_MODES, isoTime, type RunSummary } from '@basis/core-types';
import { EventDrivenStrategyEngine, type MemoryResults } from '@basis/engine';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as bad from './testing/bad-days.js';

const WEEK_MS = 7 * 86_400_000;
/** Blocks in the worst week: a market that triples in days is followed hour by hour, and no trade goes back and forth. */
const MOST_BLOCKS = 45;

const span = (most: number) =>
  fc.record({
    from: fc.double({ min: 0, max: bad.DAYS - 1, noNaN: true }),
    days: fc.double({ min: 0.1, max: most, noNaN: true }),
  });
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const sometimes = (day: fc.Arbitrary<bad.BadDay>) => fc.option(day, { freq: 1 });

const badDays = fc
  .tuple(
    sometimes(
      fc.tuple(span(0.1), between(0.7, 1.3)).map(([at, x]) => bad.trend({ ...at, days: 0 }, x)),
    ),
    sometimes(
      fc
        .tuple(span(20), fc.constantFrom(1 / 3, 3))
        .map(([at, x]) => bad.trend({ ...at, days: at.days + 5 }, x)),
    ),
    sometimes(fc.tuple(span(20), between(-1e-3, 1e-3)).map(([at, x]) => bad.funding(at, x))),
    sometimes(fc.tuple(span(15), between(0, 0.08)).map(([at, x]) => bad.discount(at, x))),
    sometimes(span(10).map((at) => bad.dearGas(at, 50))),
    sometimes(span(10).map((at) => bad.fullReserves(at))),
    sometimes(span(20).map((at) => bad.dearLoan(at, 0.3))),
    sometimes(span(1).map((at) => bad.longQueue(at))),
    sometimes(
      fc
        .tuple(
          fc.constantFrom('binance', 'bybit', 'okx'),
          span(5),
          fc.subarray(['orders', 'withdrawals'], { minLength: 1 }),
        )
        .map(([venue, at, stops]) => bad.outage(venue, at, stops)),
    ),
    sometimes(
      fc
        .tuple(
          fc.array(between(0.1, bad.DAYS - 1), { minLength: 1, maxLength: 4 }),
          fc.array(fc.oneof(between(0.05, 1), between(-0.6, -0.05)), {
            minLength: 1,
            maxLength: 4,
          }),
        )
        .map(([days, shares]) => bad.flows(days, shares)),
    ),
  )
  .map((days) => days.filter((day) => day !== null));
const plans = fc
  .record({
    unwind_mode: fc.constantFrom('fast', 'slow'),
    target_ltv: between(0.3, 0.86),
    use_flash_loan: fc.boolean(),
    hedge_allocation: fc.constantFrom(
      { binance: 1, bybit: 0, okx: 0 },
      { binance: 0, bybit: 1, okx: 0 },
      { binance: 0.4, bybit: 0.3, okx: 0.3 },
    ),
    interval: fc.constantFrom('1h', '4h'),
    gate: fc.boolean(),
    reserve_ratio: fc.constantFrom(0, 0.1),
  })
  .map(({ gate, reserve_ratio, use_flash_loan, ...changes }) => ({
    changes,
    use_flash_loan,
    strategy: { carry_gate: gate, reserve_ratio, max_venue_share: 1 },
  }));

function check(summary: RunSummary, results: MemoryResults): void {
  expect(summary.status).toBe('complete');
  const equity = results.column('equity');
  const scale = Math.max(...equity, summary.initial_equity);
  for (const name of results.columnNames)
    expect([name, results.column(name).some(Number.isNaN)]).toEqual([name, false]);
  expect(Math.max(...results.column('residual').map(Math.abs)) / scale).toBeLessThan(1e-9);
  const weeks = new Map<number, Set<string>>();
  for (const { timestampMs, blockId } of results.executions) {
    const week = Math.floor((timestampMs - bad.START_MS) / WEEK_MS);
    weeks.set(week, (weeks.get(week) ?? new Set()).add(blockId));
  }
  for (const { size } of weeks.values()) expect(size).toBeLessThanOrEqual(MOST_BLOCKS);
}

describe('every mode, whatever happens', () => {
  it.each(Object.keys(STRATEGY_MODES))(
    '%s runs to its end, explains its equity and does not churn',
    (mode) => {
      const range = [isoTime(bad.START_MS), isoTime(bad.START_MS + bad.DAYS * 86_400_000)] as const;
      fc.assert(
        fc.property(badDays, plans, (days, { changes, use_flash_loan, strategy }) => {
          const world = bad.given(mode);
          const mayFlash = world.config.use_flash_loan === true;
          for (const day of [
            ...days,
            bad.plan({ ...changes, use_flash_loan: mayFlash && use_flash_loan }, strategy),
          ])
            day(world);
          const engine = new EventDrivenStrategyEngine(bad.made(world));
          const { summary, results } = engine.runBacktestSync(...range);
          check(summary, results!);
        }),
        { numRuns: 14, seed: 7 },
      );
    },
  );
});
