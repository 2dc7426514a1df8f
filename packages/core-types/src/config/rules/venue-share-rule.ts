import { plannedLeverage } from '../schema.js';
import type { Rule } from './rule.js';

/** Between plan and bound, so that prices may move a little before anything has to be brought back. */
const ROOM = 0.02;

/**
 * The plan itself keeps to the bound on what lies at one exchange: what is bought lies at the spot venue, be it on its way
 * to the chain, and the margins lie where the shorts are.
 */
export const venueShareRule: Rule = ({ values, subscriptions, components }, report) => {
  const bound = components.strategy_manager?.max_venue_share;
  const { hedge_allocation: allocation, hedge_leverage, stake_allocation_eth = null } = values;
  if (bound === undefined || bound === 1 || subscriptions === undefined) return;
  if (allocation === undefined || hedge_leverage === undefined) return;
  const [spot] = subscriptions.cex_spot;
  const leverage = plannedLeverage({ hedge_leverage, stake_allocation_eth });
  for (const venue of new Set([...subscriptions.cex_spot, ...subscriptions.cex_futures])) {
    const margin = Object.hasOwn(allocation, venue) ? allocation[venue]! : 0;
    const planned = (margin + (venue === spot ? leverage : 0)) / (1 + leverage);
    if (planned + ROOM <= bound) continue;
    const least = Math.min(1, Math.ceil((planned + ROOM) * 100) / 100);
    report(
      ['component_config', 'strategy_manager', 'max_venue_share'],
      bound,
      `must be at least ${least}: the plan keeps ${Number(planned.toFixed(4))} of the capital at ${venue}`,
    );
  }
};
