import {
  ATTRIBUTION_TERMS,
  isoTime,
  type EngineEvent,
  type RunConfigInput,
  type RunSummary,
} from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import type { MemoryResults } from '../results/memory-results.js';
import {
  DAY_MS,
  LENDING_START_MS,
  gaslessConfig,
  lendingEngine,
  lendingMarket,
  type LendingChange,
  type LendingShape,
} from '../testing/lending-market.js';

const HOUR_MS = 3_600_000;
const CAPITAL = 100_000;
const CASH = 'alchemy:wallet:USDT';
const OWED = 'investors:payable:USDT';

type Flows = NonNullable<RunConfigInput['flows']>;

/** The time so many days, and hours, after the start. */
const day = (days: number, hours = 0) =>
  isoTime(LENDING_START_MS + days * DAY_MS + hours * HOUR_MS);
const growing = (at: number) => 1.03 * (1 + 0.0002 * at);
/** Nothing earned and nothing paid for gas: every dollar stays one. */
const STILL: LendingShape = { indexAt: () => 1, apr: 0, gwei: 0 };
/** The index grows by more than the rate that is told: it lags by day and is brought up at midnight. */
const APR = 0.05;
const GROWING: LendingShape = { indexAt: growing, apr: APR, gwei: 0 };
const lendAlways = { carry_gate: false };

function engineFor(flows: Flows, shape: LendingShape, change: LendingChange = () => undefined) {
  const config = gaslessConfig((draft) => {
    draft.flows = flows;
    draft.component_config.strategy_manager = lendAlways;
    change(draft);
  });
  return lendingEngine(config, lendingMarket(shape));
}

interface Ran {
  readonly summary: RunSummary;
  readonly results: MemoryResults;
  readonly events: readonly EngineEvent[];
}

function run(flows: Flows, shape: LendingShape, change?: LendingChange): Ran {
  const { engine, events } = engineFor(flows, shape, change);
  const { summary, results } = engine.runBacktestSync(day(0), day(20));
  return { summary, results: results!, events };
}

/** The number in a column at a step of so many hours. */
const at = ({ results }: Ran, column: string, hours: number) => results.column(column)[hours]!;
const unitValues = ({ results }: Ran) =>
  Array.from(results.column('equity'), (equity, i) => equity / results.column('units')[i]!);
const told = ({ events }: Ran, what: string) =>
  events
    .filter(({ data }) => data['what'] === what)
    .map(({ timestampMs, data }) => [isoTime(timestampMs), data['amount'] as number]);

describe('deposits', () => {
  it('come in at their moment, mint units at the value of then, and are put to work', () => {
    const ran = run([{ at: day(5), deposit: 50_000 }], GROWING);
    const price = growing(5) / growing(0);
    expect(at(ran, 'units', 5 * 24 - 1)).toBe(CAPITAL);
    expect(at(ran, 'units', 5 * 24)).toBeCloseTo(CAPITAL + 50_000 / price, 6);
    expect(at(ran, CASH, 5 * 24)).toBe(0);
    expect(ran.summary.net_flows).toBeCloseTo(50_000, 9);
    expect(ran.summary.flows).toBe(1);
    expect(ran.summary.final_equity).toBeCloseTo(
      CAPITAL * (growing(20) / growing(0)) + 50_000 * (growing(20) / growing(5)),
      6,
    );
    expect(told(ran, 'deposit')).toEqual([[day(5), 50_000]]);
    expect(ran.events[0]!).toMatchObject({ type: 'event', component: 'EventDrivenStrategyEngine' });
    expect(ran.events[0]!.data['unit_value']).toBeCloseTo(price, 12);
    expect(ran.events[0]!.data['units']).toBeCloseTo(50_000 / price, 6);
  });

  it('between two steps come in at their own moment, at the value of that moment', () => {
    const between = isoTime(LENDING_START_MS + 5 * DAY_MS - HOUR_MS / 4);
    const ran = run([{ at: between, deposit: 50_000 }], GROWING);
    const { timestampMs, data } = ran.events[0]!;
    expect(isoTime(timestampMs)).toBe(between);
    // The interest of the rate that is told, since the sample of day 4.
    const price = (growing(4) / growing(0)) * (1 + (APR * (DAY_MS - HOUR_MS / 4)) / (365 * DAY_MS));
    expect(data['unit_value']).toBeCloseTo(price, 9);
  });
});

