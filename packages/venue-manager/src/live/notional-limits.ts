import type { RunConfig, VenueId } from '@basis/core-types';
import { amountText } from './amount-text.js';

type Worth = ReadonlyMap<VenueId, number>;

/** Differences of sums that come from binary fractions. */
const ROUNDING = 1e-9;

/** What a plan would make the shorts worth beyond what configuration allows. What it makes no larger may stay as it is. */
export function notionalFindings(before: Worth, after: Worth, config: RunConfig): string[] {
  const { max_venue_notional } = config.component_config.venue_manager;
  const { max_total_notional } = config.component_config.strategy_manager;
  const findings: string[] = [];
  for (const [venue, worth] of after) {
    if (isBeyond(before.get(venue) ?? 0, worth, max_venue_notional))
      findings.push(
        `The shorts at ${venue} would be worth ${amountText(worth)}, above max_venue_notional ${max_venue_notional}`,
      );
  }
  const worth = totalOf(after);
  if (isBeyond(totalOf(before), worth, max_total_notional))
    findings.push(
      `All shorts would be worth ${amountText(worth)}, above max_total_notional ${max_total_notional}`,
    );
  return findings;
}

function totalOf(worth: Worth): number {
  return [...worth.values()].reduce((sum, one) => sum + one, 0);
}

/** Where something has no price, nothing can be told of its worth: then it counts as beyond. */
function isBeyond(before: number, after: number, most: number | null): boolean {
  return most !== null && !(after <= Math.max(before, most) * (1 + ROUNDING));
}
