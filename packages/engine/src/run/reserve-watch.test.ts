import { isoTime, type EngineEvent } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import {
  STILL,
  day,
  engineFor,
  lendAlways,
  run,
  type Flows,
  type Ran,
} from '../testing/flow-run.js';
import type { LendingChange } from '../testing/lending-market.js';

describe('the cash reserve', () => {
  const reserved: LendingChange = (draft) => {
    draft.component_config.strategy_manager = { ...lendAlways, reserve_ratio: 0.1 };
  };
  const lows = ({ events }: Ran) =>
    events.filter(({ type }) => type === 'reserve_low').map((one) => isoTime(one.timestampMs));

  it('is told to be low once, and again only after it was whole', () => {
    // What is withdrawn on day 5 takes all but 1,000 of the reserve. On day 8 it is filled to two thirds, which the
    // withdrawal of day 9 takes again; only then can everything be had.
    const liquidityAt = (at: number) => ({ 5: 0, 6: 0, 7: 0, 8: 200, 9: 0 })[at] ?? 1e6;
    const flows = [
      { at: day(5), withdraw: 9_000 },
      { at: day(6), withdraw: 500 },
      { at: day(9), withdraw: 3_000 },
      { at: day(11), withdraw: 4_000 },
      { at: day(12), withdraw: 20_000 },
    ];
    const ran = run(flows, { ...STILL, liquidityAt }, reserved);
    // On day 11 less than half of it goes; on day 12 twice of it, which is filled in the same step.
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
