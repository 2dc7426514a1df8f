import type { RateCurve } from './rate-curve.js';
import { BPS_ONE, RAY, percentMul, rayDiv, rayMul } from './ray.js';

/** `RateCurve` in ray. */
export interface RateCurveRay {
  readonly baseRay: bigint;
  readonly slope1Ray: bigint;
  readonly slope2Ray: bigint;
  readonly optimalUtilisationRay: bigint;
}

const RAY_PER_BPS = RAY / BPS_ONE;
const bpsRay = (fraction: number) => BigInt(Math.round(fraction * 10_000)) * RAY_PER_BPS;

/** The curve in ray, to the nearest basis point: the contract stores no finer one. */
export function rateCurveRay(curve: RateCurve): RateCurveRay {
  return {
    baseRay: bpsRay(curve.baseApr),
    slope1Ray: bpsRay(curve.slope1Apr),
    slope2Ray: bpsRay(curve.slope2Apr),
    optimalUtilisationRay: bpsRay(curve.optimalUtilisation),
  };
}

/** Share of a reserve's funds that is lent out, in ray, half up; 0 where nothing is. */
export function utilisationRay(availableWei: bigint, debtWei: bigint): bigint {
  return debtWei === 0n ? 0n : rayDiv(debtWei, availableWei + debtWei);
}

/** What borrowers pay a year, in ray: every step half up, in the contract's order. */
export function borrowRateRay(curve: RateCurveRay, utilisation: bigint): bigint {
  const { baseRay, slope1Ray, slope2Ray, optimalUtilisationRay } = curve;
  if (utilisation <= optimalUtilisationRay) {
    return baseRay + rayDiv(rayMul(slope1Ray, utilisation), optimalUtilisationRay);
  }
  const excess = rayDiv(utilisation - optimalUtilisationRay, RAY - optimalUtilisationRay);
  return baseRay + slope1Ray + rayMul(slope2Ray, excess);
}

/** What suppliers earn a year, in ray, half up. `reserveFactorBps` is the treasury's share of the interest. */
export function supplyRateRay(
  borrowRay: bigint,
  utilisation: bigint,
  reserveFactorBps: bigint,
): bigint {
  return percentMul(rayMul(borrowRay, utilisation), BPS_ONE - reserveFactorBps);
}
