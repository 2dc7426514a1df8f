import { ComponentError, type Json, type JsonObject } from '@basis/core-types';
import type { EngineComponents } from '../parts/component-factory.js';

interface SavedTree {
  readonly value: readonly number[];
  readonly scale: readonly number[];
}

/**
 * A state that was saved with another configuration, in the numbers of this one: quantities go by the names of their
 * accounts, values by those of their prices. Throws JNL-010 where something would be lost or mean something else.
 */
export function carriedOver(state: JsonObject, parts: EngineComponents): JsonObject {
  const { config, accounts, values } = parts;
  for (const key of ['mode', 'share_class'] as const) {
    if (state[key] !== config[key])
      throw otherConfig(`its ${key} is ${String(state[key])}, that of this run ${config[key]}`);
  }
  const { active, queue } = state['execution_manager'] as { active: Json[]; queue: Json[] };
  if (active.length + queue.length > 0)
    throw otherConfig('a block was under way when it was written');
  const quantities = byName(state['account_ids'], state['position_monitor'] as number[]);
  const ids = accounts.accounts.map(({ id }) => id);
  for (const [id, quantity] of quantities) {
    if (quantity !== 0 && !ids.includes(id))
      throw otherConfig(`${quantity} is held at ${id}, which this configuration does not have`);
  }
  const { value, scale } = state['values'] as unknown as SavedTree;
  const [valueOf, scaleOf] = [byName(state['node_ids'], value), byName(state['node_ids'], scale)];
  return {
    ...state,
    position_monitor: ids.map((id) => quantities.get(id) ?? 0),
    values: {
      value: values.tree.ids.map((id) => valueOf.get(id) ?? 1),
      scale: values.tree.ids.map((id) => scaleOf.get(id) ?? 1),
    },
  };
}

function byName(names: Json | undefined, numbers: readonly number[]): Map<string, number> {
  return new Map((names as readonly string[]).map((name, i) => [name, numbers[i]!]));
}

export function otherConfig(why: string): ComponentError {
  return new ComponentError('JNL-010', {
    message: `The journal cannot be gone on with under another configuration: ${why}`,
    context: { why },
  });
}
