import {
  HOUR_MS,
  fundingSeries,
  hedgeAccounts,
  hedgePlaces,
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
    this.#perps = hedgePlaces(config).map((place) => {
      const { position } = hedgeAccounts(place, accounts);
      const stamps = fundingSeries(place.venue, place.symbol);
      return {
        account: position,
        node: values.nodeOfAccount[position]!,
        rate: data.field(stamps, 'rate'),
        stamps: data.find(stamps)!.index,
        intervalMs: place.futures.funding_interval_hours * HOUR_MS,
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
