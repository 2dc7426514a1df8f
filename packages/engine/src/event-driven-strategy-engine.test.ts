import { describe, expect, it, vi } from 'vitest';
import {
  HOLD,
  type DataProvider,
  type EngineEvent,
  type EventSink,
  type Json,
  type ResultsSink,
  type Strategy,
  type StrategyView,
} from '@basis/core-types';
import { builtInStrategies } from '@basis/strategies';
import { EventDrivenStrategyEngine, type EngineOptions } from './event-driven-strategy-engine.js';
import { COMPONENT_NAMES } from './parts/component-factory.js';
import { HOUR_MS, MARKET_START_MS, basisConfig, basisMarket } from './testing/basis-market.js';
import type { RunHost } from './host.js';

const STEPS = 200;
const dataProvider = basisMarket({ steps: STEPS, spot: (i) => 42_000 + (i % 50) });
const config = basisConfig();

function engine(options: Partial<EngineOptions> = {}) {
  return new EventDrivenStrategyEngine({ config, dataProvider, ...options });
}

function recordingEvents(wanted: (type: string) => boolean = () => true) {
  const events: EngineEvent[] = [];
  const sink: EventSink = { wants: wanted, emit: (event) => events.push(event) };
  return { events, sink };
}

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'no error';
}

/** A clock that moves by a fixed amount at every look. */
function host(stepMs: number, memoryMb = 1): RunHost {
  let now = 0;
  return { nowMs: () => (now += stepMs), pause: () => Promise.resolve(), memoryMb: () => memoryMb };
}

function usdcAtOkx() {
  const okx = config.venue_configs['okx']!;
  if (okx.venue_type !== 'cex') throw new Error('okx is an exchange');
  const futures = {
    ...okx.futures!,
    instruments: { 'BTC-USDC': okx.futures!.instruments['BTC-USDT']! },
  };
  return { ...config.venue_configs, okx: { ...okx, settlement_asset: 'USDC', futures } };
}

describe('construction', () => {
  it.each([
    ['a capital that is not positive', { initial_capital: 0 }, 'CFG-001'],
    ['an unknown share class', { share_class: 'EUR' as 'USDT' }, 'CFG-001'],
    ['a mode without a strategy', { mode: 'my_mode' }, 'STR-001'],
  ])('refuses %s', (_, change, code) => {
    expect(codeOf(() => engine({ config: { ...config, ...change } }))).toBe(code);
  });

  it('refuses a hedge that settles in another currency', () => {
    expect(codeOf(() => engine({ config: { ...config, venue_configs: usdcAtOkx() } }))).toBe(
      'EDS-004',
    );
  });

  it('makes the eleven components once, in order of dependency', () => {
    const parts = engine().initializeEngine();
    expect(COMPONENT_NAMES).toHaveLength(11);
    for (const name of COMPONENT_NAMES) expect(parts[name]).toBeDefined();
  });

  it('names every series that the data lack', () => {
    const lacking = basisMarket({ steps: 20, spot: () => 42_000, venues: ['binance'] });
    expect(() => engine({ dataProvider: lacking }).runBacktestSync()).toThrowError(
      expect.objectContaining({
        code: 'DATA-001',
        context: expect.objectContaining({
          missing: [
            'perp/bybit/BTC-USDT',
            'funding/bybit/BTC-USDT',
            'perp/okx/BTC-USDT',
            'funding/okx/BTC-USDT',
          ],
        }) as unknown,
      }),
    );
  });

  it('shares nothing of the caller: changing the document later changes nothing', () => {
    const mine = basisConfig();
    const one = engine({ config: mine });
    mine.hedge_leverage = 3;
    expect(one.config.hedge_leverage).toBe(2);
    expect(Object.isFrozen(one.config.venue_configs['binance'])).toBe(true);
  });
});

