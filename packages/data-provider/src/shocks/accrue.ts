import { compoundedGrowth, linearGrowth } from '@basis/maths';
import type { NumericColumn } from '../series/series-input.js';

/** Which columns a side of a reserve has, and how its index grows. */
const SIDES = {
  supply: { rate: 'supply_apr', index: 'liquidity_index', grow: linearGrowth },
  borrow: { rate: 'borrow_apr', index: 'variable_borrow_index', grow: compoundedGrowth },
} as const;

/**
 * A yearly rate raised for some rows, and the index that follows from it. A rate holds from its row to the next, so that
 * from there on, and for good, the index is larger by as much as the raised rate grows faster over that time. The factor
 * only rises, so an index that did not fall does not fall now.
 */
export function accrue(
  addedApr: number,
  side: keyof typeof SIDES,
  timesMs: Float64Array,
  column: (name: string) => NumericColumn | undefined,
  isHit: (row: number) => boolean,
): Record<string, Float64Array> {
  const { rate, index, grow } = SIDES[side];
  const [rates, indexes] = [column(rate), column(index)];
  if (rates === undefined || indexes === undefined) return {};
  const raised = Float64Array.from(rates, (apr, row) => (isHit(row) ? apr + addedApr : apr));
  const grown = Float64Array.from(indexes);
  let factor = 1;
  for (let row = 1; row < grown.length; row++) {
    if (isHit(row - 1)) {
      const elapsedMs = timesMs[row]! - timesMs[row - 1]!;
      factor *= grow(raised[row - 1]!, elapsedMs) / grow(rates[row - 1]!, elapsedMs);
    }
    grown[row] = indexes[row]! * factor;
  }
  return { [rate]: raised, [index]: grown };
}
