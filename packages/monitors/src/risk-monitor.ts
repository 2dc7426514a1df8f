import {
  HealthTracker,
  SECOND_MS,
  type AccountTable,
  type DataProvider,
  type EpochMs,
  type JsonObject,
  type RiskLevel,
  type RunConfig,
  type VenueId,
} from '@basis/core-types';
import type { CashReserve } from './cash-reserve.js';
import type { ExposureMonitor } from './exposure-monitor.js';
import type { PortfolioValues } from './portfolio-values.js';
import type { PositionMonitor } from './position-monitor.js';
import { DataAge, marketSeries, protocolSeries } from './risk/data-age.js';
import { finiteOrNull } from './risk/finite-or-null.js';
import { LendingRisk } from './risk/lending-risk.js';
import { OK, WARNING, levelAbove } from './risk/level.js';
import { PerpRisk } from './risk/perp-risk.js';
import { RiskLevels } from './risk/risk-levels.js';
import { StakingRisk } from './risk/staking-risk.js';

export interface WatchedParts {
  readonly accounts: AccountTable;
  readonly positions: PositionMonitor;
  readonly values: PortfolioValues;
  readonly exposure: ExposureMonitor;
  readonly data: DataProvider;
  readonly reserve?: CashReserve;
}

const MARKET_AGE = 0;
const PROTOCOL_AGE = 1;

/**
 * Margin per perp venue, health factor per lending venue, discount of staking tokens, drift of the hedge and age of the
 * data, each held against configured thresholds. The worst of them is the level.
 */
export class RiskMonitor {
  readonly health = new HealthTracker('RiskMonitor');
  /** Perp venues, in the order of the arrays below. */
  readonly venues: readonly VenueId[];
  /** By perp venue, as `PerpRisk` says: read at every step, and so without a detour. */
  readonly marginEquity: Float64Array;
  readonly marginRatio: Float64Array;
  readonly liquidationDistance: Float64Array;
  readonly withdrawable: Float64Array;
  readonly lending: LendingRisk;
  readonly staking: StakingRisk;
  /** What each of these comes to, as of the last update; one object, which stays. */
  readonly levels = new RiskLevels();
  readonly #perps: PerpRisk;
  readonly #parts: WatchedParts;
  readonly #thresholds: RunConfig['component_config']['risk_monitor'];
  readonly #executionMode: string;
  readonly #marketData: DataAge;
  readonly #protocolData: DataAge;
  readonly #agesMs = new Float64Array(2);

  constructor(config: RunConfig, parts: WatchedParts) {
    const { accounts, values, data } = parts;
    this.#parts = parts;
    this.#thresholds = config.component_config.risk_monitor;
    this.#executionMode = config.execution_mode;
    const perps = new PerpRisk(config, accounts, data);
    this.#perps = perps;
    this.venues = perps.venues;
    this.marginEquity = perps.marginEquity;
    this.marginRatio = perps.marginRatio;
    this.liquidationDistance = perps.liquidationDistance;
    this.withdrawable = perps.withdrawable;
    this.lending = new LendingRisk(config, accounts, values, data);
    this.staking = new StakingRisk(config, accounts, data);
    this.#marketData = new DataAge(marketSeries(config), data);
    this.#protocolData = new DataAge(protocolSeries(config), data);
  }

  /** Prices and exposure are those of now. */
  updateState(timestampMs: EpochMs): void {
    const { data, positions, exposure } = this.#parts;
    const view = data.getData(timestampMs);
    const { quantities } = positions;
    const limits = this.#thresholds;
    this.#marketData.measure(timestampMs, view, this.#agesMs, MARKET_AGE);
    this.#protocolData.measure(timestampMs, view, this.#agesMs, PROTOCOL_AGE);
    const isOld =
      this.#agesMs[MARKET_AGE]! > limits.data_age_warning_seconds * SECOND_MS ||
      this.#agesMs[PROTOCOL_AGE]! > limits.protocol_data_age_warning_seconds * SECOND_MS;
    this.levels.set(
      this.#perps.update(timestampMs, view, quantities),
      this.lending.update(timestampMs, view, quantities),
      this.staking.update(view, quantities),
      levelAbove(exposure.deltaDrift, limits.delta_drift_warning, limits.delta_drift_critical),
      isOld ? WARNING : OK,
    );
    this.health.updated(timestampMs);
  }

  get level(): RiskLevel {
    return this.levels.worst;
  }

  /** Of the lending venue where it is lowest; Infinity without debt. */
  get healthFactor(): number {
    return this.lending.lowestHealthFactor;
  }

  getRisk(): JsonObject {
    const ratio = this.#parts.reserve?.ratio;
    return {
      level: this.level,
      delta_drift: this.#parts.exposure.deltaDrift,
      data_age_seconds: finiteOrNull(this.#agesMs[MARKET_AGE]! / SECOND_MS),
      protocol_data_age_seconds: finiteOrNull(this.#agesMs[PROTOCOL_AGE]! / SECOND_MS),
      venues: this.#perps.describe(),
      lending: this.lending.describe(),
      lst_premium: this.staking.describe(),
      ...(ratio === undefined ? {} : { reserve_ratio: finiteOrNull(ratio) }),
    };
  }

  checkComponentHealth(): JsonObject {
    return this.health.answer(this.#executionMode, { risk_level: this.level });
  }
}