describe('a range', () => {
  it('covers the data when none is asked for', () => {
    const { summary } = engine().runBacktestSync();
    expect(summary.start).toBe('2024-01-01T00:00:00Z');
    expect(summary.steps).toBe(STEPS);
    expect(summary.status).toBe('complete');
  });

  it.each([
    ['a start after the end', '2024-01-05', '2024-01-03', 'EDS-004'],
    ['an empty range', '2024-01-03', '2024-01-03', 'EDS-004'],
    ['what is no time', 'yesterday', undefined, 'EDS-004'],
    ['a month that does not exist', '2024-13-01', undefined, 'EDS-004'],
    ['a day that the month does not have', '2024-02-30', undefined, 'EDS-004'],
    ['a time that is no number', NaN, undefined, 'EDS-004'],
    ['a start before the data', '2023-06-01', '2024-01-03', 'DATA-002'],
    ['an end after the data', '2024-01-02', '2025-01-03', 'DATA-002'],
    ['a start after the data, without an end', '2025-01-03', undefined, 'DATA-002'],
  ])('is refused for %s', (_, start, end, code) => {
    expect(codeOf(() => engine().runBacktestSync(start, end))).toBe(code);
  });

  it('says of a single step what a run needs', () => {
    const last = '2024-01-09T07:00:00Z';
    expect(() => engine().runBacktestSync(last, last)).toThrowError(
      expect.objectContaining({
        code: 'EDS-004',
        message: `From ${last} to ${last} is a single step of 1h; a run needs at least two`,
        resolution:
          'Start at least 1h earlier or end at least 1h later; the data cover 2024-01-01T00:00:00Z to 2024-01-09T07:00:00Z.',
      }),
    );
  });

  it('takes dates, times with and without a zone, and epoch milliseconds alike', () => {
    const starts = [
      '2024-01-02',
      '2024-01-02T00:00',
      '2024-01-02T02:00:00+02:00',
      MARKET_START_MS + 24 * HOUR_MS,
    ];
    const hashes = starts.map((start) => engine().runBacktestSync(start).summary.result_hash);
    expect(new Set(hashes).size).toBe(1);
  });

  it('may have steps coarser than the data: every candle between them is still played', () => {
    const daily = basisConfig((document) => {
      document.interval = '1d';
    });
    const wick = basisMarket({
      steps: 24 * 10,
      spot: () => 42_000,
      wick: (i) => (i === 100 ? 1.6 : 1),
    });
    const { summary } = engine({ config: daily, dataProvider: wick }).runBacktestSync();
    expect(summary.steps).toBe(10);
    expect(summary.liquidations).toBe(3);
  });
});

describe('runBacktest', () => {
  it('gives what the run without pauses gives', async () => {
    const paused = await engine({ host: host(30) }).runBacktest();
    expect(paused.summary.result_hash).toBe(engine().runBacktestSync().summary.result_hash);
    expect(paused.summary.wall_ms).toBeGreaterThan(0);
  });

  it('rejects instead of throwing', async () => {
    await expect(engine().runBacktest('2024-01-05', '2024-01-01')).rejects.toMatchObject({
      code: 'EDS-004',
    });
  });

  it('reports progress up to the end', async () => {
    const onProgress = vi.fn();
    await engine({ host: host(100) }).runBacktest(undefined, undefined, { onProgress });
    expect(onProgress.mock.calls.length).toBeGreaterThan(2);
    expect(onProgress).toHaveBeenLastCalledWith(
      expect.objectContaining({ done: STEPS, total: STEPS }),
    );
  });

  it('stops between chunks when asked, with the result so far', async () => {
    const abort = new AbortController();
    const { summary, results } = await engine({ host: host(100) }).runBacktest(
      undefined,
      undefined,
      {
        signal: abort.signal,
        onProgress: ({ done }) => {
          if (done >= 100) abort.abort();
        },
      },
    );
    expect(summary.status).toBe('interrupted');
    expect(summary.steps).toBe(128);
    expect(results!.rows).toBe(128);
  });

  it('interrupted before its first step, has lost nothing', async () => {
    const signal = AbortSignal.abort();
    const { summary } = await engine().runBacktest(undefined, undefined, { signal });
    expect(summary).toMatchObject({
      status: 'interrupted',
      steps: 0,
      initial_equity: 1_000_000,
      final_equity: 1_000_000,
      final_equity_liquidation: 1_000_000,
      net_flows: 0,
      total_return: 0,
      apr: 0,
      max_drawdown: 0,
    });
    expect(Object.values(summary.pnl).every((term) => term === 0)).toBe(true);
  });

  it('stops on stop() and can then be run again from the start', async () => {
    const one = engine({ host: host(100) });
    const stopped = await one.runBacktest(undefined, undefined, { onProgress: () => one.stop() });
    expect(stopped.summary.status).toBe('interrupted');
    expect((await one.runBacktest()).summary.result_hash).toBe(
      engine().runBacktestSync().summary.result_hash,
    );
  });

  it('keeps a request to stop when another call is refused', async () => {
    const one = engine({ host: host(100) });
    const first = one.runBacktest();
    one.stop();
    expect(codeOf(() => one.initializeEngine())).toBe('EDS-007');
    await expect(one.runBacktest()).rejects.toMatchObject({ code: 'EDS-007' });
    const { summary, results } = await first;
    expect(summary.status).toBe('interrupted');
    expect(results!.rows).toBe(summary.steps);
  });

  it('refuses a second run while one is going on', async () => {
    const one = engine({ host: host(100) });
    const first = one.runBacktest();
    expect(one.getStatus().is_running).toBe(true);
    await expect(one.runBacktest()).rejects.toMatchObject({ code: 'EDS-007' });
    expect((await first).summary.status).toBe('complete');
    expect(one.getStatus().is_running).toBe(false);
  });

  it('ends with EDS-002 past timeout_seconds and EDS-005 past memory_limit_mb', async () => {
    await expect(engine({ host: host(3_000_000) }).runBacktest()).rejects.toMatchObject({
      code: 'EDS-002',
    });
    await expect(engine({ host: host(30, 5_000) }).runBacktest()).rejects.toMatchObject({
      code: 'EDS-005',
    });
  });

  it('waits for a sink that is behind', async () => {
    const waits: number[] = [];
    let rowsSeen = 0;
    const results: ResultsSink = {
      start: () => undefined,
      timesteps: (_, rows) => void (rowsSeen += rows),
      execution: () => undefined,
      drain: () => Promise.resolve(void waits.push(rowsSeen)),
    };
    const { results: memory } = await engine({ host: host(100), results }).runBacktest();
    expect(memory).toBeUndefined();
    expect(waits[0]).toBe(64);
    expect(rowsSeen).toBe(STEPS);
  });
});

