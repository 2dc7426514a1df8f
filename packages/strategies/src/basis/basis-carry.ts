import type { StrategyView } from '@basis/core-types';

/** What shorts are paid a year, per unit of notional, over all venues by allocation; NaN while one has no history. */
export function fundingCarryApr({ hedges }: StrategyView): number {
  let apr = 0;
  for (const { allocation, fundingApr } of hedges) apr += allocation * fundingApr;
  return apr;
}

/** What buying, shorting, covering and selling cost together, per unit of notional. */
export function hedgeCostRate({ spot, hedges }: StrategyView): number {
  let cost = 2 * spot.costRate;
  for (const { allocation, costRate } of hedges) cost += 2 * allocation * costRate;
  return cost;
}
