export { portfolioValues, type PortfolioValues } from './portfolio-values.js';
export { debtNodeId, perpNodeId, supplyNodeId, termIndex } from './value-nodes.js';
export { MathUtilities } from './math-utilities.js';
export { PositionMonitor } from './position-monitor.js';
export { ExposureMonitor } from './exposure-monitor.js';
export { RiskMonitor } from './risk-monitor.js';
export { AccruedFunding } from './accrued-funding.js';
export { FundingConventions } from './funding-conventions.js';
export { ExitCosts } from './exit-costs.js';
export { PnLMonitor } from './pnl-monitor.js';
export {
  ReconciliationComponent,
  type Mismatch,
  type ReconciliationStatus,
} from './reconciliation-component.js';
export { CashReserve } from './cash-reserve.js';
export { PositionUpdateHandler, type MonitoringChain } from './position-update-handler.js';
