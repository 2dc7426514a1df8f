import { splitSymbol } from '@basis/core-types';
import { columnOf, type SeriesData } from '../series/series-data.js';
import type { Finding } from './finding.js';
import { Occurrences } from './occurrences.js';
import { rowFinding } from './row-finding.js';

/** Further apart than any market was: another asset, another unit or a wrong column. */
const LARGEST = 0.25;
const DOLLARS: ReadonlySet<string> = new Set(['USD', 'USDT', 'USDC']);

/** The mark price of a perp stays near its index and near the spot price of the same asset. */
export function checkDivergence(all: readonly SeriesData[]): Finding[] {
  const spots = all.filter((series) => series.kind === 'spot');
  return all
    .filter((series) => series.kind === 'perp')
    .flatMap((perp) => {
      const spot = spots.find((candidate) => isSameAsset(candidate, perp));
      const index = compare(perp, perp.timestampsMs, columnOf(perp, 'index')!, 'its index');
      if (spot === undefined) return index;
      return [...index, ...compare(perp, spot.timestampsMs, columnOf(spot, 'close')!, spot.id)];
    });
}

function isSameAsset(spot: SeriesData, perp: SeriesData): boolean {
  const one = splitSymbol(spot.symbol);
  const other = splitSymbol(perp.symbol);
  return one.base === other.base && DOLLARS.has(one.quote) && DOLLARS.has(other.quote);
}

function compare(
  perp: SeriesData,
  times: Float64Array,
  prices: Float64Array,
  what: string,
): Finding[] {
  const close = columnOf(perp, 'close')!;
  const far = new Occurrences();
  let firstPrice = NaN;
  let other = 0;
  for (let row = 0; row < close.length; row += 1) {
    const time = perp.timestampsMs[row]!;
    while (other < times.length && times[other]! < time) other += 1;
    if (times[other] !== time) continue;
    const price = prices[other]!;
    if (Math.abs(close[row]! - price) <= LARGEST * price) continue;
    if (far.count === 0) firstPrice = price;
    far.add(row);
  }
  return rowFinding(perp, far, {
    check: 'divergence',
    severity: 'warning',
    what: `close ${close[far.first]} is more than ${LARGEST * 100} % away from ${what}, ${firstPrice}`,
    remedy: 'Check that both are the same asset in the same unit.',
  });
}
