import {
  HealthTracker,
  SECOND_MS,
  balanceId,
  cexConfig,
  hedgeVenues,
  perpOpenValueId,
  perpPositionId,
  perpSeries,
  perpSymbol,
  type AccountIndex,
  type AccountTable,
  type DataProvider,
  type EpochMs,
  type FieldIndex,
  type JsonObject,
  type RiskLevel,
  type RunConfig,
  type SeriesIndex,
  type VenueId,
} from '@basis/core-types';
import { MarginTable, withdrawableMargin } from '@basis/maths';
import type { ExposureMonitor } from './exposure-monitor.js';
import type { PositionMonitor } from './position-monitor.js';

interface PerpAccount {
  readonly venue: VenueId;
  readonly wallet: AccountIndex;
  readonly position: AccountIndex;
  readonly openValue: AccountIndex;
  readonly mark: FieldIndex;
  readonly candles: SeriesIndex;
  readonly leverage: number;
  readonly margins: MarginTable;
}

const LEVELS: readonly RiskLevel[] = ['ok', 'warning', 'critical'];
const OK = 0;
const WARNING = 1;
const CRITICAL = 2;

/** Margin per perp venue, drift of the hedge, age of the data, each held against configured thresholds. */
export class RiskMonitor {
  readonly venues: readonly VenueId[];
  readonly health = new HealthTracker('RiskMonitor');
  /** By perp venue: margin balance with unrealised profit, in settlement currency. */
  readonly marginEquity: Float64Array;
  /** By perp venue: margin equity / notional; Infinity without a position. */
  readonly marginRatio: Float64Array;
  /** By perp venue: the share of its price the mark may move before liquidation, 0 past it; Infinity without a position. */
  readonly liquidationDistance: Float64Array;
  /** By perp venue: what could be taken out now. */
  readonly withdrawable: Float64Array;
  /** Lending health factor; Infinity without debt. */
  readonly healthFactor = Infinity;
  readonly #thresholds: RunConfig['component_config']['risk_monitor'];
  readonly #perps: readonly PerpAccount[];
  readonly #positions: PositionMonitor;
  readonly #exposure: ExposureMonitor;
  readonly #data: DataProvider;
  readonly #executionMode: string;
  #level = OK;
  #dataAgeMs = 0;

  constructor(
    config: RunConfig,
    accounts: AccountTable,
    positions: PositionMonitor,
    exposure: ExposureMonitor,
    data: DataProvider,
  ) {
    this.#thresholds = config.component_config.risk_monitor;
    this.#executionMode = config.execution_mode;
    this.#positions = positions;
    this.#exposure = exposure;
    this.#data = data;
    this.venues = hedgeVenues(config);
    this.#perps = this.venues.map((venue) => {
      const symbol = perpSymbol(config, venue);
      const { futures, settlement_asset } = cexConfig(config, venue);
      const candles = perpSeries(venue, symbol);
      return {
        venue,
        wallet: accounts.index(balanceId(venue, 'margin', settlement_asset)),
        position: accounts.index(perpPositionId(venue, symbol)),
        openValue: accounts.index(perpOpenValueId(venue, symbol)),
        mark: data.field(candles, 'close'),
        candles: data.find(candles)!.index,
        leverage: futures!.leverage,
        margins: new MarginTable(futures!.instruments[symbol]!.margin_tiers),
      };
    });
    const size = this.#perps.length;
    this.marginEquity = new Float64Array(size);
    this.marginRatio = new Float64Array(size);
    this.liquidationDistance = new Float64Array(size);
    this.withdrawable = new Float64Array(size);
  }

  updateState(timestampMs: EpochMs): void {
    const view = this.#data.getData(timestampMs);
    const { quantities } = this.#positions;
    const limits = this.#thresholds;
    let level = OK;
    let oldest = timestampMs;
    for (let i = 0; i < this.#perps.length; i++) {
      const perp = this.#perps[i]!;
      const position = quantities[perp.position]!;
      const wallet = quantities[perp.wallet]!;
      const openValue = quantities[perp.openValue]!;
      const mark = view.value(perp.mark);
      const notional = Math.abs(position) * mark;
      const equity = position === 0 ? wallet : wallet + position * mark + openValue;
      this.marginEquity[i] = equity;
      this.withdrawable[i] = withdrawableMargin(wallet, equity, notional / perp.leverage);
      const age = view.visibleSince(perp.candles);
      if (age < oldest) oldest = age;
      if (position === 0) {
        this.marginRatio[i] = Infinity;
        this.liquidationDistance[i] = Infinity;
        continue;
      }
      const ratio = equity / notional;
      this.marginRatio[i] = ratio;
      const rise = perp.margins.liquidationPrice(position, wallet + openValue, mark) / mark - 1;
      this.liquidationDistance[i] = Math.max(0, position < 0 ? rise : -rise);
      // Written so that a NaN is critical.
      if (!(ratio >= limits.margin_ratio_critical)) level = CRITICAL;
      else if (ratio < limits.margin_ratio_low && level < WARNING) level = WARNING;
    }
    const drift = this.#exposure.deltaDrift;
    if (drift > limits.delta_drift_critical) level = CRITICAL;
    else if (drift > limits.delta_drift_warning && level < WARNING) level = WARNING;
    this.#dataAgeMs = timestampMs - oldest;
    if (this.#dataAgeMs > limits.data_age_warning_seconds * SECOND_MS && level < WARNING)
      level = WARNING;
    this.#level = level;
    this.health.updated(timestampMs);
  }

  get level(): RiskLevel {
    return LEVELS[this.#level]!;
  }

  getRisk(): JsonObject {
    return {
      level: this.level,
      delta_drift: this.#exposure.deltaDrift,
      data_age_seconds: finiteOrNull(this.#dataAgeMs / SECOND_MS),
      venues: Object.fromEntries(
        this.venues.map((venue, i) => [
          venue,
          {
            margin_equity: this.marginEquity[i]!,
            margin_ratio: finiteOrNull(this.marginRatio[i]!),
            liquidation_distance: finiteOrNull(this.liquidationDistance[i]!),
          },
        ]),
      ),
    };
  }

  checkComponentHealth(): JsonObject {
    return {
      status: this.health.status,
      error_count: this.health.errorCount,
      execution_mode: this.#executionMode,
      risk_level: this.level,
      component: this.health.component,
    };
  }
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
