import {
  cashAccount,
  cashPlace,
  payableId,
  type AccountIndex,
  type AccountTable,
  type CashPlace,
  type RunConfig,
} from '@basis/core-types';
import type { PnLMonitor } from './pnl-monitor.js';
import type { PositionMonitor } from './position-monitor.js';

/** Rounding must not make a reserve that was just filled a little short. */
const WHOLE = 1 - 1e-9;

/** The cash that investors are paid from, what they are owed, and the share of equity that is to lie ready. */
export class CashReserve {
  readonly place: CashPlace | undefined;
  readonly #asked: number;
  readonly #isWatched: boolean;
  readonly #cash: AccountIndex | undefined;
  readonly #payable: AccountIndex | undefined;
  readonly #positions: PositionMonitor;
  readonly #pnl: PnLMonitor;

  constructor(
    config: RunConfig,
    accounts: AccountTable,
    positions: PositionMonitor,
    pnl: PnLMonitor,
  ) {
    this.place = cashPlace(config);
    this.#asked = config.component_config.strategy_manager.reserve_ratio;
    this.#isWatched = this.#asked > 0 || config.flows.length > 0;
    this.#cash = this.place === undefined ? undefined : cashAccount(this.place, accounts);
    this.#payable = accounts.find(payableId(config.share_class))?.index;
    this.#positions = positions;
    this.#pnl = pnl;
  }

  /** Cash that may be paid out, in share-class currency. */
  get free(): number {
    if (this.#cash === undefined) return 0;
    return Math.max(0, this.#positions.quantities[this.#cash]! - this.place!.keptBack);
  }

  /** Withdrawals accepted and not yet paid. */
  get payable(): number {
    return this.#payable === undefined ? 0 : 0 - this.#positions.quantities[this.#payable]!;
  }

  /** What is free and not owed, as a share of equity; NaN where there is no equity, undefined where nobody asks. */
  get ratio(): number | undefined {
    if (!this.#isWatched) return undefined;
    return this.#equity > 0 ? (this.free - this.payable) / this.#equity : NaN;
  }

  /** Whether less than half of the reserve lies ready. */
  get isLow(): boolean {
    return this.free - this.payable < (this.#asked / 2) * this.#equity;
  }

  get isWhole(): boolean {
    return this.free - this.payable >= this.#asked * this.#equity * WHOLE;
  }

  get #equity(): number {
    return Math.max(0, this.#pnl.equity);
  }
}
