import {
  HOLD,
  type CexVenueConfig,
  type EngineEvent,
  type Stoppable,
  type StrategyView,
} from '@basis/core-types';
import { builtInStrategies } from '@basis/strategies';
import { describe, expect, it } from 'vitest';
import { EventDrivenStrategyEngine } from '../event-driven-strategy-engine.js';
import { HOUR_MS, MARKET_START_MS, basisConfig, basisMarket } from '../testing/basis-market.js';

const STEPS = 12;
const iso = (hour: number) => new Date(MARKET_START_MS + hour * HOUR_MS).toISOString();
const market = () => basisMarket({ steps: STEPS, spot: () => 42_000 });

type Outage = readonly [from: number, until: number, ...stops: Stoppable[]];

const config = (outages: Readonly<Record<string, readonly Outage[]>>) =>
  basisConfig((draft) => {
    for (const [venue, list] of Object.entries(outages)) {
      draft.venue_configs[venue] = {
        ...(draft.venue_configs[venue] as CexVenueConfig),
        outages: list.map(([from, until, ...stops]) => ({
          from: iso(from),
          until: iso(until),
          stops,
        })),
      };
    }
  });

/** What a strategy that only looks is told, by hour. */
function seen(outages: Parameters<typeof config>[0], look: (view: StrategyView) => boolean) {
  const told: boolean[] = [];
  const strategies = builtInStrategies().register('btc_basis', () => ({
    mode: 'btc_basis',
    initial: () => null,
    decide: (view) => {
      told.push(look(view));
      return HOLD;
    },
  }));
  const options = { config: config(outages), dataProvider: market(), strategies };
  new EventDrivenStrategyEngine(options).runBacktestSync();
  return told;
}

const hoursOf = (told: readonly boolean[]) => told.flatMap((is, hour) => (is ? [] : [hour]));

describe('an outage', () => {
  it('is in the view of the venue’s roles while it lasts, and of no other', () => {
    const outages = { binance: [[2, 4, 'orders']], okx: [[3, 6, 'withdrawals']] } as const;
    expect(hoursOf(seen(outages, ({ spot }) => spot.takesOrders))).toEqual([2, 3]);
    expect(hoursOf(seen(outages, ({ spot }) => spot.paysOut))).toEqual([]);
    expect(hoursOf(seen(outages, ({ hedges }) => hedges[0]!.takesOrders))).toEqual([2, 3]);
    expect(hoursOf(seen(outages, ({ hedges }) => hedges[1]!.takesOrders))).toEqual([]);
    expect(hoursOf(seen(outages, ({ hedges }) => hedges[2]!.takesOrders))).toEqual([]);
    expect(hoursOf(seen(outages, ({ hedges }) => hedges[2]!.paysOut))).toEqual([3, 4, 5]);
  });

  const eventsOf = (outages: Parameters<typeof config>[0]) => {
    const events: EngineEvent[] = [];
    const engine = new EventDrivenStrategyEngine({
      config: config(outages),
      dataProvider: market(),
      events: { wants: (type) => type === 'venue_event', emit: (event) => events.push(event) },
    });
    return {
      engine,
      run: (until?: string) => {
        engine.runBacktestSync(undefined, until);
        return events.map(({ timestampMs, level, data }) => [
          (timestampMs - MARKET_START_MS) / HOUR_MS,
          level,
          data['what'],
          data['venue'],
        ]);
      },
    };
  };

  it('is told when it begins and when it ends, in order of time', () => {
    const { run } = eventsOf({
      okx: [[8.5, 10, 'orders', 'withdrawals']],
      bybit: [
        [9, 9.25, 'withdrawals'],
        [100, 200, 'orders'],
      ],
    });
    expect(run()).toEqual([
      [8.5, 'WARNING', 'outage_begins', 'okx'],
      [9, 'WARNING', 'outage_begins', 'bybit'],
      [9.25, 'INFO', 'outage_ends', 'bybit'],
      [10, 'INFO', 'outage_ends', 'okx'],
    ]);
  });

  it('that began before the run begins with it; one that was over is not told', () => {
    const { run } = eventsOf({
      okx: [
        [-9, -5, 'withdrawals'],
        [-2, 8, 'withdrawals'],
      ],
    });
    expect(run()).toEqual([
      [0, 'WARNING', 'outage_begins', 'okx'],
      [8, 'INFO', 'outage_ends', 'okx'],
    ]);
  });

  it('is told once by a run that was split', () => {
    const outages = { okx: [[8, 10, 'withdrawals']] } as const;
    const first = eventsOf(outages);
    const told = first.run(iso(9));
    const second = eventsOf(outages);
    second.engine.resume(first.engine.save());
    expect([...told, ...second.run()]).toEqual(eventsOf(outages).run());
    expect(told).toHaveLength(1);
  });

  it('that a decision runs into ends the run, and has been told before that', () => {
    const events: string[] = [];
    // Without a look at whether orders are taken.
    const strategies = builtInStrategies().register('btc_basis', ({ mode }) => ({
      mode,
      initial: () => null,
      decide: () => ({
        action: 'entry_full',
        priority: 30,
        reason: 'at any cost',
        legs: [{ does: 'buy', role: 'spot', token: 'BTC', amount: 1 }],
      }),
    }));
    const engine = new EventDrivenStrategyEngine({
      config: config({ binance: [[0, 5, 'orders']] }),
      dataProvider: market(),
      strategies,
      events: { wants: () => true, emit: ({ data }) => events.push(String(data['what'])) },
    });
    expect(() => engine.runBacktestSync()).toThrow('VEN-024');
    expect(events).toContain('outage_begins');
  });
});
