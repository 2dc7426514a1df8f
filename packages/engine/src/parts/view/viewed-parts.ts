import type {
  AccountIndex,
  AccountTable,
  DataProvider,
  EpochMs,
  MarketKind,
  VenueId,
} from '@basis/core-types';
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
  readonly orders: OrderGuard;
}

/** What stands against orders besides the venue's own terms: the venue manager knows. */
export interface OrderGuard {
  mayAddRisk(now: EpochMs): boolean;
  /** Not while it is unknown what became of one there, or the venue does not answer. */
  takesOrders(venue: VenueId, market: MarketKind): boolean;
  /** Not while the venue does not answer. */
  paysOut(venue: VenueId): boolean;
}

/** What the chain's part of it needs. */
export type ChainParts = Pick<ViewedParts, 'accounts' | 'data' | 'values' | 'risk'>;

/** What lies on an account; nothing where the run has no such account. */
export function held(quantities: Float64Array, account: AccountIndex | undefined): number {
  return account === undefined ? 0 : quantities[account]!;
}
