import type { RunConfig } from '@basis/core-types';
import { optionalSeries, requiredSeries, type MarketDataProvider } from '@basis/data-provider';
import { loadDataset } from '@basis/data-provider/load';

/** The series that a run needs, and no others, checked. Throws DATA-001, DATA-003 or DATA-004. */
export async function openData(config: RunConfig, folder: string): Promise<MarketDataProvider> {
  return loadDataset(folder, {
    series: requiredSeries(config),
    optional: optionalSeries(config),
  });
}
