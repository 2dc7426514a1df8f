import { ATTRIBUTION_TERMS, isoTime } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { EventDrivenStrategyEngine } from '../event-driven-strategy-engine.js';
import {
  CAPITAL,
  GROWING,
  STILL,
  at,
  day,
  growing,
  lendAlways,
  run,
  unitValues,
  withGas,
  type Flows,
} from '../testing/flow-run.js';
import {
  DAY_MS,
  LENDING_START_MS,
  gaslessConfig,
  lendingMarket,
} from '../testing/lending-market.js';

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
    const ran = run(flows, shape, withGas);
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

describe('what is told of a step in which a withdrawal was paid', () => {
  it('is how things stand after the payment', () => {
    const exposures: Record<string, number>[] = [];
    const engine = new EventDrivenStrategyEngine({
      config: gaslessConfig((draft) => {
        draft.flows = [{ at: day(1), withdraw: 30_000 }];
        draft.component_config.strategy_manager = lendAlways;
      }),
      dataProvider: lendingMarket(STILL),
      events: {
        wants: (type) => type === 'timestep',
        emit: ({ data }) => {
          const { by_venue } = data['exposure'] as { by_venue: Record<string, number> };
          exposures.push(by_venue);
        },
      },
    });
    engine.runBacktestSync(day(0), day(1));
    expect(exposures.at(-1)).toEqual({ alchemy: 0, aave_v3: 70_000, in_transit: 0, investors: 0 });
  });
});
