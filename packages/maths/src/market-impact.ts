/**
 * The square-root law: the share of its price that an order of `quantity` moves the market by,
 * coefficient x daily volatility x sqrt(quantity / daily volume). Donier & Bonart, arXiv 1412.4503.
 */
export function marketImpact(
  coefficient: number,
  dailyVolatility: number,
  quantityBase: number,
  dailyVolumeBase: number,
): number {
  return coefficient * dailyVolatility * Math.sqrt(quantityBase / dailyVolumeBase);
}