describe('withdrawals', () => {
  it('are paid at the same moment from cash that lies there', () => {
    const ran = run([{ at: day(5), withdraw: 4_000 }], STILL, (draft) => {
      draft.component_config.strategy_manager = { ...lendAlways, reserve_ratio: 0.05 };
    });
    expect(at(ran, CASH, 5 * 24 - 1)).toBe(5_000);
    expect(told(ran, 'payment')).toEqual([[day(5), 4_000]]);
    // The reserve is filled again for the 96,000 that are left.
    expect(at(ran, CASH, 5 * 24)).toBeCloseTo(4_800, 9);
    expect(at(ran, OWED, 5 * 24)).toBe(0);
    expect(ran.summary).toMatchObject({ net_flows: -4_000, withdrawals_unpaid: 0 });
    expect(ran.summary.final_equity).toBeCloseTo(96_000, 9);
  });

  it('are freed from the lending venue in the same step, and burn units at the value of their moment', () => {
    const ran = run([{ at: day(5), withdraw: 30_000 }], GROWING);
    const price = growing(5) / growing(0);
    expect(at(ran, 'units', 5 * 24)).toBeCloseTo(CAPITAL - 30_000 / price, 6);
    expect(at(ran, 'equity', 5 * 24)).toBeCloseTo(CAPITAL * price - 30_000, 6);
    expect(at(ran, OWED, 5 * 24)).toBe(0);
    expect(ran.results.executions.at(-1)).toMatchObject({
      strategyAction: 'exit_partial',
      reason: 'pay withdrawals',
    });
  });

  it('are paid in parts as the lending reserve has money, and owed until then', () => {
    // 100 dollars an hour, from the sixth day on without bound.
    const liquidityAt = (at: number) => (at < 6 ? 100 : 1e6);
    const ran = run([{ at: day(5), withdraw: 10_000 }], { ...STILL, liquidityAt });
    for (let hour = 0; hour < 24; hour++) {
      expect(at(ran, OWED, 5 * 24 + hour)).toBeCloseTo(-10_000 + 100 * (hour + 1), 9);
      expect(at(ran, 'equity', 5 * 24 + hour)).toBeCloseTo(90_000, 9);
    }
    expect(at(ran, OWED, 6 * 24)).toBe(0);
    expect(told(ran, 'payment')).toHaveLength(25);
    expect(told(ran, 'payment').at(-1)).toEqual([day(6), 10_000 - 24 * 100]);
  });

  it('are paid in order of acceptance', () => {
    const liquidityAt = (at: number) => (at < 7 ? 0 : 1_000);
    const flows = [
      { at: day(5), withdraw: 1_500 },
      { at: day(6), withdraw: 700 },
    ];
    const ran = run(flows, { ...STILL, liquidityAt });
    const payments = ran.events
      .filter(({ data }) => data['what'] === 'payment')
      .map(({ timestampMs, data }) => [
        isoTime(timestampMs),
        data['accepted_at'],
        data['amount'],
        data['unpaid'],
      ]);
    expect(payments).toEqual([
      [day(7), day(5), 1_000, 500],
      [day(7, 1), day(5), 500, 0],
      [day(7, 1), day(6), 500, 200],
      [day(7, 2), day(6), 200, 0],
    ]);
  });

  it('that were not paid by the end are told, and are not in equity', () => {
    const ran = run([{ at: day(5), withdraw: 2_500 }], { ...STILL, liquidityAt: () => 0 });
    expect(ran.summary).toMatchObject({ withdrawals_unpaid: 2_500, net_flows: -2_500 });
    expect(ran.summary.final_equity).toBe(97_500);
    expect(at(ran, OWED, 20 * 24)).toBe(-2_500);
  });
});

