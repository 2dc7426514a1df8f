import type { Shock } from '@basis/core-types';
import type { CheckOptions } from '../checks/check-series.js';
import { createDataProvider } from '../provider/create-data-provider.js';
import type { MarketDataProvider } from '../provider/market-data-provider.js';
import { shockSeries } from '../shocks/shock-series.js';
import { readDataset, type ReadOptions } from './read-dataset.js';

export interface LoadOptions extends ReadOptions, CheckOptions {
  /** Views refuse to be read once the clock has moved on. */
  readonly debug?: boolean;
  /** Changed before it is checked; the provider's name then says so, and nobody observed it. */
  readonly scenario?: { readonly name: string; readonly data: readonly Shock[] } | undefined;
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
  const { scenario } = options;
  if (scenario === undefined || scenario.data.length === 0)
    return createDataProvider({ ...options, name, synthetic, series });
  return createDataProvider({
    ...options,
    name: `${name} + ${scenario.name}`,
    synthetic: true,
    series: shockSeries(series, scenario.data),
  });
}
