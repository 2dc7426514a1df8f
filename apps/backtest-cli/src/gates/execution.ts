import type { RunConfig } from '@basis/core-types';
import { executionGate, type Gate } from '@basis/health';

/** Whether what the strategy may name leads to actions that venues may be asked for. */
export function judgeExecution({ component_config }: RunConfig): Gate {
  const { supported_actions, action_mapping } = component_config.venue_manager;
  return executionGate({ supportedActions: supported_actions, actionMapping: action_mapping });
}
