import { ComponentError, type SeriesId } from '@basis/core-types';
import type { SeriesInput } from './series-input.js';

/**
 * Only what a run needs, so that neither its memory nor its data hash depends on the rest of a dataset. Throws
 * DATA-001 naming every needed series that is not there; `optional` ones are taken where they exist.
 */
export function restrictSeries(
  series: readonly SeriesInput[],
  needed: readonly SeriesId[],
  optional: readonly SeriesId[] = [],
): SeriesInput[] {
  const byId = new Map(series.map((one) => [one.id, one]));
  const missing = needed.filter((id) => !byId.has(id));
  if (missing.length > 0) {
    throw new ComponentError('DATA-001', {
      message: `Required series are missing: ${missing.join(', ')}`,
      context: { missing, available: [...byId.keys()].sort() },
    });
  }
  return [...new Set([...needed, ...optional])].flatMap((id) => byId.get(id) ?? []);
}
