import type { EpochMs, EventSink, RunConfig } from '@basis/core-types';
import type { CashReserve } from '@basis/monitors';
import { ENGINE } from '../parts/engine-name.js';

/** Tells once when less than half of the cash reserve lies ready, and again only after it was whole. */
export class ReserveWatch {
  readonly #asked: number;
  readonly #reserve: CashReserve;
  readonly #events: EventSink;
  #isTold = false;

  constructor(config: RunConfig, reserve: CashReserve, events: EventSink) {
    this.#asked = config.component_config.strategy_manager.reserve_ratio;
    this.#reserve = reserve;
    this.#events = events;
  }

  /** The monitors have looked at this moment. */
  look(timestampMs: EpochMs): void {
    if (this.#asked === 0) return;
    if (this.#isTold) {
      this.#isTold = !this.#reserve.isWhole;
      return;
    }
    if (!this.#reserve.isLow) return;
    this.#isTold = true;
    if (!this.#events.wants('reserve_low')) return;
    const { free, payable, ratio } = this.#reserve;
    const shown = Number.isFinite(ratio) ? ratio! : null;
    this.#events.emit({
      timestampMs,
      type: 'reserve_low',
      component: ENGINE,
      level: 'WARNING',
      message: `less than half of the cash reserve of ${this.#asked} of equity lies ready for withdrawals`,
      data: { reserve_ratio: shown, asked: this.#asked, free, payable },
    });
  }

  save(): boolean {
    return this.#isTold;
  }
  load(isTold: boolean): void {
    this.#isTold = isTold;
  }
}