describe('a withdrawal of everything', () => {
  const half = 0.5 * 2_000;
  const withGas: LendingChange = (draft) => {
    Object.assign(draft.venue_configs['alchemy']!, { gas_reserve_eth: 0.5 });
  };

  it.each([['all' as const], [1e9]])(
    'of %s takes the equity of its moment and no more',
    (withdraw) => {
      const ran = run([{ at: day(5), withdraw }], GROWING);
      const price = growing(5) / growing(0);
      expect(told(ran, 'withdrawal')[0]![1]).toBeCloseTo(CAPITAL * price, 6);
      expect(at(ran, 'units', 5 * 24)).toBe(0);
      expect(at(ran, OWED, 5 * 24)).toBe(0);
      expect(ran.summary.final_equity).toBeCloseTo(0, 6);
      expect(ran.summary.total_return).toBeCloseTo(price - 1, 12);
      expect(ran.events[0]!.level).toBe(withdraw === 'all' ? 'INFO' : 'WARNING');
    },
  );

  it('leaves its return as it was, whatever unwinding still earns or costs', () => {
    // Nothing can be had for ten days; what is lent goes on earning, and getting it out costs gas.
    const shape = { ...GROWING, gwei: 20, liquidityAt: (at: number) => (at < 15 ? 0 : 1e6) };
    const ran = run([{ at: day(5), withdraw: 'all' }], shape, withGas);
    const unwound = run([], shape, withGas);
    const held = unwound.results.column('equity')[5 * 24]!;
    expect(ran.summary.total_return).toBeCloseTo(held / CAPITAL - 1, 12);
    expect(ran.summary.max_drawdown).toBe(unwound.summary.max_drawdown);
    expect([...ran.results.column('units').subarray(5 * 24)].every((units) => units === 0)).toBe(
      true,
    );
    for (const name of ran.results.columnNames.filter((one) => one !== 'health_factor'))
      expect([...ran.results.column(name)].every(Number.isFinite), name).toBe(true);
    // The interest of ten days on what was lent pays what ether could not: the rest of it is the fund's.
    const lent = CAPITAL - half;
    const interest = lent * ((growing(15) - growing(5)) / growing(0));
    expect(interest).toBeGreaterThan(100);
    expect(ran.summary.sharpe).toBeGreaterThan(0);
    expect(ran.summary.final_equity).toBeCloseTo(interest - 1 * 20e-9 * 2_000, 4);
    expect(ran.summary.withdrawals_unpaid).toBeCloseTo(held - lent * (growing(15) / growing(0)), 6);
  });

  it('can be followed by new money, whose return goes on from there', () => {
    const flows: Flows = [
      { at: day(5), withdraw: 'all' },
      { at: day(10), deposit: 10_000 },
    ];
    const ran = run(flows, GROWING);
    const earned = (growing(5) / growing(0)) * (growing(20) / growing(10));
    expect(ran.summary.total_return).toBeCloseTo(earned - 1, 9);
    expect(ran.summary.final_equity).toBeCloseTo(10_000 * (growing(20) / growing(10)), 6);
  });

  it('has nothing left to take a second time', () => {
    const flows: Flows = [
      { at: day(5), withdraw: 'all' },
      { at: day(6), withdraw: 500 },
    ];
    const ran = run(flows, STILL);
    expect(told(ran, 'withdrawal')).toEqual([
      [day(5), CAPITAL],
      [day(6), 0],
    ]);
    expect(ran.summary).toMatchObject({ net_flows: -CAPITAL, flows: 2, withdrawals_unpaid: 0 });
  });
});

describe('the moment of a flow', () => {
  it('may be the first step: it follows the capital', () => {
    const ran = run([{ at: day(0), deposit: 25_000 }], STILL);
    expect(at(ran, 'units', 0)).toBe(125_000);
    expect(ran.results.executions[0]).toMatchObject({ quantity: 125_000 });
  });

  it('may be the last step, whose row has it', () => {
    const ran = run([{ at: day(20), withdraw: 25_000 }], STILL);
    expect(ran.summary).toMatchObject({ final_equity: 75_000, flows: 1, withdrawals_unpaid: 0 });
  });

  it('after the end has no effect', () => {
    const { summary } = run([{ at: day(20, 1), withdraw: 'all' }], STILL);
    expect(summary).toMatchObject({ final_equity: CAPITAL, flows: 0, net_flows: 0 });
  });

  it('before the start is refused, and told how to go on', () => {
    const { engine } = engineFor([{ at: day(1), deposit: 1 }], STILL);
    const early = () => engine.runBacktestSync(day(2), day(3));
    expect(early).toThrow(
      expect.objectContaining({
        code: 'EDS-004',
        message: expect.stringContaining(day(1)) as unknown,
        resolution: expect.stringContaining(`Start the run at ${day(1)} or earlier`) as unknown,
      }),
    );
    expect(engine.runBacktestSync(day(1), day(3)).summary.flows).toBe(1);
  });
});

