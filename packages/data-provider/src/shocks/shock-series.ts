import { ComponentError, type SeriesId, type Shock } from '@basis/core-types';
import type { NumericColumn, SeriesInput } from '../series/series-input.js';
import { accrue } from './accrue.js';

type Say = (problem: string) => void;

/**
 * The series with shocks on them, each on what those before it left; what no shock touches is the same object. Throws
 * DATA-006 naming every shock that finds no series, column or row.
 */
export function shockSeries(
  series: readonly SeriesInput[],
  shocks: readonly Shock[],
): SeriesInput[] {
  const problems: string[] = [];
  let shocked = [...series];
  shocks.forEach((shock, index) => {
    const say: Say = (problem) => problems.push(`data[${index}], ${shock.series}: ${problem}`);
    if (!series.some(({ id }) => matches(shock.series, id))) {
      say(`matches no series; the run reads ${series.map(({ id }) => id).join(', ')}`);
    }
    shocked = shocked.map((one) => (matches(shock.series, one.id) ? apply(one, shock, say) : one));
  });
  if (problems.length > 0) {
    throw new ComponentError('DATA-006', { message: problems.join('\n'), context: { problems } });
  }
  return shocked;
}

/** A * stands for one part of the path, whatever it is. */
function matches(pattern: string, id: SeriesId): boolean {
  const [wanted, parts] = [pattern.split('/'), id.split('/')];
  return (
    wanted.length === parts.length && wanted.every((part, i) => part === '*' || part === parts[i])
  );
}

/** The series with the shock on it, or as it was where the shock does not fit. */
function apply(series: SeriesInput, shock: Shock, say: Say): SeriesInput {
  const [from, until] = [Date.parse(shock.from), Date.parse(shock.until)];
  const times = Float64Array.from(series.timestampsMs);
  const isHit = (row: number) => times[row]! >= from && times[row]! < until;
  if (!times.some((_, row) => isHit(row))) {
    say(`${series.id} has no row from ${shock.from} to ${shock.until}`);
    return series;
  }
  const column = (name: string): NumericColumn | undefined => {
    const found = Object.hasOwn(series.columns, name) ? series.columns[name] : undefined;
    if (found !== undefined && typeof found[0] !== 'string') return found as NumericColumn;
    say(`${series.id} has no column ${name}; there are ${Object.keys(series.columns).join(', ')}`);
    return undefined;
  };
  const changed =
    shock.accrue_apr === undefined
      ? changeRows(shock, column, isHit)
      : accrue(shock.accrue_apr, shock.side!, times, column, isHit);
  return { ...series, columns: { ...series.columns, ...changed } };
}

/** The columns that the shock names, with its rows changed. */
function changeRows(
  shock: Shock,
  column: (name: string) => NumericColumn | undefined,
  isHit: (row: number) => boolean,
): Record<string, Float64Array> {
  const { columns = [], multiply = 1, add = 0, set, copy } = shock;
  const source = copy === undefined ? undefined : column(copy);
  const changed: Record<string, Float64Array> = {};
  for (const name of columns) {
    const values = column(name);
    if (values === undefined) continue;
    changed[name] = Float64Array.from(values, (value, row) =>
      isHit(row) ? (source?.[row] ?? set ?? value * multiply + add) : value,
    );
  }
  return changed;
}
