export { roundToStep, isWholeSteps, dustOf, type Rounding } from './rounding.js';
export {
  sizeProblem,
  splitOrder,
  type OrderSplit,
  type SizeBounds,
  type SizeProblem,
} from './order-size.js';
export { CompensatedSums } from './compensated-sums.js';
export { splitByLargestRemainder, type Share } from './split-by-largest-remainder.js';
export { ReturnStatistics } from './return-statistics.js';
export {
  ValueTree,
  type FactorSource,
  type FieldReader,
  type ValueNodeSpec,
} from './value-tree.js';
export { MarginTable, withdrawableMargin, type NotionalTier } from './margin.js';
export { marketImpact } from './market-impact.js';
export { slippageRate, type ImpactTerms } from './slippage.js';
export {
  AccruedIndex,
  compoundedGrowth,
  indexFloors,
  linearGrowth,
  type AccruedIndexSource,
  type MomentReader,
} from './accrued-index.js';
export {
  BPS_ONE,
  RAY,
  WAD,
  mulDivCeil,
  mulDivFloor,
  percentMul,
  rayDiv,
  rayDivCeil,
  rayDivFloor,
  rayMul,
  rayMulCeil,
  rayMulFloor,
} from './aave/ray.js';
export {
  AAVE_YEAR_SECONDS,
  compoundedGrowthRay,
  grownIndexRay,
  linearGrowthRay,
} from './aave/interest.js';
export { borrowRateApr, supplyRateApr, utilisationOf, type RateCurve } from './aave/rate-curve.js';
export {
  borrowRateRay,
  rateCurveRay,
  supplyRateRay,
  utilisationRay,
  type RateCurveRay,
} from './aave/rate-curve-ray.js';
export {
  debtBalanceWei,
  debtSharesBurned,
  debtSharesMinted,
  supplyBalanceWei,
  supplySharesBurned,
  supplySharesMinted,
} from './aave/shares.js';
export { AaveReserve, type AmountOrAllWei } from './aave/reserve.js';
export { type ReserveParameters, type ReserveState } from './aave/reserve-state.js';
export { ReserveRefusal, type ReserveRefusalReason } from './aave/reserve-refusal.js';
export {
  CLOSE_FACTOR_HEALTH_FACTOR,
  FULL_CLOSE_BELOW_USD,
  MIN_LEFTOVER_USD,
  closeFactorOf,
  liquidationOf,
  type LiquidationInput,
  type LiquidationOutcome,
} from './aave/liquidation.js';
export {
  healthFactorAtLeverage,
  healthFactorOf,
  leverageAtHealthFactor,
} from './aave/health-factor.js';
