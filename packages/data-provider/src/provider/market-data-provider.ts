import type { DataProvider, SeriesIndex } from '@basis/core-types';
import type { Finding } from '../checks/finding.js';

/** What this package's providers offer beyond the port. */
export interface MarketDataProvider extends DataProvider {
  /** The text of the row now visible, such as the token of a reward; empty before the first row or without text. */
  text(series: SeriesIndex): string;
  /** What the checks on creation found but let pass. */
  readonly warnings: readonly Finding[];
}