const failing: Strategy<Json> = {
  mode: 'btc_basis',
  initial: () => null,
  decide(view: StrategyView) {
    if (view.nowMs < MARKET_START_MS + 70 * HOUR_MS) return HOLD;
    return {
      action: 'entry_full',
      priority: 30,
      reason: 'too much',
      legs: [{ does: 'buy', role: 'spot', token: 'BTC', amount: 1_000 }],
    };
  },
};

describe('a failing run', () => {
  const strategies = builtInStrategies().register('btc_basis', () => failing);

  it('stops at the refused instruction, names it, and keeps the rows before it', () => {
    const { events, sink } = recordingEvents();
    const one = engine({ strategies, events: sink });
    expect(() => one.runBacktestSync()).toThrowError(
      expect.objectContaining({
        code: 'VM-001',
        message: expect.stringContaining('VEN-001') as unknown,
      }),
    );
    expect(one.summarySoFar()).toMatchObject({
      status: 'failed',
      steps: 70,
      final_equity: 1_000_000,
    });
    const types = events.map((event) => event.type);
    expect(types).toContain('instruction_block_execution_failed');
    expect(types).toContain('error');
    expect(types).toContain('strategy_engine_failed');
    expect(one.getStatus().health.overall_status).toBe('unhealthy');
    expect(one.getStatus().is_running).toBe(false);
  });

  it.each([
    ['in one go', 0],
    ['in the first step after it was resumed', 1],
  ])('tells what its last row tells, %s', (_, isResumed) => {
    // After whole links of the hash, so that a saved state keeps no open row.
    const failsAt = 128;
    const built = builtInStrategies();
    // After a block has been traded in that very step, so that money and prices have moved.
    const failsLate = builtInStrategies().register('btc_basis', (given) => {
      const inner = built.create(given);
      return {
        ...inner,
        mode: inner.mode,
        initial: () => inner.initial(),
        decide: (view: StrategyView, state: Json) =>
          view.nowMs < MARKET_START_MS + failsAt * HOUR_MS
            ? inner.decide(view, state)
            : {
                action: 'rebalance' as const,
                priority: 20,
                reason: 'half of it',
                legs: [
                  { does: 'sell' as const, role: 'spot' as const, token: 'BTC', amount: 1 },
                  { does: 'buy' as const, role: 'spot' as const, token: 'BTC', amount: 1_000 },
                ],
              },
      };
    });
    const whole = engine({ strategies: failsLate });
    expect(codeOf(() => whole.runBacktestSync())).toBe('VM-001');
    const until = MARKET_START_MS + (failsAt - 1) * HOUR_MS;
    const one = engine();
    const { summary: last } = one.runBacktestSync(MARKET_START_MS, until);
    let failed = whole.summarySoFar()!;
    if (isResumed) {
      const second = engine({ strategies: failsLate }).resume(one.save());
      expect(codeOf(() => second.runBacktestSync())).toBe('VM-001');
      failed = second.summarySoFar()!;
    }
    expect(failed.status).toBe('failed');
    for (const name of [
      'end',
      'steps',
      'final_equity',
      'final_equity_liquidation',
      'net_flows',
      'total_return',
      'apr',
      'max_drawdown',
      'sharpe',
      'volatility',
      'pnl',
    ] as const) {
      expect([name, failed[name]]).toEqual([name, last[name]]);
    }
    expect(failed.executions).toBe(last.executions + 1);
  });

  it('wraps what is no error of ours as EDS-001 with its cause', () => {
    const cause = new TypeError('a bug in a plugin');
    const buggy = builtInStrategies().register('btc_basis', () => ({
      ...failing,
      decide: () => {
        throw cause;
      },
    }));
    expect(() => engine({ strategies: buggy }).runBacktestSync()).toThrowError(
      expect.objectContaining({ code: 'EDS-001', cause }),
    );
  });
});

