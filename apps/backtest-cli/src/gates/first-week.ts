import { findingText } from '@basis/cli';
import { ComponentError, DAY_MS, type RunConfig } from '@basis/core-types';
import type { MarketDataProvider } from '@basis/data-provider';
import { EventDrivenStrategyEngine, type TimeRange } from '@basis/engine';
import { nodeHost } from '@basis/engine/node';
import type { Gate, GateFinding } from '@basis/health';

const PERIOD_MS = 7 * DAY_MS;
/** What the accounting itself allows, relative to equity. */
const RESIDUAL_ALLOWED = 1e-9;

/** Runs the mode over its first week: it must come to its end with nothing left unexplained. */
export function firstWeekGate(config: RunConfig, data: MarketDataProvider, range: TimeRange): Gate {
  return {
    category: 'e2e_strategies',
    name: 'first_week_completes',
    check: () => {
      const end = Math.min(range.startMs + PERIOD_MS, range.endMs);
      const engine = new EventDrivenStrategyEngine({
        config,
        dataProvider: data,
        host: nodeHost(),
      });
      try {
        const { summary } = engine.runBacktestSync(range.startMs, end);
        const scale = Math.max(summary.final_equity, summary.initial_equity);
        return [...judge(summary.status === 'complete', Math.abs(summary.pnl.residual) / scale)];
      } catch (error) {
        if (!(error instanceof ComponentError)) throw error;
        return [{ severity: 'error', message: findingText(error) }];
      }
    },
  };
}

function* judge(isComplete: boolean, residual: number): Generator<GateFinding> {
  if (!isComplete) yield { severity: 'error', message: 'The run did not come to its end' };
  if (!(residual <= RESIDUAL_ALLOWED)) {
    const message = `A residual of ${residual} of equity has no cause; ${RESIDUAL_ALLOWED} is allowed`;
    yield { severity: 'error', message };
  }
}
