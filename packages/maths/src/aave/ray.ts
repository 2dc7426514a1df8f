/**
 * Fixed-point arithmetic as in Aave's WadRayMath and PercentageMath (v3.6), on `bigint`. A ray has 27 decimals, a wad
 * 18, a percentage is in basis points. Names without a suffix round half up; arguments are never negative.
 */

/** One, in ray. */
export const RAY = 10n ** 27n;
/** One, in wad. */
export const WAD = 10n ** 18n;
/** One, in basis points. */
export const BPS_ONE = 10_000n;

/** `a x b / c`, rounded down. */
export function mulDivFloor(a: bigint, b: bigint, c: bigint): bigint {
  return (a * b) / c;
}

/** `a x b / c`, rounded up. */
export function mulDivCeil(a: bigint, b: bigint, c: bigint): bigint {
  return (a * b + c - 1n) / c;
}

/** `a x b / c`, a half rounded up: as the contract does it, by adding the half of `c` that is itself rounded down. */
function mulDivHalfUp(a: bigint, b: bigint, c: bigint): bigint {
  return (a * b + c / 2n) / c;
}

/** A quantity times a ray, half up. */
export function rayMul(a: bigint, bRay: bigint): bigint {
  return mulDivHalfUp(a, bRay, RAY);
}

/** A quantity times a ray, rounded down. */
export function rayMulFloor(a: bigint, bRay: bigint): bigint {
  return mulDivFloor(a, bRay, RAY);
}

/** A quantity times a ray, rounded up. */
export function rayMulCeil(a: bigint, bRay: bigint): bigint {
  return mulDivCeil(a, bRay, RAY);
}

/** A quantity over a ray, half up; of two quantities in one unit, their ratio in ray. */
export function rayDiv(a: bigint, bRay: bigint): bigint {
  return mulDivHalfUp(a, RAY, bRay);
}

/** A quantity over a ray, rounded down. */
export function rayDivFloor(a: bigint, bRay: bigint): bigint {
  return mulDivFloor(a, RAY, bRay);
}

/** A quantity over a ray, rounded up. */
export function rayDivCeil(a: bigint, bRay: bigint): bigint {
  return mulDivCeil(a, RAY, bRay);
}

/** A quantity times basis points, half up. */
export function percentMul(a: bigint, bps: bigint): bigint {
  return mulDivHalfUp(a, bps, BPS_ONE);
}
