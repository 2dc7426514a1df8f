import {
  HOUR_MS,
  cexConfig,
  fundingSeries,
  hedgeVenues,
  perpPositionId,
  perpSymbol,
  type AccountIndex,
  type AccountTable,
  type DataProvider,
  type EpochMs,
  type FieldIndex,
  type RunConfig,
  type SeriesIndex,
} from '@basis/core-types';
import type { PortfolioValues } from './portfolio-values.js';
import type { PositionMonitor } from './position-monitor.js';

interface FundedPerp {
  readonly account: AccountIndex;
  readonly node: number;
  readonly rate: FieldIndex;
  readonly stamps: SeriesIndex;
  readonly intervalMs: number;
}

/**
 * Funding earned since the last stamp, at that stamp's rate: an estimate for the reader. Equity takes funding only when
 * it is paid.
 */
export class AccruedFunding {
  readonly #perps: readonly FundedPerp[];
  readonly #positions: PositionMonitor;
  readonly #values: PortfolioValues;
  readonly #data: DataProvider;

  constructor(
    config: RunConfig,
    accounts: AccountTable,
    positions: PositionMonitor,
    values: PortfolioValues,
    data: DataProvider,
  ) {
    this.#positions = positions;
    this.#values = values;
    this.#data = data;
    this.#perps = hedgeVenues(config).map((venue) => {
      const symbol = perpSymbol(config, venue);
      const account = accounts.index(perpPositionId(venue, symbol));
      const stamps = fundingSeries(venue, symbol);
      return {
        account,
        node: values.nodeOfAccount[account]!,
        rate: data.field(stamps, 'rate'),
        stamps: data.find(stamps)!.index,
        intervalMs: cexConfig(config, venue).futures!.funding_interval_hours * HOUR_MS,
      };
    });
  }

  /** Writes the estimate, in share-class currency, to `out[at]`. */
  estimate(now: EpochMs, out: Float64Array, at: number): void {
    const view = this.#data.getData(now);
    let accrued = 0;
    for (let i = 0; i < this.#perps.length; i++) {
      const perp = this.#perps[i]!;
      const position = this.#positions.quantities[perp.account]!;
      if (position === 0) continue;
      const elapsed = (now - view.visibleSince(perp.stamps)) / perp.intervalMs;
      // Before the first stamp no rate is known.
      if (elapsed === Infinity) continue;
      accrued -=
        position *
        this.#values.tree.value(perp.node) *
        view.value(perp.rate) *
        Math.min(1, elapsed);
    }
    out[at] = accrued;
  }
}
