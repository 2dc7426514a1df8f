import type { EpochMs, JsonObject } from '@basis/core-types';
import type { EngineComponents } from '../parts/component-factory.js';

/** What the components of a run remember from step to step. */
export function saveParts(parts: EngineComponents): JsonObject {
  return {
    position_monitor: parts.position_monitor.save(),
    pnl_calculator: parts.pnl_calculator.save(),
    position_update_handler: parts.position_update_handler.save(),
    execution_manager: parts.execution_manager.save(),
    values: parts.values.tree.save(),
    world: parts.world.save(),
    flows: parts.flows.save(),
    is_reserve_low_told: parts.reserveWatch.save(),
    funding_conventions: parts.fundingConventions.save(),
    recorder: parts.recorder.save(),
  };
}

/** The recorder comes last: it looks at the others. */
export function loadParts(parts: EngineComponents, state: JsonObject): void {
  const saved = state as Record<string, JsonObject>;
  parts.position_monitor.load(saved['position_monitor'] as unknown as number[]);
  parts.pnl_calculator.load(saved['pnl_calculator']!);
  parts.position_update_handler.load(saved['position_update_handler']!);
  parts.execution_manager.load(saved['execution_manager']!);
  parts.values.tree.load(saved['values'] as unknown as { value: number[]; scale: number[] });
  parts.world.load(saved['world']!);
  parts.flows.load(saved['flows']!, state['last_step_ms'] as EpochMs | null);
  parts.reserveWatch.load(state['is_reserve_low_told'] as boolean);
  parts.fundingConventions.load(saved['funding_conventions'] as unknown as number[]);
  parts.recorder.load(saved['recorder']!);
}
