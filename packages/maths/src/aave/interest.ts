/**
 * Interest to the last digit, as MathUtils.sol (v3.6) computes it. `linearGrowth` and `compoundedGrowth` are the same in
 * floats, for the simulator.
 */
import { RAY, rayMul } from './ray.js';

/** Aave's year (MathUtils.sol): 365 days, leap years ignored. */
export const AAVE_YEAR_SECONDS = 31_536_000n;

/** Rate x time, in ray, rounded down. */
function interestRay(rateRay: bigint, seconds: bigint): bigint {
  return (rateRay * seconds) / AAVE_YEAR_SECONDS;
}

/** Growth factor of the supply index, in ray: 1 + x, with x the yearly rate times the time. */
export function linearGrowthRay(rateRay: bigint, seconds: bigint): bigint {
  return RAY + interestRay(rateRay, seconds);
}

/**
 * Growth factor of the debt index, in ray: 1 + x + x^2/2 + x^3/6, with the contract's order of operations, which decides
 * the last digits.
 */
export function compoundedGrowthRay(rateRay: bigint, seconds: bigint): bigint {
  const x = interestRay(rateRay, seconds);
  return RAY + x + rayMul(x, x / 2n + rayMul(x, x / 6n));
}

/** The index after growing by a factor, in ray: half up, the one rounding that favours nobody. */
export function grownIndexRay(indexRay: bigint, growthRay: bigint): bigint {
  return rayMul(growthRay, indexRay);
}
