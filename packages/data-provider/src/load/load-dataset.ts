import type { CheckOptions } from '../checks/check-series.js';
import { createDataProvider } from '../provider/create-data-provider.js';
import type { MarketDataProvider } from '../provider/market-data-provider.js';
import { readDataset, type ReadOptions } from './read-dataset.js';

export interface LoadOptions extends ReadOptions, CheckOptions {
  /** Views refuse to be read once the clock has moved on. */
  readonly debug?: boolean;
}

/**
 * A dataset folder as a data provider, checked.
 *
 * @example
 * const provider = await loadDataset('data/sample', { series: requiredSeries(config) });
 */
export async function loadDataset(
  dir: string,
  options: LoadOptions = {},
): Promise<MarketDataProvider> {
  const { name, synthetic, series } = await readDataset(dir, options);
  return createDataProvider({ ...options, name, synthetic, series });
}
