import {
  SECOND_MS,
  reserveSeries,
  type DataProvider,
  type EpochMs,
  type MarketView,
  type PostingSink,
} from '@basis/core-types';
import { AAVE_YEAR_SECONDS, borrowRateApr, supplyRateApr, utilisationOf } from '@basis/maths';
import type { Ledger } from '../../ledger.js';
import type { LendingAccount } from './lending-account.js';
import type { Reserve } from './reserve.js';

const YEAR_MS = Number(AAVE_YEAR_SECONDS) * SECOND_MS;

/**
 * What our own weight on the rate curve does to the interest: the data were recorded without us, so their index grows
 * at the utilisation of the others. The difference between the curve with us and the curve without us is posted on top.
 * Both ends are taken from the curve, so that a curve which misses the recorded rate by a little costs nobody anything.
 *
 * A rate holds from the moment at which it was last worked out: what is known later does not act backwards.
 */
export class OwnSizeEffect {
  readonly #account: LendingAccount;
  readonly #ledger: Ledger;
  /** By reserve: how much more a year the supply earns, and the debt pays, with us than without. */
  readonly #supplyGapApr: Float64Array;
  readonly #debtGapApr: Float64Array;
  /** Up to when interest has been posted. */
  readonly #accruedMs = new Float64Array(1);

  constructor(account: LendingAccount, ledger: Ledger, data: DataProvider) {
    // Says in the data's own words what is missing; configuration has checked the curves.
    for (const { asset } of account.reserves)
      for (const total of ['total_supplied', 'total_borrowed'])
        data.field(reserveSeries(asset), total);
    this.#account = account;
    this.#ledger = ledger;
    this.#supplyGapApr = new Float64Array(account.reserves.length);
    this.#debtGapApr = new Float64Array(account.reserves.length);
  }

  /** Posts what has come up since the last time. Comes before whatever changes a position or a rate. */
  accrue(at: EpochMs, out: PostingSink): void {
    const years = (at - this.#accruedMs[0]!) / YEAR_MS;
    this.#accruedMs[0] = at;
    for (let i = 0; i < this.#account.reserves.length; i++) {
      const { supplyAccount, debtAccount } = this.#account.reserves[i]!;
      const earned = this.#ledger.get(supplyAccount) * this.#supplyGapApr[i]! * years;
      const paid = this.#ledger.get(debtAccount) * this.#debtGapApr[i]! * years;
      this.#ledger.move(at, supplyAccount, 'interest', earned, out);
      this.#ledger.move(at, debtAccount, 'borrow_interest', paid, out);
    }
  }

  /** Works the rates out that hold from now on. Comes after whatever changed a position or a rate. */
  reprice(view: MarketView): void {
    for (let i = 0; i < this.#account.reserves.length; i++) {
      const reserve = this.#account.reserves[i]!;
      this.#supplyGapApr[i] = 0;
      this.#debtGapApr[i] = 0;
      if (reserve.supplyShares !== 0 || reserve.debtShares !== 0)
        this.#repriceOne(i, reserve, view);
    }
  }

  #repriceOne(i: number, reserve: Reserve, view: MarketView): void {
    const reserveFactor = reserve.terms.configured.reserve_factor;
    const curve = reserve.curve!;
    const supplied = reserve.terms.othersSupplied(view);
    const owed = reserve.terms.othersOwe(view);
    const without = usedShare(supplied, owed);
    const withUs = usedShare(supplied + reserve.supplied(view), owed + reserve.owed(view));
    const aprWithout = borrowRateApr(curve, without);
    const aprWithUs = borrowRateApr(curve, withUs);
    this.#debtGapApr[i] = aprWithUs - aprWithout;
    this.#supplyGapApr[i] =
      supplyRateApr(aprWithUs, withUs, reserveFactor) -
      supplyRateApr(aprWithout, without, reserveFactor);
  }

  save(): number[][] {
    return [[...this.#supplyGapApr], [...this.#debtGapApr], [...this.#accruedMs]];
  }

  load([supplyGapApr, debtGapApr, accruedMs]: readonly number[][]): void {
    this.#supplyGapApr.set(supplyGapApr!);
    this.#debtGapApr.set(debtGapApr!);
    this.#accruedMs.set(accruedMs!);
  }
}

/** Utilisation; no more than all of it, although a protocol that lost money may owe a little more than it lent. */
function usedShare(supplied: number, owed: number): number {
  return utilisationOf(Math.max(0, supplied - owed), owed);
}
