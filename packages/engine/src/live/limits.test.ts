import { ComponentError, HOUR_MS, MINUTE_MS, type JournalRecord } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { AMOUNT_BTC, START_MS, buysHundredths, config, marketAt } from '../testing/live-run.js';
import { surroundings } from '../testing/live-surroundings.js';

const { component_timeout, memory_limit_mb, retry_attempts, timeout_seconds } =
  config.component_config.event_driven_strategy_engine;
const TOO_LONG_MS = component_timeout * 1_000 + 1_000;

/** Surroundings whose clock is behind the work that is done. */
function atWork() {
  const one = surroundings();
  const { clock, events } = one;
  let workedMs = 0;
  const now = clock.now.bind(clock);
  clock.now = () => now() + workedMs;
  const works = (ms: number) => void (workedMs += ms);
  const slow = () => events.filter(({ type }) => type === 'component_timeout');
  return { ...one, works, slow };
}

describe('component_timeout', () => {
  it('is told of a strategy that takes longer, and what it decided counts', async () => {
    const { works, slow, venues, runUntil } = atWork();
    const quick = buysHundredths(1);
    const strategy: typeof quick = {
      ...quick,
      decide: (view, state) => {
        works(TOO_LONG_MS);
        return quick.decide(view, state);
      },
    };
    await runUntil(START_MS + HOUR_MS, {}, strategy);
    expect(slow()[0]).toMatchObject({
      data: {
        error_code: 'EDS-002',
        context: { component: 'strategy_manager', took_ms: TOO_LONG_MS },
      },
    });
    expect(venues.quantity('BTC')).toBeCloseTo(AMOUNT_BTC, 12);
  });

  it.each<[string, JournalRecord['kind']]>([
    ['position_update_handler', 'snapshot'],
    ['execution_manager', 'outcome'],
  ])('is told of %s where taking a %s takes longer', async (component, kind) => {
    const { works, slow, start, stopAt } = atWork();
    const { runner, session } = start();
    const apply = session.apply.bind(session);
    let isFirst = true;
    session.apply = (record) => {
      if (record.kind === kind && isFirst) works(TOO_LONG_MS);
      isFirst &&= record.kind !== kind;
      return apply(record);
    };
    stopAt(runner, START_MS + MINUTE_MS);
    await runner.run();
    expect(slow()).toMatchObject([
      { data: { context: { component, took_ms: TOO_LONG_MS } }, level: 'WARNING' },
    ]);
    // EDS-002 is of medium severity: it goes on, and is not quite well.
    expect(session.parts.health.checkDetailedHealth().status).toBe('degraded');
  });
});

describe('timeout_seconds', () => {
  it('is told of a loop that takes longer', async () => {
    const { works, slow, clock, start, stopAt } = atWork();
    const read = async () => {
      works(timeout_seconds * 1_000 + 1);
      return marketAt(clock.now());
    };
    const { runner } = start({ feed: { read } });
    stopAt(runner, START_MS + 3 * HOUR_MS);
    await runner.run();
    expect(slow()[0]).toMatchObject({ data: { context: { component: 'live loop' } } });
    expect(slow()[0]!.message).toContain('timeout_seconds');
  });
});

describe('memory_limit_mb', () => {
  it('ends the run in good order; the next one goes on as if nothing had been', async () => {
    const { clock, journal, events, start, stopAt, venues } = surroundings();
    let usedMb = memory_limit_mb;
    const host = { memoryMb: () => usedMb };
    const { runner } = start({ host });
    clock.alarm(HOUR_MS + MINUTE_MS, () => (usedMb += 1));
    await expect(runner.run()).rejects.toMatchObject({
      code: 'EDS-005',
      context: { memory_limit_mb },
    });
    expect(journal.records.slice(-2).map(({ kind }) => kind)).toEqual(['checkpoint', 'run_ended']);
    expect(events.at(-1)).toMatchObject({ type: 'strategy_engine_failed' });
    expect(venues.quantity('BTC')).toBeCloseTo(2 * AMOUNT_BTC, 12);
    usedMb = 0;
    const next = start({ host });
    stopAt(next.runner, START_MS + 3 * HOUR_MS);
    await next.runner.run();
    expect(venues.quantity('BTC')).toBeCloseTo(3 * AMOUNT_BTC, 12);
    expect(next.session.manager.tradingState(clock.now())).toBe('active');
  });
});

describe('what a strategy throws', () => {
  it.each([
    ['EDS-001', retry_attempts + 1, 'HIGH: it is asked again, later each time'],
    ['STR-001', 1, 'CRITICAL: the run ends, to be started anew'],
  ] as const)('as %s asks it %d times (%s)', async (code, times, _) => {
    const { journal, start, stopAt } = surroundings();
    let asked = 0;
    const failing = {
      ...buysHundredths(1),
      decide: () => {
        asked += 1;
        throw new ComponentError(code);
      },
    };
    const { runner, session } = start({}, failing as never);
    stopAt(runner, START_MS + MINUTE_MS);
    if (code === 'EDS-001') await runner.run();
    else await expect(runner.run()).rejects.toMatchObject({ code });
    expect(asked).toBe(times);
    const { kind, ...rest } = journal.records.at(-1)!;
    expect(kind).toBe(code === 'EDS-001' ? 'run_ended' : 'halted');
    if (kind === 'halted') expect(rest).toMatchObject({ code });
    expect(session.parts.health.checkDetailedHealth().status).toBe('unhealthy');
  });
});
