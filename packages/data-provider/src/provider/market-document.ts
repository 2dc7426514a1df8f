import type { DataProvider, EpochMs, Json, JsonObject, SeriesId } from '@basis/core-types';
import { textColumnOf } from '../series/text-columns.js';

/** When the visible row of a series became visible; beside its columns, none of which has this name. */
export const SINCE = 'since_ms';

/**
 * The market at a moment as plain JSON: by series, every column and when its row became visible; null for what is not
 * visible yet. Columns that follow from the series' past are among them, so that nothing else is needed to show it again.
 */
export function marketDocument(
  data: DataProvider,
  timeMs: EpochMs,
  ids: readonly SeriesId[] = data.series.map(({ id }) => id),
): JsonObject {
  const document: Record<string, JsonObject> = {};
  for (const id of ids) {
    const info = data.find(id);
    if (info === undefined) continue;
    const text = textColumnOf(info.kind);
    // Asked for first: it may be a column that nobody has needed up to now.
    const fields = info.columns.map((column) => (column === text ? -1 : data.field(id, column)));
    const view = data.getData(timeMs);
    const row: Record<string, Json> = { [SINCE]: plain(view.visibleSince(info.index)) };
    info.columns.forEach((column, i) => {
      row[column] =
        column === text ? (data.text?.(info.index) ?? '') : plain(view.value(fields[i]!));
    });
    document[id] = row;
  }
  return document;
}

function plain(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
