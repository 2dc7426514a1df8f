import { isoTime } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import {
  APR,
  CAPITAL,
  CASH,
  GROWING,
  OWED,
  STILL,
  at,
  day,
  engineFor,
  growing,
  run,
  told,
  withGas,
  lendAlways,
  type Flows,
} from '../testing/flow-run.js';
import { DAY_MS, LENDING_START_MS } from '../testing/lending-market.js';

const HOUR_MS = 3_600_000;

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

  it('leaves what unwinding still earned to nobody', () => {
    const shape = { ...GROWING, liquidityAt: (at: number) => (at < 15 ? 0 : 1e6) };
    const flows: Flows = [
      { at: day(5), withdraw: 'all' },
      { at: day(17), withdraw: 'all' },
    ];
    const ran = run(flows, shape);
    expect(told(ran, 'withdrawal')[1]).toEqual([day(17), 0]);
    const interest = CAPITAL * ((growing(15) - growing(5)) / growing(0));
    expect(ran.summary.final_equity).toBeGreaterThan(interest - 1e-6);
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
