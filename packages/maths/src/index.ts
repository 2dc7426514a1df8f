export { roundToStep, isWholeSteps, dustOf, type Rounding } from './rounding.js';
export { CompensatedSums } from './compensated-sums.js';
export { splitByLargestRemainder, type Share } from './split-by-largest-remainder.js';
export { ReturnStatistics } from './return-statistics.js';
export { ValueTree, type ValueNodeSpec, type FieldReader } from './value-tree.js';
export { MarginTable, withdrawableMargin, type MaintenanceTier } from './margin.js';
export {
  AccruedIndex,
  compoundedGrowth,
  indexFloors,
  linearGrowth,
  type AccruedIndexSource,
  type MomentReader,
} from './accrued-index.js';
