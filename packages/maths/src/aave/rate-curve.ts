/** A reserve's two-slope curve (DefaultReserveInterestRateStrategyV2), in fractions: 0.09 is 9 % a year. */
export interface RateCurve {
  readonly baseApr: number;
  readonly slope1Apr: number;
  readonly slope2Apr: number;
  readonly optimalUtilisation: number;
}

/** Share of a reserve's funds that is lent out; 0 where nothing is. Both amounts in one unit. */
export function utilisationOf(availableAmount: number, debtAmount: number): number {
  return debtAmount === 0 ? 0 : debtAmount / (availableAmount + debtAmount);
}

/** What borrowers pay a year, as a fraction. */
export function borrowRateApr(curve: RateCurve, utilisation: number): number {
  const { baseApr, slope1Apr, slope2Apr, optimalUtilisation } = curve;
  if (utilisation <= optimalUtilisation) {
    return baseApr + (slope1Apr * utilisation) / optimalUtilisation;
  }
  const excess = (utilisation - optimalUtilisation) / (1 - optimalUtilisation);
  return baseApr + slope1Apr + slope2Apr * excess;
}

/** What suppliers earn a year, as a fraction: the borrowers' rate on what is lent, less the treasury's share. */
export function supplyRateApr(
  borrowApr: number,
  utilisation: number,
  reserveFactor: number,
): number {
  return borrowApr * utilisation * (1 - reserveFactor);
}
