import { describe, expect, it } from 'vitest';
import { GROWING, day, engineFor, withGas, type Flows } from '../testing/flow-run.js';

describe('a run that is split and resumed', () => {
  const flows: Flows = [
    { at: day(3), deposit: 10_000 },
    { at: day(5), withdraw: 6_000 },
    { at: day(6), withdraw: 4_000 },
    { at: day(9), withdraw: 3_000 },
  ];
  const shape = { ...GROWING, gwei: 20, liquidityAt: (at: number) => (at < 8 ? 120 : 1e6) };
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