describe('the value of a unit', () => {
  it('is the same in every step, whoever comes and goes', () => {
    const flows: Flows = [
      { at: day(4, 7), deposit: 70_000 },
      { at: day(11), withdraw: 55_555.55 },
      { at: day(13, 3), deposit: 5_000 },
    ];
    const quiet = unitValues(run([], GROWING));
    const busy = unitValues(run(flows, GROWING));
    expect(quiet.at(-1)).toBeGreaterThan(1.003);
    busy.forEach((value, i) => expect(Math.abs(value / quiet[i]! - 1)).toBeLessThan(1e-12));
  });

  it('and with it return, volatility and Sharpe', () => {
    const shape = {
      ...GROWING,
      indexAt: (at: number) => growing(at) + 0.0004 * Math.max(0, at - 8),
    };
    const quiet = run([], shape).summary;
    const flows = [
      { at: day(4), withdraw: 60_000 },
      { at: day(9), deposit: 300_000 },
    ];
    const busy = run(flows, shape).summary;
    expect(quiet.volatility).toBeGreaterThan(0.001);
    for (const name of ['total_return', 'apr', 'max_drawdown', 'volatility', 'sharpe'] as const)
      expect(busy[name]).toBeCloseTo(quiet[name], 9);
  });
});

describe('equity', () => {
  it('changes by what is explained and by what came and went, at every step', () => {
    const shape = { ...GROWING, gwei: 20, liquidityAt: (at: number) => (at < 12 ? 400 : 1e6) };
    const flows: Flows = [
      { at: day(3, 2), deposit: 40_000 },
      { at: day(7), withdraw: 25_000 },
      { at: isoTime(LENDING_START_MS + 9 * DAY_MS + 1_234), withdraw: 30_000 },
      { at: day(14), withdraw: 'all' },
    ];
    const ran = run(flows, shape, (draft) => {
      Object.assign(draft.venue_configs['alchemy']!, { gas_reserve_eth: 0.5 });
    });
    const flowing = ran.events.filter(({ data }) => data['what'] !== 'payment');
    expect(flowing).toHaveLength(4);
    const times = ran.results.column('timestamp');
    times.forEach((time, i) => {
      let capital = CAPITAL;
      for (const { timestampMs, data } of flowing) {
        if (timestampMs > time) continue;
        capital += (data['what'] === 'deposit' ? 1 : -1) * (data['amount'] as number);
      }
      let explained = 0;
      for (const term of ATTRIBUTION_TERMS) if (term !== 'residual') explained += at(ran, term, i);
      expect(Math.abs(at(ran, 'equity', i) - explained - capital) / CAPITAL).toBeLessThan(1e-9);
      expect(Math.abs(at(ran, 'residual', i)) / CAPITAL).toBeLessThan(1e-9);
    });
  });
});

