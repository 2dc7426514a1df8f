/** Every monitor over one portfolio, wired as in a run. */
import {
  accountsFor,
  type AccountTable,
  type Cause,
  type DataProvider,
  type EpochMs,
  type RunConfig,
} from '@basis/core-types';
import { AccruedFunding } from '../accrued-funding.js';
import { CashReserve } from '../cash-reserve.js';
import { ExitCosts } from '../exit-costs.js';
import { ExposureMonitor } from '../exposure-monitor.js';
import { MathUtilities } from '../math-utilities.js';
import { PnLMonitor } from '../pnl-monitor.js';
import { portfolioValues, type PortfolioValues } from '../portfolio-values.js';
import { PositionMonitor } from '../position-monitor.js';
import { PositionUpdateHandler } from '../position-update-handler.js';
import { RiskMonitor } from '../risk-monitor.js';

export const T0 = Date.UTC(2024, 0, 1);

export class MonitoredPortfolio<Market extends DataProvider = DataProvider> {
  readonly config: RunConfig;
  readonly accounts: AccountTable;
  readonly market: Market;
  readonly values: PortfolioValues;
  readonly mathUtilities: MathUtilities;
  readonly positions: PositionMonitor;
  readonly exposure: ExposureMonitor;
  readonly risk: RiskMonitor;
  readonly accrued: AccruedFunding;
  readonly pnl: PnLMonitor;
  readonly reserve: CashReserve;
  readonly updates: PositionUpdateHandler;
  now: EpochMs = T0;

  constructor(config: RunConfig, market: Market) {
    const accounts = accountsFor(config);
    const values = portfolioValues(config, accounts, market);
    const mathUtilities = new MathUtilities(values.tree, config.share_class);
    const positions = new PositionMonitor(accounts, 'backtest');
    const exposure = new ExposureMonitor(config, accounts, positions, values, mathUtilities);
    const accrued = new AccruedFunding(config, accounts, positions, values, market);
    const exitCosts = new ExitCosts(config, accounts, market);
    const pnl = new PnLMonitor(
      positions,
      values,
      exitCosts,
      accrued,
      'backtest',
      config.headline_equity,
    );
    const reserve = new CashReserve(config, accounts, positions, pnl);
    const parts = { accounts, data: market, values, positions, exposure, reserve };
    const risk = new RiskMonitor(config, parts);
    this.config = config;
    this.accounts = accounts;
    this.market = market;
    this.values = values;
    this.mathUtilities = mathUtilities;
    this.positions = positions;
    this.exposure = exposure;
    this.risk = risk;
    this.accrued = accrued;
    this.pnl = pnl;
    this.reserve = reserve;
    this.updates = new PositionUpdateHandler({ ...parts, risk, pnl }, 'backtest');
  }

  /** Explains what was written to the market since on what is held. */
  moveTo(at: EpochMs): void {
    this.now = at;
    this.updates.moveTo(at);
  }

  post(account: string, cause: Cause, delta: number): void {
    this.updates.post(this.now, this.accounts.index(account), cause, delta);
  }

  /** Looks at everything. */
  look(at: EpochMs = this.now): void {
    this.now = at;
    this.updates.runTightLoop(at);
  }

  /** In the share class, of one unit on the account. */
  valueOf(account: string): number {
    return this.values.tree.value(this.values.nodeOfAccount[this.accounts.index(account)]!);
  }
}
