import type { AccountIndex, AccountTable, DataProvider } from '@basis/core-types';
import type {
  CashReserve,
  ExposureMonitor,
  PnLMonitor,
  PortfolioValues,
  PositionMonitor,
  RiskMonitor,
} from '@basis/monitors';

/** What the view of a strategy is made from. */
export interface ViewedParts {
  readonly accounts: AccountTable;
  readonly data: DataProvider;
  readonly values: PortfolioValues;
  readonly positions: PositionMonitor;
  readonly exposure: ExposureMonitor;
  readonly risk: RiskMonitor;
  readonly pnl: PnLMonitor;
  readonly reserve: CashReserve;
}

/** What the chain's part of it needs. */
export type ChainParts = Pick<ViewedParts, 'accounts' | 'data' | 'values' | 'risk'>;

/** What lies on an account; nothing where the run has no such account. */
export function held(quantities: Float64Array, account: AccountIndex | undefined): number {
  return account === undefined ? 0 : quantities[account]!;
}
