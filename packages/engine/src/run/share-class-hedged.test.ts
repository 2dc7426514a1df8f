/** A run counted in ETH that holds dollars too: ETH sold at an exchange, and a short against what is left of it. */
import {
  HOLD,
  exampleRunConfig,
  type CexVenueConfig,
  type Decision,
  type JsonObject,
  type RunConfigInput,
  type Strategy,
  type StrategyView,
} from '@basis/core-types';
import { createDataProvider } from '@basis/data-provider';
import { builtInStrategies } from '@basis/strategies';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventDrivenStrategyEngine } from '../event-driven-strategy-engine.js';

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2024, 0, 1);
const DAYS = 60;
const END_MS = START_MS + DAYS * DAY_MS;
const MODE = 'half_hedged';

const days = Array.from({ length: DAYS + 1 }, (_, day) => day);
const spot = days.map((day) => 2_000 * (1 + 0.2 * Math.abs(((day % 20) - 10) / 10)));
const mark = spot.map((price, day) => price * (1 + 2e-4 * ((day % 7) - 3)));

function market() {
  const candles = (
    close: readonly number[],
    more: Readonly<Record<string, readonly number[]>>,
  ) => ({
    timestampsMs: days.map((day) => START_MS + (day - 1) * DAY_MS),
    intervalMs: DAY_MS,
    columns: { open: close, high: close, low: close, close, ...more },
  });
  const timestampsMs = days.map((day) => START_MS + day * DAY_MS);
  return createDataProvider({
    name: 'ETH at an exchange',
    synthetic: true,
    series: [
      { id: 'spot/binance/ETH-USDT', ...candles(spot, { volume: spot }) },
      { id: 'perp/binance/ETH-USDT', ...candles(mark, { index: spot }) },
      {
        id: 'funding/binance/ETH-USDT',
        timestampsMs,
        columns: { rate: days.map((day) => 1e-4 * ((day % 5) - 1)) },
      },
      {
        id: 'gas/ethereum',
        timestampsMs,
        columns: { base_fee_gwei: days.map(() => 20), priority_fee_gwei: days.map(() => 0) },
      },
    ],
  });
}

function config(): RunConfigInput {
  const input = exampleRunConfig();
  const { spot: trading, futures } = input.venue_configs['binance'] as CexVenueConfig;
  trading!.instruments['ETH-USDT'] = trading!.instruments['BTC-USDT']!;
  futures!.instruments['ETH-USDT'] = futures!.instruments['BTC-USDT']!;
  input.component_config.venue_manager.action_mapping['entry_full'] = [
    'cex_spot_sell',
    'transfer',
    'cex_perp_short',
  ];
  return { ...input, mode: MODE, share_class: 'ETH', asset: 'ETH', initial_capital: 100 };
}

/** On the third day sells 30 ETH, sends the dollars to the margin and shorts 40 more; later covers a half. */
const strategy: Strategy = {
  mode: MODE,
  initial: () => ({}),
  decide({ nowMs, spot: { priceQuote } }: StrategyView): Decision {
    const day = (nowMs - START_MS) / DAY_MS;
    if (day !== 3 && day !== 40) return HOLD;
    const head = { priority: 30, reason: 'a test' };
    if (day === 40) {
      const legs = [{ does: 'cover', role: 'hedge', token: 'ETH', amount: 20 }] as const;
      return { ...head, action: 'exit_partial', legs };
    }
    const amount = 29 * priceQuote;
    return {
      ...head,
      action: 'entry_full',
      legs: [
        { does: 'sell', role: 'spot', token: 'ETH', amount: 30 },
        { does: 'move', role: 'spot', to: 'hedge[0]', token: 'USDT', amount },
        { does: 'short', role: 'hedge', token: 'ETH', amount: 40 },
      ],
    };
  },
};

const engine = () =>
  new EventDrivenStrategyEngine({
    config: { ...config(), interval: '1d' },
    dataProvider: market(),
    strategies: builtInStrategies().register(MODE, () => strategy),
  });
const whole = engine().runBacktestSync(START_MS, END_MS);

describe('a run in ETH with dollars in it', () => {
  it('identity 26: is what it holds, counted in dollars, over the price of ETH at every moment', () => {
    const column = (name: string) => whole.results!.column(name);
    const equity = column('equity');
    expect(whole.summary.executions).toBe(4);
    expect(column('binance:perp:ETH-USDT')[39]).toBe(-40);
    days.forEach((day) => {
      const dollars =
        (column('binance:spot:ETH')[day]! + column('alchemy:wallet:ETH')[day]!) * spot[day]! +
        column('binance:perp:ETH-USDT')[day]! * mark[day]! +
        column('binance:perp_value:ETH-USDT')[day]! +
        column('binance:spot:USDT')[day]! +
        column('binance:margin:USDT')[day]!;
      expect(dollars / spot[day]! / equity[day]!).toBeCloseTo(1, 12);
      expect(Math.abs(column('residual')[day]!)).toBeLessThan(1e-9 * 100);
    });
  });

  it('earns funding in ETH, at the price of ETH of the stamp, and is exposed to what it holds of it', () => {
    const { pnl } = whole.summary;
    const position = whole.results!.column('binance:perp:ETH-USDT');
    // Held through the stamp: what was there the day before.
    const funding = days.slice(1).reduce((sum, day) => {
      const rate = 1e-4 * ((day % 5) - 1);
      return sum - position[day - 1]! * (mark[day]! / spot[day]!) * rate;
    }, 0);
    expect(pnl.funding).toBeCloseTo(funding, 10);
    const delta = whole.results!.column('net_delta_ETH');
    expect(delta[39]).toBeCloseTo(100 - 30 - 40, 12);
  });

  it('split anywhere and resumed gives the result of the whole', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: DAYS - 1 }), (day) => {
        const first = engine();
        first.runBacktestSync(START_MS, START_MS + day * DAY_MS);
        const state = JSON.parse(JSON.stringify(first.save())) as JsonObject;
        const { summary } = engine().resume(state).runBacktestSync(undefined, END_MS);
        expect({ ...summary, wall_ms: 0 }).toEqual({ ...whole.summary, wall_ms: 0 });
      }),
      { numRuns: 20 },
    );
  });
});
