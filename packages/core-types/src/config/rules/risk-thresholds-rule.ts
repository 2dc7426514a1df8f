import { plannedLeverage } from '../schema.js';
import type { Rule } from './rule.js';

/** Thresholds stand in order, and a freshly opened hedge, whose margin ratio is 1 / hedge_leverage, lies between them. */
export const riskThresholdsRule: Rule = ({ values, subscriptions, components }, report) => {
  const risk = components.risk_monitor;
  if (risk === undefined) return;
  const say = (key: keyof typeof risk, allowed: string) => {
    report(['component_config', 'risk_monitor', key], risk[key], allowed);
  };
  const { margin_ratio_critical: critical, margin_ratio_low: low, margin_ratio_high: high } = risk;
  if (critical >= low)
    say('margin_ratio_critical', `must be below margin_ratio_low, which is ${low}`);
  if (low >= high) say('margin_ratio_low', `must be below margin_ratio_high, which is ${high}`);
  if (risk.delta_drift_warning >= risk.delta_drift_critical) {
    say(
      'delta_drift_warning',
      `must be below delta_drift_critical, which is ${risk.delta_drift_critical}`,
    );
  }
  if (risk.health_factor_critical >= risk.health_factor_warning) {
    say(
      'health_factor_critical',
      `must be below health_factor_warning, which is ${risk.health_factor_warning}`,
    );
  }
  if (risk.lst_discount_warning >= risk.lst_discount_critical) {
    say(
      'lst_discount_warning',
      `must be below lst_discount_critical, which is ${risk.lst_discount_critical}`,
    );
  }
  const { hedge_leverage, stake_allocation_eth = null } = values;
  if (
    hedge_leverage === undefined ||
    subscriptions === undefined ||
    subscriptions.cex_futures.length === 0
  )
    return;
  const target = 1 / plannedLeverage({ hedge_leverage, stake_allocation_eth });
  const plan = stake_allocation_eth === null ? '1 / hedge_leverage' : 'margin / ETH on the chain';
  const meaning = `${Number(target.toPrecision(6))}, the margin ratio of a fresh hedge (${plan})`;
  if (low >= target) say('margin_ratio_low', `must be below ${meaning}`);
  if (high <= target) say('margin_ratio_high', `must be above ${meaning}`);
};
