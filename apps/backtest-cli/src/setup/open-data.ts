import type { LoadedScenario } from '@basis/config';
import type { RunConfig } from '@basis/core-types';
import { optionalSeries, requiredSeries, type MarketDataProvider } from '@basis/data-provider';
import { loadDataset } from '@basis/data-provider/load';

/**
 * The series that a run needs, and no others, with the shocks of its scenario on them, checked. Throws DATA-001, DATA-003,
 * DATA-004 or DATA-006.
 */
export async function openData(
  config: RunConfig,
  folder: string,
  scenario?: LoadedScenario,
): Promise<MarketDataProvider> {
  return loadDataset(folder, {
    series: requiredSeries(config),
    optional: optionalSeries(config),
    scenario,
  });
}
