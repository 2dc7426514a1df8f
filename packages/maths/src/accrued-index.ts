import type { FieldReader } from './value-tree.js';

const YEAR_MS = 31_536_000_000;

/** Growth of a supply over a time at a yearly rate: linear between two touches, as the contract counts. */
export function linearGrowth(rate: number, durationMs: number): number {
  return 1 + (rate * durationMs) / YEAR_MS;
}

/** Growth of a debt over a time at a yearly rate: the contract's three terms of the exponential. */
export function compoundedGrowth(rate: number, durationMs: number): number {
  const x = (rate * durationMs) / YEAR_MS;
  return 1 + x + (x * x) / 2 + (x * x * x) / 6;
}

/** Reads market data and knows its own moment. */
export interface MomentReader extends FieldReader {
  readonly timestampMs: number;
  /** When the row now visible of a series became visible. */
  visibleSince(series: number): number;
}

/** Where the index of a lending reserve is recorded. */
export interface AccruedIndexSource {
  readonly series: number;
  /** Column of the index, of the yearly rate it grows at, and of its floor: see `indexFloors`. */
  readonly index: number;
  readonly rate: number;
  readonly floor: number;
  /** Supply interest is linear since the last sample, debt is compounded, as the contracts do it. */
  readonly growth: 'linear' | 'compounded';
}

/**
 * The index of a lending reserve at any moment: its last sample grown at the last known rate. It never falls: where a new
 * sample is below what the old one had grown to, it stays at that until it is overtaken.
 */
export class AccruedIndex {
  readonly #series: number;
  readonly #index: number;
  readonly #rate: number;
  readonly #floor: number;
  readonly #grow: (rate: number, durationMs: number) => number;

  constructor(source: AccruedIndexSource) {
    this.#series = source.series;
    this.#index = source.index;
    this.#rate = source.rate;
    this.#floor = source.floor;
    this.#grow = growthOf(source.growth);
  }

  value(reader: MomentReader): number {
    const elapsedMs = reader.timestampMs - reader.visibleSince(this.#series);
    const grown = reader.value(this.#index) * this.#grow(reader.value(this.#rate), elapsedMs);
    return Math.max(grown, reader.value(this.#floor));
  }
}

/**
 * The least that the index may be from each row on: what earlier samples had grown to when the row came. Made of earlier
 * rows alone, so it tells nothing of the future.
 */
export function indexFloors(
  timesMs: ArrayLike<number>,
  index: ArrayLike<number>,
  rate: ArrayLike<number>,
  growth: AccruedIndexSource['growth'],
): Float64Array {
  const grow = growthOf(growth);
  const floors = new Float64Array(timesMs.length);
  for (let row = 1; row < timesMs.length; row++) {
    const before = index[row - 1]! * grow(rate[row - 1]!, timesMs[row]! - timesMs[row - 1]!);
    floors[row] = Math.max(floors[row - 1]!, before);
  }
  return floors;
}

function growthOf(growth: AccruedIndexSource['growth']) {
  return growth === 'linear' ? linearGrowth : compoundedGrowth;
}
