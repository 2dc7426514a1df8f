import {
  HealthTracker,
  type AccountIndex,
  type AccountTable,
  type AssetSymbol,
  type EpochMs,
  type JsonObject,
  type VenueId,
} from '@basis/core-types';

/**
 * What the engine expects to hold: one number per account, moved by postings alone. It knows nothing of modes, venues
 * or prices.
 */
export class PositionMonitor {
  readonly accounts: AccountTable;
  /** By account number. Read it anywhere, write it nowhere but here. */
  readonly quantities: Float64Array;
  readonly health = new HealthTracker('PositionMonitor');
  readonly #executionMode: string;

  constructor(accounts: AccountTable, executionMode: string) {
    this.accounts = accounts;
    this.quantities = new Float64Array(accounts.size);
    this.#executionMode = executionMode;
  }

  apply(account: AccountIndex, delta: number): void {
    this.quantities[account] = this.quantities[account]! + delta;
  }

  updateState(timestampMs: EpochMs): void {
    this.health.updated(timestampMs);
  }

  quantity(accountId: string): number {
    return this.quantities[this.accounts.index(accountId)]!;
  }

  /** Everything held, by venue and token or position; empty accounts left out. */
  getCurrentPositions(): Readonly<Record<VenueId, Readonly<Record<AssetSymbol, number>>>> {
    const byVenue: Record<string, Record<string, number>> = {};
    for (const account of this.accounts.accounts) {
      const quantity = this.quantities[account.index]!;
      if (quantity === 0) continue;
      const venue = (byVenue[account.venue] ??= {});
      venue[account.id.slice(account.venue.length + 1)] = quantity;
    }
    return byVenue;
  }

  checkComponentHealth(): JsonObject {
    return this.health.answer(this.#executionMode, { accounts_count: this.accounts.size });
  }

  save(): number[] {
    return [...this.quantities];
  }

  load(quantities: readonly number[]): void {
    this.quantities.set(quantities);
  }
}