describe("a data provider of one's own", () => {
  it.each([
    ['stands still', (asked: number) => asked],
    ['goes back', (asked: number) => asked - HOUR_MS],
    ['tells no time', () => -Infinity],
  ])('whose next change %s ends the run instead of hanging it', (_, nextChangeAt) => {
    let asked = 0;
    const stuck: DataProvider = Object.assign(Object.create(dataProvider) as DataProvider, {
      find: dataProvider.find.bind(dataProvider),
      field: dataProvider.field.bind(dataProvider),
      getData: (t: number) => {
        asked = t;
        return dataProvider.getData(t);
      },
      nextChangeAt: () => nextChangeAt(asked),
    });
    Object.defineProperties(stuck, {
      series: { value: dataProvider.series },
      name: { value: 'stuck' },
      dataHash: { value: 'none' },
    });
    const one = engine({ dataProvider: stuck });
    expect(() => one.runBacktestSync()).toThrowError(
      expect.objectContaining({
        code: 'EDS-001',
        message: expect.stringContaining('stuck') as unknown,
      }),
    );
  });
});

describe('a step that failed half-way', () => {
  it('is never taken again nor saved: capital and funding would be booked twice', () => {
    const buggy = builtInStrategies().register('btc_basis', () => ({
      ...failing,
      decide: () => {
        throw new TypeError('once');
      },
    }));
    const one = engine({ strategies: buggy });
    expect(codeOf(() => one.updateState(MARKET_START_MS))).toBe('EDS-001');
    expect(codeOf(() => one.updateState(MARKET_START_MS))).toBe('EDS-006');
    expect(codeOf(() => one.save())).toBe('EDS-006');
    expect(one.positions()).toEqual({ binance: { 'spot:USDT': 1_000_000 } });
  });
});

describe('health after a failure', () => {
  it('names the strategy and the engine', () => {
    const buggy = builtInStrategies().register('btc_basis', () => ({
      ...failing,
      decide: () => {
        throw new TypeError('a bug in a plugin');
      },
    }));
    const { events, sink } = recordingEvents();
    const one = engine({ strategies: buggy, events: sink });
    expect(codeOf(() => one.runBacktestSync())).toBe('EDS-001');
    const { health } = one.getStatus();
    expect(health.overall_status).toBe('unhealthy');
    expect(health.components['StrategyManager']!.errors[0]!.message).toBe('a bug in a plugin');
    expect(health.components['EventDrivenStrategyEngine']!.status).toBe('unhealthy');
    expect(one.checkComponentHealth()).toMatchObject({
      status: 'unhealthy',
      components_health: { StrategyManager: 'unhealthy', RiskMonitor: 'healthy' },
    });
    expect(events.map((event) => event.type)).toContain('orchestration_failed');
  });
});

