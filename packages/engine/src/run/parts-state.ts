import type { EpochMs, JsonObject } from '@basis/core-types';
import type { BacktestComponents } from '../parts/backtest-components.js';
import type { EngineComponents } from '../parts/component-factory.js';

/** What the monitoring of any run remembers from step to step. */
export function saveParts(parts: EngineComponents): JsonObject {
  return {
    position_monitor: parts.position_monitor.save(),
    pnl_calculator: parts.pnl_calculator.save(),
    position_update_handler: parts.position_update_handler.save(),
    values: parts.values.tree.save(),
    is_reserve_low_told: parts.reserveWatch.save(),
  };
}

export function loadParts(parts: EngineComponents, state: JsonObject): void {
  const saved = state as Record<string, JsonObject>;
  parts.position_monitor.load(saved['position_monitor'] as unknown as number[]);
  parts.pnl_calculator.load(saved['pnl_calculator']!);
  parts.position_update_handler.load(saved['position_update_handler']!);
  parts.values.tree.load(saved['values'] as unknown as { value: number[]; scale: number[] });
  parts.reserveWatch.load(state['is_reserve_low_told'] as boolean);
}

export function saveBacktestParts(parts: BacktestComponents): JsonObject {
  return {
    ...saveParts(parts),
    execution_manager: parts.execution_manager.save(),
    world: parts.world.save(),
    flows: parts.flows.save(),
    funding_conventions: parts.fundingConventions.save(),
    recorder: parts.recorder.save(),
  };
}

/** The recorder comes last: it looks at the others. */
export function loadBacktestParts(parts: BacktestComponents, state: JsonObject): void {
  const saved = state as Record<string, JsonObject>;
  loadParts(parts, state);
  parts.execution_manager.load(saved['execution_manager']!);
  parts.world.load(saved['world']!);
  parts.flows.load(saved['flows']!, state['last_step_ms'] as EpochMs | null);
  parts.fundingConventions.load(saved['funding_conventions'] as unknown as number[]);
  parts.recorder.load(saved['recorder']!);
}