describe('the cash reserve', () => {
  const reserved: LendingChange = (draft) => {
    draft.component_config.strategy_manager = { ...lendAlways, reserve_ratio: 0.1 };
  };
  const lows = ({ events }: Ran) =>
    events.filter(({ type }) => type === 'reserve_low').map((one) => isoTime(one.timestampMs));

  it('is told to be low once, and again only after it was whole', () => {
    // What is withdrawn on day 5 takes all but 1,000 of the reserve, and nothing can be had until day 8.
    const liquidityAt = (at: number) => (at >= 5 && at < 8 ? 0 : 1e6);
    const flows = [
      { at: day(5), withdraw: 9_000 },
      { at: day(6), withdraw: 500 },
      { at: day(10), withdraw: 4_000 },
      { at: day(12), withdraw: 20_000 },
    ];
    const ran = run(flows, { ...STILL, liquidityAt }, reserved);
    // On day 10 less than half of it goes; on day 12 twice of it, which is filled in the same step.
    expect(lows(ran)).toEqual([day(5), day(12)]);
    const low = ran.events.find(({ type }) => type === 'reserve_low')!;
    expect(low).toMatchObject({ level: 'WARNING', component: 'EventDrivenStrategyEngine' });
    expect(low.data).toMatchObject({ asked: 0.1, free: 1_000, payable: 0 });
    expect(low.data['reserve_ratio']).toBeCloseTo(1_000 / 91_000, 12);
  });

  it('is told of nowhere without one', () => {
    const ran = run([{ at: day(5), withdraw: 9_000 }], { ...STILL, liquidityAt: () => 0 });
    expect(lows(ran)).toEqual([]);
  });

  it('stands with the risks where there is one or somebody may come and go', () => {
    const risk = (flows: Flows, change?: LendingChange) => {
      const { engine } = engineFor(flows, STILL, change);
      const parts = engine.initializeEngine();
      return parts.risk_monitor.getRisk();
    };
    expect(risk([])).not.toHaveProperty('reserve_ratio');
    expect(risk([], reserved)).toHaveProperty('reserve_ratio', null);
    expect(risk([{ at: day(1), deposit: 1 }])).toHaveProperty('reserve_ratio', null);
  });

  it('is remembered by a run that was saved while it was low', () => {
    const liquidityAt = (at: number) => (at >= 5 ? 0 : 1e6);
    const flows = [{ at: day(5), withdraw: 9_000 }];
    const first = engineFor(flows, { ...STILL, liquidityAt }, reserved);
    first.engine.runBacktestSync(day(0), day(6));
    const second = engineFor(flows, { ...STILL, liquidityAt }, reserved);
    second.engine.resume(first.engine.save()).runBacktestSync(undefined, day(20));
    const count = (events: readonly EngineEvent[]) =>
      events.filter(({ type }) => type === 'reserve_low').length;
    expect([count(first.events), count(second.events)]).toEqual([1, 0]);
  });
});

describe('a run that is split and resumed', () => {
  const flows: Flows = [
    { at: day(3), deposit: 10_000 },
    { at: day(5), withdraw: 6_000 },
    { at: day(6), withdraw: 4_000 },
    { at: day(9), withdraw: 3_000 },
  ];
  const shape = { ...GROWING, gwei: 20, liquidityAt: (at: number) => (at < 8 ? 120 : 1e6) };
  const withGas: LendingChange = (draft) => {
    Object.assign(draft.venue_configs['alchemy']!, { gas_reserve_eth: 0.5 });
  };
  const whole = () => engineFor(flows, shape, withGas);
  const expected = () => {
    const { engine, events } = whole();
    const { summary } = engine.runBacktestSync(day(0), day(20));
    return { summary, events };
  };

  it.each([
    ['on a flow', day(5)],
    ['while two payments are pending', day(6, 11)],
    ['before the last flow', day(8, 23)],
  ])('%s has the hash, the summary and the payments of one that was not', (_, split) => {
    const one = whole();
    one.engine.runBacktestSync(day(0), split);
    const state = JSON.parse(JSON.stringify(one.engine.save())) as ReturnType<
      typeof one.engine.save
    >;
    const other = whole();
    const { summary } = other.engine.resume(state).runBacktestSync(undefined, day(20));
    const reference = expected();
    expect({ ...summary, wall_ms: 0, steps_per_second: 0 }).toEqual({
      ...reference.summary,
      wall_ms: 0,
      steps_per_second: 0,
    });
    expect([...one.events, ...other.events]).toEqual(reference.events);
  });

  it.each([
    ['a payment that is none', { owed: [{ accepted_at_ms: 0, unpaid: -1 }] }, 'flows.owed'],
    ['one that does not add up', { owed: [{ accepted_at_ms: 0, unpaid: 1 }] }, 'flows.owed'],
    ['one without an amount', { owed: [{ accepted_at_ms: 0 }] }, 'flows.owed.0.unpaid is missing'],
  ])('is refused with %s', (_, damaged, message) => {
    const one = whole();
    one.engine.runBacktestSync(day(0), day(6));
    const state = { ...one.engine.save(), flows: damaged };
    const again = () => whole().engine.resume(state).runBacktestSync(undefined, day(20));
    expect(again).toThrow(
      expect.objectContaining({
        code: 'EDS-006',
        message: expect.stringContaining(message) as unknown,
      }),
    );
  });
});
