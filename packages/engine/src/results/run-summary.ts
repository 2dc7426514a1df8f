import {
  ATTRIBUTION_TERMS,
  YEAR_MS,
  configHash,
  isoTime,
  type DurationMs,
  type EpochMs,
  type RunSummary,
} from '@basis/core-types';
import type { EngineComponents } from '../parts/component-factory.js';
import { flowsUntil } from '../run/investor-flows.js';
import type { TimeRange } from '../run/time-range.js';

/** What the summary needs beside the components themselves. */
export interface SummaryFacts {
  readonly id: string;
  readonly status: RunSummary['status'];
  readonly range: TimeRange;
  readonly lastStepMs: EpochMs;
  readonly wallMs: DurationMs | null;
  /** Steps of this call alone, for its speed; a resumed run has more. */
  readonly stepsThisCall: number;
}

/**
 * As the last row has it, also where a later step failed half-way and moved the components on. Before the first row the
 * capital has not come in yet and nothing has been lost.
 */
export function runSummary(parts: EngineComponents, facts: SummaryFacts): RunSummary {
  const { config, data_provider: data, recorder, position_update_handler: updates } = parts;
  const elapsedMs = facts.lastStepMs - facts.range.startMs;
  const stepsPerYear = YEAR_MS / facts.range.intervalMs;
  const hasBegun = recorder.steps > 0;
  const headline =
    config.headline_equity === 'redemption' ? recorder.equity : recorder.equityLiquidation;
  const totalReturn = hasBegun ? recorder.unitValue - 1 : 0;
  return {
    id: facts.id,
    mode: config.mode,
    ...(config.scenario === undefined ? {} : { scenario: config.scenario }),
    share_class: config.share_class,
    asset: config.asset,
    synthetic: data.synthetic,
    status: facts.status,
    start: isoTime(facts.range.startMs),
    end: isoTime(facts.lastStepMs),
    interval: config.interval,
    steps: recorder.steps,
    initial_equity: config.initial_capital,
    final_equity: hasBegun ? headline : config.initial_capital,
    final_equity_liquidation: hasBegun ? recorder.equityLiquidation : config.initial_capital,
    net_flows: hasBegun ? recorder.netFlows - config.initial_capital : 0,
    flows: hasBegun ? flowsUntil(config.flows, facts.lastStepMs) : 0,
    withdrawals_unpaid: recorder.payable,
    total_return: totalReturn,
    apr: elapsedMs > 0 ? (totalReturn * YEAR_MS) / elapsedMs : 0,
    max_drawdown: recorder.statistics.maxDrawdown,
    sharpe: recorder.statistics.sharpe(stepsPerYear),
    volatility: recorder.statistics.volatility(stepsPerYear),
    pnl: {
      total: hasBegun ? recorder.equity - recorder.netFlows : 0,
      ...(Object.fromEntries(
        ATTRIBUTION_TERMS.map((term, i) => [term, recorder.term(i)]),
      ) as Record<(typeof ATTRIBUTION_TERMS)[number], number>),
    },
    executions: recorder.executions,
    liquidations: updates.liquidations,
    gated_steps: recorder.gatedSteps,
    ...(parts.fundingConventions.sums === undefined
      ? {}
      : { funding_of_a_dollar: parts.fundingConventions.sums }),
    config_hash: configHash(config),
    data_hash: data.dataHash,
    result_hash: recorder.resultHash,
    wall_ms: facts.wallMs,
    steps_per_second:
      facts.wallMs === null || facts.wallMs === 0
        ? null
        : (facts.stepsThisCall * 1000) / facts.wallMs,
  };
}
