export { createDataProvider, type DataProviderOptions } from './provider/create-data-provider.js';
export {
  ColumnDataProvider,
  type ColumnDataProviderOptions,
} from './provider/column-data-provider.js';
export { GuardedDataProvider } from './provider/guarded-data-provider.js';
export type { MarketDataProvider } from './provider/market-data-provider.js';
export type { NumericColumn, SeriesInput } from './series/series-input.js';
export { shockSeries } from './shocks/shock-series.js';
export type { SeriesData } from './series/series-data.js';
export { parseSeriesId, type SeriesName } from './series/parse-series-id.js';
export { prepareAll, type PreparedAll } from './series/prepare-all.js';
export { textColumnOf } from './series/text-columns.js';
export { checkSeries, type CheckOptions } from './checks/check-series.js';
export {
  assertCoverage,
  checkCoverage,
  commonRange,
  type Coverage,
  type UsableRange,
} from './checks/check-coverage.js';
export { CHECKS, isError, type CheckName, type Finding, type Severity } from './checks/finding.js';
export { optionalSeries, requiredSeries } from './requirements/required-series.js';
export { marketDocument } from './provider/market-document.js';
export { SnapshotDataProvider } from './provider/snapshot-data-provider.js';
