import type { SeriesKind } from '@basis/core-types';

/** The one column of a kind that holds text instead of numbers. */
const TEXT_COLUMNS: Partial<Record<SeriesKind, string>> = { rewards: 'token' };

export function textColumnOf(kind: SeriesKind): string | undefined {
  return TEXT_COLUMNS[kind];
}