describe("a user's own strategy", () => {
  it('runs under its own mode, with state that survives a split', () => {
    const counting: Strategy<{ steps: number }> = {
      mode: 'counting',
      initial: () => ({ steps: 0 }),
      decide: (_, state) => {
        state.steps += 1;
        return HOLD;
      },
    };
    const strategies = builtInStrategies().register(
      'counting',
      () => counting as unknown as Strategy<Json>,
    );
    const own = { ...config, mode: 'counting' };
    const first = engine({ config: own, strategies });
    first.runBacktestSync(MARKET_START_MS, MARKET_START_MS + 9 * HOUR_MS);
    const second = engine({ config: own, strategies }).resume(first.save());
    second.runBacktestSync(undefined, MARKET_START_MS + 19 * HOUR_MS);
    expect(second.save()['strategy_state']).toEqual({ steps: 20 });
  });
});

describe('status and health', () => {
  it('have the shape of the specification', () => {
    const one = engine();
    one.runBacktestSync();
    const status = one.getStatus();
    expect(status).toMatchObject({
      mode: 'btc_basis',
      share_class: 'USDT',
      execution_mode: 'backtest',
      current_timestamp: '2024-01-09T07:00:00Z',
      is_running: false,
      health: { overall_status: 'healthy', timestamp: '2024-01-09T07:00:00Z' },
    });
    expect(status.health.components['VenueManager']!.metrics).toMatchObject({
      blocks_executed: 2,
      blocks_failed: 0,
      queue_size: 0,
    });
    expect(status.health.components['EventDrivenStrategyEngine']!.metrics).toMatchObject({
      components_count: 11,
      timestamps_processed: STEPS,
      error_rate: 0,
    });
    expect(one.checkComponentHealth()).toMatchObject({
      status: 'healthy',
      error_count: 0,
      execution_mode: 'backtest',
      component: 'EventDrivenStrategyEngine',
    });
  });

  it('can be asked before anything has run', () => {
    expect(engine().getStatus()).toMatchObject({ current_timestamp: null, is_running: false });
    expect(engine().summarySoFar()).toBeUndefined();
    expect(codeOf(() => engine().save())).toBe('EDS-006');
  });
});

describe('the tight loop', () => {
  it('follows every execution, and can be switched off without changing the result', () => {
    const one = engine();
    const { summary } = one.runBacktestSync();
    expect(one.checkComponentHealth()).toMatchObject({ tight_loop_executions_count: 7 });
    const without = engine({
      config: basisConfig((document) => {
        document.component_config.event_driven_strategy_engine = { tight_loop_enabled: false };
      }),
    });
    const other = without.runBacktestSync();
    expect(without.checkComponentHealth()).toMatchObject({ tight_loop_executions_count: 0 });
    expect(other.summary.result_hash).toBe(summary.result_hash);
  });
});

describe('updateState', () => {
  it('takes steps by hand with the result of a run', () => {
    const one = engine();
    for (let i = 0; i < 30; i++) one.updateState(MARKET_START_MS + i * HOUR_MS);
    const run = engine();
    run.runBacktestSync(MARKET_START_MS, MARKET_START_MS + 29 * HOUR_MS);
    expect(one.summarySoFar()!.result_hash).toBe(run.summarySoFar()!.result_hash);
    expect(one.positions()).toEqual(run.positions());
  });

  it('goes on from a resumed state', () => {
    const first = engine();
    for (let i = 0; i < 5; i++) first.updateState(MARKET_START_MS + i * HOUR_MS);
    const second = engine().resume(first.save());
    second.updateState(MARKET_START_MS + 5 * HOUR_MS);
    first.updateState(MARKET_START_MS + 5 * HOUR_MS);
    expect(second.positions()).toEqual(first.positions());
    expect(second.summarySoFar()!.steps).toBe(6);
  });

  it('refuses to go past the end of the data, and goes on before it', () => {
    const one = engine();
    const end = MARKET_START_MS + (STEPS - 1) * HOUR_MS;
    expect(codeOf(() => one.updateState(end + 1))).toBe('DATA-002');
    expect(one.positions()).toEqual({});
    one.updateState(MARKET_START_MS);
    expect(codeOf(() => one.updateState(end + 1))).toBe('DATA-002');
    expect(codeOf(() => one.updateState('2030-01-01'))).toBe('DATA-002');
    one.updateState(end);
    expect(one.summarySoFar()!.steps).toBe(2);
  });

  it('refuses to go back', () => {
    const one = engine();
    one.updateState(MARKET_START_MS + HOUR_MS);
    expect(codeOf(() => one.updateState(MARKET_START_MS + HOUR_MS))).toBe('EDS-004');
  });
});

