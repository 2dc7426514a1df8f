import { HOUR_MS, MINUTE_MS, usedVenues, type ResultsSink } from '@basis/core-types';
import { SnapshotDataProvider } from '@basis/data-provider';
import { builtInStrategies } from '@basis/strategies';
import { describe, expect, it } from 'vitest';
import { EventDrivenStrategyEngine, type EngineOptions } from './event-driven-strategy-engine.js';
import type { LiveSession } from './live-session/live-session.js';
import { LiveRunner } from './live/live-runner.js';
import { basisConfig, basisMarket } from './testing/basis-market.js';
import { AMOUNT_BTC, RUN, START_MS, buysHundredths, config, marketAt } from './testing/live-run.js';
import { HUNDREDTHS, surroundings } from './testing/live-surroundings.js';

const dataProvider = () => new SnapshotDataProvider('live', marketAt(START_MS));

/** A process with an engine, and all that it writes of itself. */
function engineOn({ clock, journal, clients }: ReturnType<typeof surroundings>) {
  journal.restart({ kind: 'run_started', timeMs: clock.now(), ...RUN });
  const starts: (readonly string[])[] = [];
  const rows: { readonly timeMs: number; readonly equity: number }[] = [];
  const executions: string[] = [];
  const results: ResultsSink = {
    start: (columns) => void starts.push(columns),
    timesteps: ([timeMs, equity], count) => {
      expect(count).toBe(1);
      rows.push({ timeMs: timeMs!, equity: equity! });
    },
    execution: ({ instructionId }) => void executions.push(instructionId),
  };
  const strategy = buysHundredths(HUNDREDTHS) as never;
  const engine = new EventDrivenStrategyEngine({
    ...{ config, results, dataProvider: dataProvider() },
    strategies: builtInStrategies().register(config.mode, () => strategy),
  });
  const drive = (session: LiveSession) => {
    const feed = { read: async () => marketAt(clock.now()) };
    return new LiveRunner({
      ...{ session, clock, journal, feed },
      clients: clients.byVenue(usedVenues(config)),
    });
  };
  const runUntil = async (timeMs: number) => {
    clock.alarm(timeMs - clock.now(), () => engine.stop());
    await engine.runLive(drive);
  };
  return { engine, drive, runUntil, starts, rows, executions };
}

describe('runLive', () => {
  it('trades until stopped, and tells how it fares', async () => {
    const one = surroundings();
    const { engine, runUntil } = engineOn(one);
    expect(engine.getStatus()).toMatchObject({ is_running: false, current_timestamp: null });
    let during: unknown;
    one.clock.alarm(HOUR_MS + MINUTE_MS, () => (during = engine.getStatus()));
    await runUntil(START_MS + 2 * HOUR_MS + MINUTE_MS);
    expect(during).toMatchObject({
      mode: 'btc_basis',
      share_class: 'USDT',
      execution_mode: 'live',
      is_running: true,
      current_timestamp: expect.stringMatching(/^2024-01-01T01:00:00/) as unknown,
      health: {
        overall_status: 'healthy',
        components: { VenueManager: { metrics: { blocks_executed: 2 } } },
      },
    });
    expect(engine.getStatus().is_running).toBe(false);
    expect(one.venues.quantity('BTC')).toBeCloseTo(3 * AMOUNT_BTC, 12);
    expect(engine.positions()['binance']!['spot:BTC']).toBe(one.venues.quantity('BTC'));
    expect(one.journal.records.at(-1)).toMatchObject({ kind: 'run_ended' });
  });

  it('writes a row for every look and a line for every execution, once', async () => {
    const one = surroundings();
    const first = engineOn(one);
    await first.runUntil(START_MS + HOUR_MS + MINUTE_MS);
    expect(first.starts).toHaveLength(1);
    const looks = one.journal.records.filter(({ kind }) => kind === 'snapshot');
    expect(first.rows.map(({ timeMs }) => timeMs)).toEqual(looks.map(({ timeMs }) => timeMs));
    expect(first.executions).toEqual(['b1-1', 'b2-1']);
    // A process that was killed leaves no checkpoint at its end: all is read again, and nothing written again.
    one.journal.lines.splice(-2);
    const second = engineOn(one);
    await second.runUntil(START_MS + 2 * HOUR_MS + MINUTE_MS);
    const restartedMs = START_MS + HOUR_MS + MINUTE_MS;
    expect(second.rows.length).toBeGreaterThan(0);
    expect(second.rows.every(({ timeMs }) => timeMs >= restartedMs)).toBe(true);
    expect(second.executions).toEqual(['b3-1']);
  });

  it('is refused while it goes on, and tells what ended it', async () => {
    const one = surroundings();
    const { engine, drive } = engineOn(one);
    one.journal.fate = ({ kind }) => (kind === 'snapshot' ? 'broken' : 'kept');
    const running = engine.runLive(drive);
    expect(() => engine.runLive(drive)).toThrow(expect.objectContaining({ code: 'EDS-007' }));
    expect(() => engine.initializeEngine()).toThrow(expect.objectContaining({ code: 'EDS-007' }));
    await expect(running).rejects.toMatchObject({ code: 'JNL-001' });
    expect(engine.getStatus().is_running).toBe(false);
  });

  it.each<[string, EngineOptions]>([
    ['a configuration of a backtest', { config: basisConfig(), dataProvider: dataProvider() }],
    [
      'data of a period',
      { config, dataProvider: basisMarket({ steps: 20, spot: () => 42_000 }, 'past') },
    ],
  ])('is refused with %s', (_, options) => {
    const { drive } = engineOn(surroundings());
    const engine = new EventDrivenStrategyEngine(options);
    expect(() => engine.runLive(drive)).toThrow(expect.objectContaining({ code: 'EDS-004' }));
  });
});
