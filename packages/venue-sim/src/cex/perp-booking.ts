import type { AccountIndex, EpochMs, MarketView, PostingSink } from '@basis/core-types';
import { BPS } from '@basis/core-types';
import { dustOf, roundToStep } from '@basis/maths';
import type { Ledger } from '../ledger.js';
import type { PerpInstrument, PriceAt } from './perp-instrument.js';
import type { MarginGroup } from './perp-margin.js';

/** A trade of `delta` base units at `price`; an order's is a fill, one that the venue forces is part of a liquidation. */
export interface PerpTrade {
  readonly delta: number;
  readonly price: number;
  readonly cause: 'fill' | 'liquidation';
}

/** What trades and liquidations do to the accounts of a perp market. */
export class PerpBooking {
  readonly #ledger: Ledger;
  readonly #wallet: AccountIndex;

  constructor(ledger: Ledger, wallet: AccountIndex) {
    this.#ledger = ledger;
    this.#wallet = wallet;
  }

  /**
   * Books a trade and its fee. What is opened adds to the open value; what is closed is realised, at average entry.
   * `margin` is what opening lays aside where the position has a margin of its own; closing gives back its share of it
   * with what was realised.
   */
  trade(
    instrument: PerpInstrument,
    { delta, price, cause }: PerpTrade,
    fee: number,
    margin: number,
    now: EpochMs,
    out: PostingSink,
  ): void {
    const { position, openValue, collateral } = instrument;
    const held = this.#ledger.get(position);
    const opened = this.#ledger.get(openValue);
    const laidAside = this.#ledger.get(collateral);
    const closes = held * delta < 0 ? Math.min(Math.abs(delta), Math.abs(held)) : 0;
    this.#ledger.move(now, position, cause, this.#wholeLots(instrument, held, delta), out);
    this.#ledger.move(now, openValue, cause, -delta * price, out);
    const closedShare = closes === 0 ? 0 : closes / Math.abs(held);
    if (closes > 0) {
      // Closed whole, this is to the bit what is left on the account: nothing remains.
      this.#realise(instrument, opened * closedShare - Math.sign(delta) * closes * price, now, out);
    }
    if (collateral === this.#wallet) {
      this.#ledger.move(now, collateral, 'fee', -fee, out);
    } else {
      const closingFee = fee * (closes / Math.abs(delta));
      this.#ledger.move(now, collateral, 'fee', -closingFee, out);
      if (closes > 0) this.#release(instrument, laidAside, closedShare, now, out);
      this.#ledger.move(now, this.#wallet, 'fee', closingFee - fee, out);
      this.#ledger.move(now, this.#wallet, 'transfer', -margin, out);
      this.#ledger.move(now, collateral, 'transfer', margin, out);
    }
  }

  /** A change that leaves a whole number of lots, so that binary fractions never add up over many fills. */
  #wholeLots({ lotBase }: PerpInstrument, held: number, delta: number): number {
    const after = held + delta;
    const whole = roundToStep(after, lotBase, 'nearest');
    return Math.abs(whole - after) <= dustOf(lotBase, Math.abs(held) + Math.abs(delta))
      ? whole - held
      : delta;
  }

  #realise(instrument: PerpInstrument, realised: number, now: EpochMs, out: PostingSink): void {
    this.#ledger.move(now, instrument.openValue, 'realised', -realised, out);
    this.#ledger.move(now, instrument.collateral, 'realised', realised, out);
  }

  /** What is gained or lost since `laidAside` goes to the wallet with the closed share of the margin, if that covers it. */
  #release(
    { collateral }: PerpInstrument,
    laidAside: number,
    closedShare: number,
    now: EpochMs,
    out: PostingSink,
  ): void {
    const released = this.#ledger.get(collateral) - laidAside * (1 - closedShare);
    if (!(released > 0)) return;
    this.#ledger.move(now, collateral, 'transfer', -released, out);
    this.#ledger.move(now, this.#wallet, 'transfer', released, out);
  }

  /**
   * Closes every position of a group and takes the fee. What then remains of a margin of its own goes back to the
   * wallet; what is lost beyond the margin the insurance fund bears.
   */
  liquidate(
    group: MarginGroup,
    prices: PriceAt,
    feeBps: number,
    view: MarketView,
    at: EpochMs,
    out: PostingSink,
  ): void {
    let cost = 0;
    for (const instrument of group.instruments) {
      const held = this.#ledger.get(instrument.position);
      if (held === 0) continue;
      const price = instrument.riskPrice(held, prices, view);
      this.#ledger.move(at, instrument.position, 'liquidation', -held, out);
      this.#ledger.move(at, instrument.openValue, 'liquidation', held * price, out);
      this.#realise(instrument, this.#ledger.get(instrument.openValue), at, out);
      const fee = Math.abs(held) * price * feeBps * BPS;
      this.#ledger.move(at, group.collateral, 'liquidation', -fee, out);
      cost += fee - held * (price - view.value(instrument.mark));
    }
    this.insure(group.collateral, cost, at, out);
    const left = this.#ledger.get(group.collateral);
    if (group.collateral === this.#wallet || left === 0) return;
    this.#ledger.move(at, group.collateral, 'transfer', -left, out);
    this.#ledger.move(at, this.#wallet, 'transfer', left, out);
  }

  /**
   * The insurance fund bears what an account without positions cannot: a client never owes the venue. Of that, as much
   * as `cost`, what closing took beyond the last price, is taken off the cost: a liquidation never shows as a gain. The
   * rest is a price move that others bore, so that no price term carries more loss than there was margin.
   */
  insure(collateral: AccountIndex, cost: number, at: EpochMs, out: PostingSink): void {
    const owed = -this.#ledger.get(collateral);
    if (!(owed > 0)) return;
    this.#ledger.move(at, collateral, 'insurance', Math.max(0, owed - Math.max(0, cost)), out);
    this.#ledger.move(at, collateral, 'liquidation', -this.#ledger.get(collateral), out);
  }
}
