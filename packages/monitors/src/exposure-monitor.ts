import {
  HealthTracker,
  type AccountTable,
  type EpochMs,
  type JsonObject,
  type RunConfig,
  type VenueId,
} from '@basis/core-types';
import type { PortfolioValues } from './portfolio-values.js';
import type { PositionMonitor } from './position-monitor.js';

/** Net exposure to the configured asset, whole and by venue, in its own units and in share-class currency. */
export class ExposureMonitor {
  readonly asset: string;
  readonly venues: readonly VenueId[];
  readonly health = new HealthTracker('ExposureMonitor');
  readonly #positions: PositionMonitor;
  readonly #values: PortfolioValues;
  readonly #assetNode: number;
  /** Accounts whose value moves with the asset, and the venue each belongs to. */
  readonly #exposed: Int32Array;
  readonly #venueOf: Int32Array;
  readonly #byVenue: Float64Array;
  /** Net delta, and the long side alone, in asset units. */
  readonly #totals = new Float64Array(2);
  readonly #executionMode: string;

  constructor(
    config: RunConfig,
    accounts: AccountTable,
    positions: PositionMonitor,
    values: PortfolioValues,
  ) {
    this.asset = config.asset;
    this.#executionMode = config.execution_mode;
    this.#positions = positions;
    this.#values = values;
    this.#assetNode = values.tree.node(config.asset);
    const exposed = accounts.accounts.filter((account) => {
      const node = values.nodeOfAccount[account.index]!;
      return node >= 0 && values.tree.isBelow(node, this.#assetNode);
    });
    this.venues = [...new Set(exposed.map((account) => account.venue))];
    this.#exposed = Int32Array.from(exposed, (account) => account.index);
    this.#venueOf = Int32Array.from(exposed, (account) => this.venues.indexOf(account.venue));
    this.#byVenue = new Float64Array(this.venues.length);
  }

  updateState(timestampMs: EpochMs): void {
    const { quantities } = this.#positions;
    this.#byVenue.fill(0);
    let net = 0;
    let long = 0;
    for (let i = 0; i < this.#exposed.length; i++) {
      const account = this.#exposed[i]!;
      const quantity = quantities[account]!;
      if (quantity === 0) continue;
      const delta =
        quantity * this.#values.tree.deltaTo(this.#values.nodeOfAccount[account]!, this.#assetNode);
      const venue = this.#venueOf[i]!;
      this.#byVenue[venue] = this.#byVenue[venue]! + delta;
      net += delta;
      if (delta > 0) long += delta;
    }
    this.#totals[0] = net;
    this.#totals[1] = long;
    this.health.updated(timestampMs);
  }

  get netDelta(): number {
    return this.#totals[0]!;
  }

  /** |net delta| as a share of the long side; 0 where nothing is held. */
  get deltaDrift(): number {
    const long = this.#totals[1]!;
    const net = Math.abs(this.#totals[0]!);
    return long > 0 ? net / long : net > 0 ? 1 : 0;
  }

  getExposure(): JsonObject {
    const value = this.#values.tree.value(this.#assetNode);
    return {
      asset: this.asset,
      net_delta: this.netDelta,
      net_delta_share_class: this.netDelta * value,
      by_venue: Object.fromEntries(this.venues.map((venue, i) => [venue, this.#byVenue[i]!])),
      delta_drift: this.deltaDrift,
    };
  }

  checkComponentHealth(): JsonObject {
    return {
      status: this.health.status,
      error_count: this.health.errorCount,
      execution_mode: this.#executionMode,
      exposed_accounts_count: this.#exposed.length,
      component: this.health.component,
    };
  }
}
