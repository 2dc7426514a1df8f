import type { DurationMs } from '@basis/core-types';
import { prepareAll } from '../series/prepare-all.js';
import type { SeriesData } from '../series/series-data.js';
import type { SeriesInput } from '../series/series-input.js';
import { checkCandles } from './check-candles.js';
import { checkDivergence } from './check-divergence.js';
import { checkGaps, DEFAULT_MAX_GAP_MS } from './check-gaps.js';
import { checkGrid } from './check-grid.js';
import { checkOrder } from './check-order.js';
import { checkReserves } from './check-reserves.js';
import { checkRising } from './check-rising.js';
import { checkText } from './check-text.js';
import { checkValues } from './check-values.js';
import { isError, type Finding } from './finding.js';

export interface CheckOptions {
  /** The longest hole in candles that is let pass; 6 hours unless given. */
  readonly maxGapMs?: DurationMs;
}

/** Everything that can be wrong with the rows of series, each alone and beside the others. */
export function checkSeries(inputs: readonly SeriesInput[], options: CheckOptions = {}): Finding[] {
  const { data, findings } = prepareAll(inputs);
  return [...findings, ...checkPrepared(data, options)];
}

export function checkPrepared(all: readonly SeriesData[], options: CheckOptions = {}): Finding[] {
  const maxGapMs = options.maxGapMs ?? DEFAULT_MAX_GAP_MS;
  const findings: Finding[] = [];
  const inOrder: SeriesData[] = [];
  for (const series of all) {
    const order = checkOrder(series);
    findings.push(...order, ...checkValues(series), ...checkText(series));
    findings.push(...checkCandles(series), ...checkReserves(series));
    // What compares neighbours or other series would only repeat a fault of order.
    if (order.some(isError)) continue;
    inOrder.push(series);
    findings.push(...checkRising(series), ...checkGaps(series, maxGapMs));
  }
  findings.push(...checkGrid(inOrder), ...checkDivergence(inOrder));
  return findings;
}
