import type { Rule } from './rule.js';

/** Safeguards may be switched off in a backtest only. */
export const safeguardsRule: Rule = ({ values, components }, report) => {
  if (values.execution_mode !== 'live') return;
  if (components.venue_manager?.enable_reconciliation === false) {
    report(
      ['component_config', 'venue_manager', 'enable_reconciliation'],
      false,
      'must be true in live execution',
    );
  }
  if (components.execution_interface_manager?.enable_atomic_chaining === false) {
    report(
      ['component_config', 'execution_interface_manager', 'enable_atomic_chaining'],
      false,
      'must be true in live execution',
    );
  }
};
