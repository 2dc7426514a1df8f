import type { Rule } from './rule.js';

/** Strategy actions are mapped only to venue actions that are supported. */
export const actionMappingRule: Rule = ({ components }, report) => {
  const manager = components.venue_manager;
  if (manager === undefined) return;
  const supported: readonly string[] = manager.supported_actions;
  for (const [action, sequence] of Object.entries(manager.action_mapping)) {
    sequence.forEach((step, index) => {
      if (supported.includes(step)) return;
      report(
        ['component_config', 'venue_manager', 'action_mapping', action, index],
        step,
        `must be one of supported_actions (${supported.join(', ')})`,
      );
    });
  }
};
