/** Runs of pure_lending under a schedule of deposits and withdrawals, by days after the start. */
import { isoTime, type EngineEvent, type RunConfigInput, type RunSummary } from '@basis/core-types';
import type { MemoryResults } from '../results/memory-results.js';
import {
  DAY_MS,
  LENDING_START_MS,
  gaslessConfig,
  lendingEngine,
  lendingMarket,
  type LendingChange,
  type LendingShape,
} from './lending-market.js';

export const CAPITAL = 100_000;
/** The columns of what lies in the wallet and of what is owed. */
export const CASH = 'alchemy:wallet:USDT';
export const OWED = 'investors:payable:USDT';
const HOUR_MS = 3_600_000;

export type Flows = NonNullable<RunConfigInput['flows']>;

/** The time so many days, and hours, after the start. */
export const day = (days: number, hours = 0) =>
  isoTime(LENDING_START_MS + days * DAY_MS + hours * HOUR_MS);
export const growing = (at: number) => 1.03 * (1 + 0.0002 * at);
/** Nothing earned and nothing paid for gas: every dollar stays one. */
export const STILL: LendingShape = { indexAt: () => 1, apr: 0, gwei: 0 };
/** The index grows by more than the rate that is told: it lags by day and is brought up at midnight. */
export const APR = 0.05;
export const GROWING: LendingShape = { indexAt: growing, apr: APR, gwei: 0 };
export const lendAlways = { carry_gate: false };

export function engineFor(
  flows: Flows,
  shape: LendingShape,
  change: LendingChange = () => undefined,
) {
  const config = gaslessConfig((draft) => {
    draft.flows = flows;
    draft.component_config.strategy_manager = lendAlways;
    change(draft);
  });
  return lendingEngine(config, lendingMarket(shape));
}

export interface Ran {
  readonly summary: RunSummary;
  readonly results: MemoryResults;
  readonly events: readonly EngineEvent[];
}

export function run(flows: Flows, shape: LendingShape, change?: LendingChange): Ran {
  const { engine, events } = engineFor(flows, shape, change);
  const { summary, results } = engine.runBacktestSync(day(0), day(20));
  return { summary, results: results!, events };
}

/** The number in a column at a step of so many hours. */
export const at = ({ results }: Ran, column: string, hours: number) =>
  results.column(column)[hours]!;
export const unitValues = ({ results }: Ran) =>
  Array.from(results.column('equity'), (equity, i) => equity / results.column('units')[i]!);
export const told = ({ events }: Ran, what: string) =>
  events
    .filter(({ data }) => data['what'] === what)
    .map(({ timestampMs, data }) => [isoTime(timestampMs), data['amount'] as number]);

/** Pays for gas out of half an ether. */
export const withGas: LendingChange = (draft) => {
  Object.assign(draft.venue_configs['alchemy']!, { gas_reserve_eth: 0.5 });
};
