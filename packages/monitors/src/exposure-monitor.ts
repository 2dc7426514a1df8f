import {
  HealthTracker,
  hedgeVenues,
  type AccountTable,
  type EpochMs,
  type JsonObject,
  type RunConfig,
  type VenueId,
} from '@basis/core-types';
import type { MathUtilities } from './math-utilities.js';
import type { PortfolioValues } from './portfolio-values.js';
import type { PositionMonitor } from './position-monitor.js';

const NET = 0;
const DRIFT = 1;

/**
 * Net exposure by token, that to the configured asset by venue too, in units of the token and in share-class currency. An
 * account is exposed to the token whose market price its value moves with: wrapped, lent, borrowed, claimed or sold short,
 * by as many units as it stands for.
 */
export class ExposureMonitor {
  readonly asset: string;
  readonly venues: readonly VenueId[];
  readonly health = new HealthTracker('ExposureMonitor');
  readonly #positions: PositionMonitor;
  readonly #values: PortfolioValues;
  readonly #mathUtilities: MathUtilities;
  /** Without a hedge there is nothing that could drift: what is held is meant to be. */
  readonly #isHedged: boolean;
  readonly #assetNode: number;
  /** Accounts whose value moves with the asset, and the venue each belongs to. */
  readonly #exposed: Int32Array;
  readonly #venueOf: Int32Array;
  readonly #isPerp: Uint8Array;
  readonly #byVenue: Float64Array;
  /** Net delta in asset units, and the drift it is. */
  readonly #totals = new Float64Array(2);
  readonly #executionMode: string;

  constructor(
    config: RunConfig,
    accounts: AccountTable,
    positions: PositionMonitor,
    values: PortfolioValues,
    mathUtilities: MathUtilities,
  ) {
    this.asset = config.asset;
    this.#executionMode = config.execution_mode;
    this.#positions = positions;
    this.#values = values;
    this.#mathUtilities = mathUtilities;
    this.#isHedged = hedgeVenues(config).length > 0;
    this.#assetNode = values.tree.node(config.asset);
    const exposed = accounts.accounts.filter(
      ({ index }) => values.underlyingOfAccount[index] === this.#assetNode,
    );
    this.venues = [...new Set(exposed.map((account) => account.venue))];
    this.#exposed = Int32Array.from(exposed, (account) => account.index);
    this.#venueOf = Int32Array.from(exposed, (account) => this.venues.indexOf(account.venue));
    this.#isPerp = Uint8Array.from(exposed, ({ kind }) => (kind === 'perp_position' ? 1 : 0));
    this.#byVenue = new Float64Array(this.venues.length);
  }

  updateState(timestampMs: EpochMs): void {
    const { quantities } = this.#positions;
    this.#byVenue.fill(0);
    let net = 0;
    let held = 0;
    for (let i = 0; i < this.#exposed.length; i++) {
      const account = this.#exposed[i]!;
      const quantity = quantities[account]!;
      if (quantity === 0) continue;
      const delta =
        quantity * this.#values.tree.deltaTo(this.#values.nodeOfAccount[account]!, this.#assetNode);
      const venue = this.#venueOf[i]!;
      this.#byVenue[venue] = this.#byVenue[venue]! + delta;
      net += delta;
      if (this.#isPerp[i] === 0) held += delta;
    }
    const size = Math.abs(net);
    this.#totals[NET] = net;
    this.#totals[DRIFT] = !this.#isHedged || size === 0 ? 0 : held > 0 ? size / held : 1;
    this.health.updated(timestampMs);
  }

  get netDelta(): number {
    return this.#totals[NET]!;
  }

  /** |net delta| as a share of what is held apart from perps, debts taken off; 0 where nothing is held or hedged. */
  get deltaDrift(): number {
    return this.#totals[DRIFT]!;
  }

  getExposure(): JsonObject {
    return {
      asset: this.asset,
      net_delta: this.netDelta,
      net_delta_share_class: this.#mathUtilities.toShareClass(this.netDelta, this.asset),
      by_venue: Object.fromEntries(this.venues.map((venue, i) => [venue, this.#byVenue[i]!])),
      by_asset: this.#byAsset(),
      delta_drift: this.deltaDrift,
    };
  }

  /** Every token that something held is exposed to. */
  #byAsset(): Record<string, JsonObject> {
    const { tree, nodeOfAccount, underlyingOfAccount } = this.#values;
    const net = new Map<number, number>();
    this.#positions.quantities.forEach((quantity, account) => {
      if (quantity === 0) return;
      const underlying = underlyingOfAccount[account]!;
      const delta = quantity * tree.deltaTo(nodeOfAccount[account]!, underlying);
      net.set(underlying, (net.get(underlying) ?? 0) + delta);
    });
    return Object.fromEntries(
      [...net].map(([node, delta]) => {
        const token = tree.ids[node]!;
        const inShareClass = this.#mathUtilities.toShareClass(delta, token);
        return [token, { net_delta: delta, net_delta_share_class: inShareClass }];
      }),
    );
  }

  checkComponentHealth(): JsonObject {
    return this.health.answer(this.#executionMode, {
      exposed_accounts_count: this.#exposed.length,
    });
  }
}
