import {
  hedgeAccounts,
  hedgePlaces,
  perpSeries,
  type AccountTable,
  type DataProvider,
  type EpochMs,
  type FieldIndex,
  type HedgeAccounts,
  type HedgePlace,
  type JsonObject,
  type MarketView,
  type RunConfig,
  type VenueId,
} from '@basis/core-types';
import { MarginTable, withdrawableMargin } from '@basis/maths';
import { TermsInForce } from '../terms-in-force.js';
import { CRITICAL, OK, WARNING } from './level.js';
import { finiteOrNull } from './finite-or-null.js';

type Thresholds = RunConfig['component_config']['risk_monitor'];

/** One perp of the hedge: its accounts, its mark, and the terms that hold for it now. */
interface PerpAccount extends HedgeAccounts {
  readonly mark: FieldIndex;
  margins: MarginTable;
  leverage: number;
}

/** Margin by perp venue, as the venue counts it: what stands behind the position against its notional. */
export class PerpRisk {
  readonly venues: readonly VenueId[];
  /** Margin with unrealised profit, that of the position alone included, in settlement currency. */
  readonly marginEquity: Float64Array;
  /** What stands behind the position / notional; Infinity without a position. */
  readonly marginRatio: Float64Array;
  /** The share of its price the mark may move before liquidation, 0 past it; Infinity without a position. */
  readonly liquidationDistance: Float64Array;
  /** What could be taken out now. */
  readonly withdrawable: Float64Array;
  readonly #perps: readonly PerpAccount[];
  readonly #terms = new TermsInForce();
  readonly #thresholds: Thresholds;

  constructor(config: RunConfig, accounts: AccountTable, data: DataProvider) {
    const places = hedgePlaces(config);
    this.#thresholds = config.component_config.risk_monitor;
    this.venues = places.map(({ venue }) => venue);
    this.#perps = places.map((place) => this.#perpAccount(place, accounts, data));
    this.marginEquity = new Float64Array(places.length);
    this.marginRatio = new Float64Array(places.length);
    this.liquidationDistance = new Float64Array(places.length);
    this.withdrawable = new Float64Array(places.length);
  }

  #perpAccount(place: HedgePlace, accounts: AccountTable, data: DataProvider): PerpAccount {
    const { venue, symbol, exchange, instrument, futures } = place;
    const perp: PerpAccount = {
      ...hedgeAccounts(place, accounts),
      mark: data.field(perpSeries(venue, symbol), 'close'),
      margins: new MarginTable(instrument.margin_tiers),
      leverage: futures.leverage,
    };
    this.#terms.follow(exchange, (terms) => {
      perp.margins = new MarginTable(terms.futures!.instruments[symbol]!.margin_tiers);
      perp.leverage = terms.futures!.leverage;
    });
    return perp;
  }

  /** Returns the worst level. */
  update(now: EpochMs, view: MarketView, quantities: Float64Array): number {
    this.#terms.update(now);
    const { margin_ratio_low: low, margin_ratio_critical: critical } = this.#thresholds;
    let level = OK;
    for (let i = 0; i < this.#perps.length; i++) {
      const perp = this.#perps[i]!;
      const { isolated } = perp;
      const position = quantities[perp.position]!;
      const wallet = quantities[perp.wallet]!;
      const aside = isolated === undefined ? 0 : quantities[isolated]!;
      if (position === 0) {
        this.marginEquity[i] = wallet + aside;
        this.marginRatio[i] = Infinity;
        this.liquidationDistance[i] = Infinity;
        this.withdrawable[i] = Math.max(0, wallet);
        continue;
      }
      const mark = view.value(perp.mark);
      const openValue = quantities[perp.openValue]!;
      const notional = Math.abs(position) * mark;
      const collateral = isolated === undefined ? wallet : aside;
      const equity = collateral + position * mark + openValue;
      this.marginEquity[i] = isolated === undefined ? equity : wallet + equity;
      this.withdrawable[i] =
        isolated === undefined
          ? withdrawableMargin(wallet, equity, perp.margins.initial(notional, perp.leverage))
          : Math.max(0, wallet);
      const ratio = equity / notional;
      this.marginRatio[i] = ratio;
      const rise = perp.margins.liquidationPrice(position, collateral + openValue, mark) / mark - 1;
      this.liquidationDistance[i] = Math.max(0, position < 0 ? rise : -rise);
      // `levelBelow`, written out: this is asked at every step, and as a call it costs 2 % of one.
      if (!(ratio >= critical)) level = CRITICAL;
      else if (ratio < low && level < WARNING) level = WARNING;
    }
    return level;
  }

  describe(): JsonObject {
    return Object.fromEntries(
      this.venues.map((venue, i) => [
        venue,
        {
          margin_equity: this.marginEquity[i]!,
          margin_ratio: finiteOrNull(this.marginRatio[i]!),
          liquidation_distance: finiteOrNull(this.liquidationDistance[i]!),
        },
      ]),
    );
  }
}
