import {
  HealthTracker,
  type Account,
  type AccountTable,
  type EpochMs,
  type JsonObject,
  type VenueHoldings,
} from '@basis/core-types';
import type { PositionMonitor } from './position-monitor.js';

export type ReconciliationStatus = 'pending' | 'success' | 'failed';

/** One account that is not as expected. */
export interface Mismatch {
  readonly account: string;
  readonly expected: number;
  readonly actual: number;
}

/** Holds what a venue says against what the postings say. Changes neither. */
export class ReconciliationComponent {
  readonly health = new HealthTracker('ReconciliationComponent');
  readonly #accounts: AccountTable;
  readonly #positions: PositionMonitor;
  readonly #toleranceRelative: number;
  /** By account, in its own unit. */
  readonly #tolerances: Float64Array;
  readonly #executionMode: string;
  #status: ReconciliationStatus = 'pending';
  #mismatches: readonly Mismatch[] = [];

  constructor(
    accounts: AccountTable,
    positions: PositionMonitor,
    toleranceRelative: number,
    executionMode: string,
    toleranceOf: (account: Account) => number = () => 0,
  ) {
    this.#accounts = accounts;
    this.#tolerances = Float64Array.from(accounts.accounts, toleranceOf);
    this.#positions = positions;
    this.#toleranceRelative = toleranceRelative;
    this.#executionMode = executionMode;
  }

  get reconciliationStatus(): ReconciliationStatus {
    return this.#status;
  }
  /** What the last comparison found, empty after a success. */
  get mismatches(): readonly Mismatch[] {
    return this.#mismatches;
  }

  /** A new instruction awaits its check. */
  begin(): void {
    this.#status = 'pending';
    this.#mismatches = [];
  }

  updateState(holdings: VenueHoldings): ReconciliationStatus {
    const mismatches: Mismatch[] = [];
    const told = new Map(holdings.quantities.map(({ account, quantity }) => [account, quantity]));
    // Over the accounts we know of, not those that are told: what a venue leaves out, it does not hold.
    for (const { index: account } of this.#accounts.ofVenue(holdings.venue)) {
      const actual = told.get(account) ?? 0;
      const expected = this.#positions.quantities[account]!;
      const relative = this.#toleranceRelative * Math.max(Math.abs(expected), Math.abs(actual));
      const allowed = Math.max(this.#tolerances[account]!, relative);
      // Written so that a NaN or an infinity on either side is a mismatch.
      if (!(allowed < Infinity && Math.abs(expected - actual) <= allowed)) {
        mismatches.push({ account: this.#accounts.accounts[account]!.id, expected, actual });
      }
    }
    this.#mismatches = mismatches;
    this.#status = mismatches.length === 0 ? 'success' : 'failed';
    this.health.updated(holdings.asOfMs);
    return this.#status;
  }

  failed(timestampMs: EpochMs, error: { code: string; message: string; severity: string }): void {
    this.health.failed(timestampMs, error);
  }

  checkComponentHealth(): JsonObject {
    return this.health.answer(this.#executionMode, { reconciliation_status: this.#status });
  }
}
