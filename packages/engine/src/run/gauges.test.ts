import { HOLD, type Decision, type Gauges, type Json, type Strategy } from '@basis/core-types';
import { builtInStrategies } from '@basis/strategies';
import { describe, expect, it } from 'vitest';
import { EventDrivenStrategyEngine } from '../event-driven-strategy-engine.js';
import { HOUR_MS, MARKET_START_MS, basisConfig, basisMarket } from '../testing/basis-market.js';

const STEPS = 8;
const [WISH, GATE] = [0, 1];
const last = MARKET_START_MS + (STEPS - 1) * HOUR_MS;
const dataProvider = basisMarket({ steps: 3 * STEPS, spot: () => 42_000 });

/** Fills for an hour and a half: the step after one that trades finds its block still open. */
const config = basisConfig((document) => {
  const binance = document.venue_configs['binance'];
  if (binance?.venue_type === 'cex') binance.fill_at = { when: 'delay', seconds: 5_400 };
});

const BUY: Decision = {
  action: 'rebalance',
  priority: 20,
  reason: 'something',
  legs: [{ does: 'buy', role: 'spot', token: 'BTC', amount: 1 }],
};

/** Writes the hour as a wish, closes its gate from the second hour on, and buys in the fourth. */
class Gauged implements Strategy<Json> {
  readonly mode = 'gauged';
  readonly gauges: Gauges;
  constructor(names = ['wish', 'gate_closed']) {
    this.gauges = { names, values: new Float64Array(names.length) };
  }
  initial(): Json {
    return null;
  }
  decide({ nowMs }: { nowMs: number }): Decision {
    const hour = (nowMs - MARKET_START_MS) / HOUR_MS;
    this.gauges.values[WISH] = hour;
    // Left unwritten in the first two: nothing stays of an earlier step or run.
    if (hour >= 2) this.gauges.values[GATE] = 1;
    return hour === 4 ? BUY : HOLD;
  }
}

const engine = (names?: string[]) =>
  new EventDrivenStrategyEngine({
    config: { ...config, mode: 'gauged' },
    dataProvider,
    strategies: builtInStrategies().register('gauged', () => new Gauged(names)),
  });

describe('gauges of a strategy', () => {
  it('are columns after the health factor, and 0 where nothing is decided', () => {
    const { results } = engine().runBacktestSync(MARKET_START_MS, last);
    const { columnNames: columns } = results!;
    const at = columns.indexOf('health_factor');
    expect(columns.slice(at, at + 4)).toEqual([
      'health_factor',
      'wish',
      'gate_closed',
      'margin_ratio_binance',
    ]);
    // At the fifth hour the order of the fourth waits.
    expect([...results!.column('wish')]).toEqual([0, 1, 2, 3, 4, 0, 6, 7]);
    expect([...results!.column('gate_closed')]).toEqual([0, 0, 1, 1, 1, 0, 1, 1]);
  });

  it('tell how many steps the gate was closed, in one run or two', () => {
    const whole = engine().runBacktestSync(MARKET_START_MS, last).summary;
    expect(whole.gated_steps).toBe(5);
    const first = engine();
    first.runBacktestSync(MARKET_START_MS, MARKET_START_MS + 3 * HOUR_MS);
    const second = engine().resume(first.save()).runBacktestSync(undefined, last).summary;
    expect([second.gated_steps, second.result_hash]).toEqual([5, whole.result_hash]);
  });

  it('of other names close no gate, nor do strategies without any', () => {
    expect(
      engine(['wish', 'other']).runBacktestSync(MARKET_START_MS, last).summary.gated_steps,
    ).toBe(0);
    const strategies = builtInStrategies().register('btc_basis', (run) => ({
      mode: run.mode,
      initial: () => null,
      decide: () => HOLD,
    }));
    const plain = new EventDrivenStrategyEngine({
      config: basisConfig(),
      dataProvider,
      strategies,
    });
    const { results, summary } = plain.runBacktestSync(MARKET_START_MS, last);
    expect(summary.gated_steps).toBe(0);
    const at = results!.columnNames.indexOf('health_factor');
    expect(results!.columnNames[at + 1]).toBe('margin_ratio_binance');
  });
});
