import type { AccountIndex, MarketView } from '@basis/core-types';
import { withdrawableMargin } from '@basis/maths';
import type { Ledger } from '../ledger.js';
import type { PerpInstrument } from './perp-instrument.js';

/** Positions that one account stands behind: all of them under cross margin, one each under isolated margin. */
export interface MarginGroup {
  readonly collateral: AccountIndex;
  readonly instruments: readonly PerpInstrument[];
}

/** What an account and the positions behind it are worth, and what of it is tied up; reads the ledger, changes nothing. */
export class PerpMargin {
  readonly #ledger: Ledger;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** Unrealised profit at a price. What is not held has no value, even where it has no price yet. */
  profit(instrument: PerpInstrument, price: number): number {
    const held = this.#ledger.get(instrument.position);
    return held === 0 ? 0 : held * price + this.#ledger.get(instrument.openValue);
  }

  /** Initial margin at a price of what would be held after `delta` more. */
  initial(instrument: PerpInstrument, delta: number, price: number, leverage: number): number {
    const base = Math.abs(this.#ledger.get(instrument.position) + delta);
    return base === 0 ? 0 : instrument.margins.initial(base * price, leverage);
  }

  /** What of a group's equity is tied up by no position, at marks; `traded` apart, which an order is about to change. */
  free(group: MarginGroup, view: MarketView, leverage: number, traded?: PerpInstrument): number {
    let free = this.#ledger.get(group.collateral);
    for (const instrument of group.instruments) {
      if (instrument === traded) continue;
      const mark = view.value(instrument.mark);
      free += this.profit(instrument, mark) - this.initial(instrument, 0, mark, leverage);
    }
    return free;
  }

  /** What may leave the account now: unrealised profit may not, and initial margin stays covered. */
  withdrawable(group: MarginGroup, view: MarketView, leverage: number): number {
    const free = this.free(group, view, leverage);
    return withdrawableMargin(this.#ledger.get(group.collateral), free, 0);
  }
}
