import { describe, expect, it } from 'vitest';
import { ComponentError, type JsonObject, type ResultsSink } from '@basis/core-types';
import { EventDrivenStrategyEngine } from '../event-driven-strategy-engine.js';
import { HOUR_MS, MARKET_START_MS, basisConfig, basisMarket } from '../testing/basis-market.js';

const dataProvider = basisMarket({ steps: 200, spot: (i) => 42_000 + (i % 50) });
const config = basisConfig();
const engine = (results?: ResultsSink) =>
  new EventDrivenStrategyEngine({
    config,
    dataProvider,
    ...(results === undefined ? {} : { results }),
  });
const expected = engine().runBacktestSync().summary.result_hash;

/** After the first step: margins are under way, and one row of the hash is open. */
function saved(): JsonObject {
  const one = engine();
  one.updateState(MARKET_START_MS);
  return one.save();
}

type Loose = Record<string, unknown>;

/** The state with the value at a path replaced; `undefined` takes it away. */
function changed(path: string, value: unknown): JsonObject {
  const state = JSON.parse(JSON.stringify(saved())) as Loose;
  const keys = path.split('.');
  const last = keys.pop()!;
  const holder = keys.reduce((below, key) => below[key] as Loose, state);
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return state as JsonObject;
}

function refusal(action: () => unknown): ComponentError {
  try {
    action();
  } catch (error) {
    if (error instanceof ComponentError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

const cycle: Loose = {};
cycle['self'] = cycle;

const PARTS = [
  'start_ms',
  'interval_ms',
  'last_step_ms',
  'strategy_state',
  'position_monitor',
  'pnl_calculator',
  'position_update_handler',
  'execution_manager',
  'values',
  'world',
  'recorder',
];

/** What it is, the state, and what the message names. */
const DAMAGED: readonly (readonly [string, unknown, string])[] = [
  ['null', null, 'null'],
  ['a text', 'state', '"state"'],
  ['a list', [], 'list'],
  ['an empty object', {}, 'version'],
  ['one that holds itself', { ...saved(), world: cycle }, 'JSON'],
  ...PARTS.map((part) => [`one without ${part}`, changed(part, undefined), part] as const),
  ...PARTS.filter((part) => part !== 'last_step_ms').map(
    (part) => [`one whose ${part} is null`, changed(part, null), part] as const,
  ),
  ['a list too short', changed('position_monitor', [1, 2]), 'position_monitor'],
  ['a list too long', changed('world.okx', [0, 0, 0, 0]), 'world.okx'],
  [
    'a sum too few',
    changed('pnl_calculator.sums.lost', [0]),
    'pnl_calculator.sums.lost has 1 entry',
  ],
  ['NaN for a holding', changed('world.binance.0', NaN), 'world.binance.0 is NaN'],
  ['infinity for equity', changed('pnl_calculator.state.0', -Infinity), 'state.0 is -Infinity'],
  ['null for a price', changed('values.value.2', null), 'values.value.2 is null'],
  ['a text for a number', changed('values.scale.2', '1'), 'values.scale.2 is "1"'],
  ['a time that is none', changed('last_step_ms', 'now'), 'last_step_ms'],
  ['a last step before the start', changed('last_step_ms', 0), 'last_step_ms'],
  ['a start that is no whole number', changed('start_ms', 0.5), 'start_ms'],
  ['a last step without any', changed('last_step_ms', null), 'last_step_ms'],
  [
    'a shipment that is none',
    changed('world.in_transit.under_way', [null]),
    'world.in_transit.under_way.0',
  ],
  [
    'a shipment without an amount',
    changed('world.in_transit.under_way', [{ to_venue: 'okx', to_bucket: 'margin' }]),
    'world.in_transit.under_way.0.asset is missing',
  ],
  ['steps that are no count', changed('recorder.steps', -1), 'recorder.steps'],
  ['rows that do not fit the steps', changed('recorder.rows_in_buffer', 7), 'rows_in_buffer'],
  ['a hash that is none', changed('recorder.hash.executions', 'abc'), 'recorder.hash'],
  ['open rows that are cut', changed('recorder.open_rows', [1]), 'recorder.open_rows'],
  ['open rows that are no bytes', changed('recorder.open_rows.3', 256), 'recorder.open_rows'],
  [
    'a strategy state without a part',
    changed('strategy_state.adjusting', undefined),
    'strategy_state.adjusting',
  ],
];

describe('a saved state that was tampered with', () => {
  it.each(DAMAGED)('%s is refused by name, and a good one can follow', (_, state, told) => {
    const started: unknown[] = [];
    const one = engine({
      start: (columns) => void started.push(columns),
      timesteps: () => undefined,
      execution: () => undefined,
    });
    const error = refusal(() => one.resume(state as JsonObject).runBacktestSync());
    expect([error.code, error.message]).toEqual(['EDS-006', expect.stringContaining(told)]);
    expect(started).toEqual([]);
    expect(one.resume(saved()).runBacktestSync().summary.result_hash).toBe(expected);
    expect(started).toHaveLength(1);
  });

  it('is forgotten: the engine runs on its own again', () => {
    const one = engine();
    expect(refusal(() => one.resume({}).runBacktestSync()).code).toBe('EDS-006');
    expect(one.runBacktestSync().summary.result_hash).toBe(expected);
  });

  it('leaves the run that was there as it is', () => {
    const one = engine();
    one.updateState(MARKET_START_MS);
    const before = JSON.stringify(one.save());
    const next = MARKET_START_MS + HOUR_MS;
    expect(refusal(() => one.resume({}).updateState(next)).code).toBe('EDS-006');
    expect(JSON.stringify(one.save())).toBe(before);
    one.updateState(next);
    expect(one.summarySoFar()!.steps).toBe(2);
  });
});

describe('a saved state', () => {
  it('is kept where it is only the end that does not fit', () => {
    const one = engine();
    one.runBacktestSync(MARKET_START_MS, MARKET_START_MS + 9 * HOUR_MS);
    const second = engine().resume(one.save());
    const end = MARKET_START_MS + 5 * HOUR_MS;
    expect(refusal(() => second.runBacktestSync(undefined, end)).code).toBe('EDS-006');
    expect(second.runBacktestSync().summary).toMatchObject({ result_hash: expected });
  });

  it('does not change while the run that saved it goes on', () => {
    const one = engine();
    one.updateState(MARKET_START_MS);
    const state = one.save();
    const before = JSON.stringify(state);
    for (let i = 1; i < 5; i++) one.updateState(MARKET_START_MS + i * HOUR_MS);
    expect(JSON.stringify(state)).toBe(before);
  });
});
