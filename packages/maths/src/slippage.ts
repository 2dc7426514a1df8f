import { marketImpact } from './market-impact.js';

/** How an instrument's price gives way to size. */
export interface ImpactTerms {
  readonly coefficient: number;
  readonly daily_volatility: number;
  /** Base units a day; null where the volume of the last 24 hours counts. */
  readonly daily_volume_base: number | null;
}

/** The share of the price that a market order loses: a fixed part for the spread, and with `impact` what its size costs. */
export function slippageRate(
  slippageBps: number,
  impact: ImpactTerms | undefined,
  quantityBase: number,
  volume24hBase: number,
): number {
  const spread = slippageBps * 1e-4;
  if (impact === undefined) return spread;
  const { coefficient, daily_volatility, daily_volume_base } = impact;
  const volume = daily_volume_base ?? volume24hBase;
  return spread + marketImpact(coefficient, daily_volatility, quantityBase, volume);
}