describe('events', () => {
  it('tell initialisation, executions and transfers, tied together by block', () => {
    const { events, sink } = recordingEvents(
      (type) => type !== 'timestep' && type !== 'state_update',
    );
    engine({ events: sink }).runBacktestSync();
    const ofType = (type: string) => events.filter((event) => event.type === type);
    expect(ofType('component_initialization')).toHaveLength(11);
    expect(ofType('component_initialization')[0]!.data).toMatchObject({
      execution_mode: 'backtest',
    });
    expect(ofType('transfer')).toHaveLength(3);
    expect(ofType('transfer')[0]!.data).toMatchObject({
      transfer_id: 'b1-1',
      source_venue: 'binance',
      target_venue: 'binance',
      token: 'USDT',
    });
    expect(ofType('execution')).toHaveLength(4);
    expect(new Set(ofType('execution').map((event) => event.correlationId))).toEqual(
      new Set(['b2']),
    );
    expect(ofType('timestep')).toHaveLength(0);
  });

  it('tell every step and every block where that is wanted', () => {
    const { events, sink } = recordingEvents(
      (type) => type === 'timestep' || type === 'state_update',
    );
    engine({ events: sink }).runBacktestSync();
    const told = (type: string, component: string) =>
      events.filter((event) => event.type === type && event.component === component);
    const steps = told('timestep', 'EventDrivenStrategyEngine');
    expect(steps).toHaveLength(STEPS);
    expect(Object.keys(steps[0]!.data)).toEqual(['exposure', 'risk', 'pnl', 'execution']);
    const updates = told('state_update', 'EventDrivenStrategyEngine');
    expect(updates).toHaveLength(STEPS);
    expect(updates[0]!.data).toMatchObject({
      trigger_source: 'time',
      step: 1,
      processing_time_ms: null,
    });
    expect(told('state_update', 'VenueManager').map((event) => event.data)).toEqual([
      {
        trigger_source: 'strategy_manager',
        current_block_index: 1,
        blocks_executed: 1,
        blocks_failed: 0,
        queue_length: 0,
      },
      {
        trigger_source: 'strategy_manager',
        current_block_index: 2,
        blocks_executed: 2,
        blocks_failed: 0,
        queue_length: 0,
      },
    ]);
  });

  it('carry the time taken where there is a clock, and the result is the same', async () => {
    const { events, sink } = recordingEvents((type) => type === 'state_update');
    const { summary } = await engine({ events: sink, host: host(5) }).runBacktest();
    const ofEngine = events.filter((event) => event.component === 'EventDrivenStrategyEngine');
    expect(ofEngine[0]!.data).toMatchObject({ processing_time_ms: 5 });
    expect(summary.result_hash).toBe(engine().runBacktestSync().summary.result_hash);
  });

  it('tell what was decided, why, and what it became', () => {
    const { events, sink } = recordingEvents((type) => type === 'decision');
    engine({ events: sink }).runBacktestSync();
    expect(events.map((event) => event.data)).toMatchObject([
      {
        block_id: 'b1',
        action: 'entry_full',
        reason: 'enter',
        priority: 30,
        instructions_count: 3,
      },
      {
        block_id: 'b2',
        action: 'entry_full',
        reason: 'enter',
        priority: 30,
        instructions_count: 4,
      },
    ]);
  });

  it('tell a liquidation loudly', () => {
    const { events, sink } = recordingEvents((type) => type === 'venue_event');
    const wick = basisMarket({ steps: 100, spot: () => 42_000, wick: (i) => (i === 50 ? 1.6 : 1) });
    engine({ events: sink, dataProvider: wick }).runBacktestSync();
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      level: 'ERROR',
      data: { what: 'liquidation', positions: 3 },
    });
  });
});
