import type { AssetSymbol, CallAmount, ContractCall, MarketView } from '@basis/core-types';
import type { Ledger } from '../../ledger.js';
import { Revert, type Transaction } from '../transaction.js';
import { NO_EMODE, type LendingAccount } from './lending-account.js';
import type { Reserve } from './reserve.js';

export type LendingCall = Extract<
  ContractCall,
  { call: 'supply' | 'withdraw' | 'borrow' | 'repay' | 'set_emode' }
>;
type Opening = Extract<LendingCall, { call: 'supply' | 'borrow' }>;
type Closing = Extract<LendingCall, { call: 'withdraw' | 'repay' }>;

/** Differences this small, in tokens or relative to the amount if that is larger, come from binary fractions. */
const DUST = 1e-12;

/**
 * What the market's contract does when it is called: each call as it is refused and booked there. Where a call is only
 * known to be too much once it is done, it is done and then refused: the wallet puts everything back.
 */
export class LendingCalls {
  readonly #account: LendingAccount;
  readonly #ledger: Ledger;
  /** What flash loans have taken out of a reserve for the length of the transaction. */
  readonly #lent: (asset: AssetSymbol) => number;

  constructor(account: LendingAccount, ledger: Ledger, lent: (asset: AssetSymbol) => number) {
    this.#account = account;
    this.#ledger = ledger;
    this.#lent = lent;
  }

  execute(call: LendingCall, tx: Transaction): void {
    const view = this.#account.look(tx.now);
    switch (call.call) {
      case 'supply':
        return this.#supply(call, view, tx);
      case 'withdraw':
        return this.#withdraw(call, view, tx);
      case 'borrow':
        return this.#borrow(call, view, tx);
      case 'repay':
        return this.#repay(call, view, tx);
      case 'set_emode':
        return this.#setEmode(call.category, view);
    }
  }

  /** A reserve that is known, of which there is a price now. */
  reserve(asset: AssetSymbol, view: MarketView): Reserve {
    const reserve = this.#account.find(asset);
    if (reserve === undefined) throw new Revert('VEN-006', asset);
    if (!(reserve.priceUsd(view) >= 0)) throw new Revert('VEN-008', asset);
    return reserve;
  }

  #supply({ asset, amount }: Opening, view: MarketView, tx: Transaction): void {
    const reserve = this.reserve(asset, view);
    refuseNothing(amount, asset);
    if (reserve.terms.configured.frozen) throw new Revert('VEN-014', `${asset} is frozen`);
    const after = reserve.terms.othersSupplied(view) + reserve.supplied(view) + amount;
    const cap = reserve.terms.supplyCap(view);
    if (after > cap) throw new Revert('VEN-012', `${after} ${asset} supplied of ${cap}`);

    tx.take(asset, amount, 'transfer');
    const shares = amount / reserve.supplyIndex(view);
    this.#ledger.move(tx.now, reserve.supplyAccount, 'transfer', shares, tx.out);
  }

  #withdraw({ asset, amount }: Closing, view: MarketView, tx: Transaction): void {
    const reserve = this.reserve(asset, view);
    refuseNothing(amount, asset);
    const supplied = reserve.supplied(view);
    const dust = dustOf(supplied);
    if (supplied === 0 || (amount !== 'max' && amount > supplied + dust)) {
      throw new Revert('VEN-001', `${amount} ${asset} to withdraw, ${supplied} supplied`);
    }
    const paid = amount === 'max' ? supplied : Math.min(amount, supplied);
    this.#refuseIlliquid(reserve, paid, view);

    const isAll = paid >= supplied - dust;
    const shares = isAll ? reserve.supplyShares : paid / reserve.supplyIndex(view);
    const isOpen = reserve.terms.ltv(view) > 0;
    this.#ledger.move(tx.now, reserve.supplyAccount, 'transfer', -shares, tx.out);
    tx.give(asset, paid, 'transfer');

    if (!this.#account.hasDebt) return;
    this.#refuseUnhealthy('VEN-011', view);
    // Collateral that was closed has to go first: what is open would be missing when the closed threshold falls.
    if (isOpen && this.#account.hasClosedCollateral(view)) {
      throw new Revert('VEN-014', `${asset} before collateral with a loan-to-value of 0`);
    }
  }

  #borrow({ asset, amount }: Opening, view: MarketView, tx: Transaction): void {
    const reserve = this.reserve(asset, view);
    refuseNothing(amount, asset);
    this.#refuseClosedForLoans(reserve);
    this.#refuseIlliquid(reserve, amount, view);
    const after = reserve.terms.othersOwe(view) + reserve.owed(view) + amount;
    const cap = reserve.terms.borrowCap(view);
    if (after > cap) throw new Revert('VEN-012', `${after} ${asset} borrowed of ${cap}`);

    const borrowableUsd = this.#account.borrowableUsd(view);
    if (borrowableUsd === 0 && this.#account.hasClosedCollateral(view)) {
      throw new Revert('VEN-014', 'all collateral has a loan-to-value of 0');
    }
    const shares = amount / reserve.debtIndex(view);
    this.#ledger.move(tx.now, reserve.debtAccount, 'transfer', -shares, tx.out);
    tx.give(asset, amount, 'transfer');

    const debtUsd = this.#account.debtUsd(view);
    if (!(debtUsd <= borrowableUsd * (1 + DUST))) {
      throw new Revert('VEN-011', `${debtUsd} USD owed of ${borrowableUsd} that may be`);
    }
  }

  #refuseClosedForLoans({ asset, terms }: Reserve): void {
    if (terms.configured.frozen) throw new Revert('VEN-014', `${asset} is frozen`);
    if (!terms.configured.can_borrow) throw new Revert('VEN-014', `${asset} is not lent`);
    const category = this.#account.emodeTerms;
    if (category !== undefined && !category.borrowable.includes(asset)) {
      throw new Revert('VEN-014', `${asset} is not lent in e-mode ${this.#account.emode}`);
    }
  }

  /** More than is owed takes what is owed, as the contract does. */
  #repay({ asset, amount }: Closing, view: MarketView, tx: Transaction): void {
    const reserve = this.reserve(asset, view);
    refuseNothing(amount, asset);
    const owed = reserve.owed(view);
    if (owed === 0) throw new Revert('VEN-001', `no ${asset} is owed`);
    const wanted = amount === 'max' ? owed : Math.min(amount, owed);
    const isAll = wanted >= owed - dustOf(owed);
    // What was borrowed and is held whole pays it back, whatever the binary fractions.
    const held = tx.spendable(asset);
    const isHeldButDust = isAll && held > 0 && held >= owed - dustOf(owed);
    const paid = isHeldButDust ? Math.min(wanted, held) : wanted;

    tx.take(asset, paid, 'transfer');
    const shares = isAll ? reserve.debtShares : paid / reserve.debtIndex(view);
    this.#ledger.move(tx.now, reserve.debtAccount, 'transfer', shares, tx.out);
  }

  #setEmode(category: number, view: MarketView): void {
    const emodes = this.#account.terms.emodes;
    if (category !== NO_EMODE && !Object.hasOwn(emodes, String(category))) {
      throw new Revert('VEN-006', `e-mode ${category}`);
    }
    const borrowable = emodes[String(category)]?.borrowable;
    for (const { asset, debtShares } of this.#account.reserves) {
      if (debtShares > 0 && borrowable?.includes(asset) === false)
        throw new Revert('VEN-018', `${asset} is owed and not lent in e-mode ${category}`);
    }
    this.#account.enter(category);
    this.#refuseUnhealthy('VEN-018', view);
  }

  #refuseIlliquid(reserve: Reserve, amount: number, view: MarketView): void {
    const available = reserve.liquidity(view) - this.#lent(reserve.asset);
    if (!(amount <= available))
      throw new Revert('VEN-013', `${amount} ${reserve.asset} of ${available}`);
  }

  #refuseUnhealthy(code: 'VEN-011' | 'VEN-018', view: MarketView): void {
    const healthFactor = this.#account.healthFactor(view);
    if (!(healthFactor >= 1)) throw new Revert(code, `a health factor of ${healthFactor}`);
  }
}

function refuseNothing(amount: CallAmount, asset: AssetSymbol): void {
  if (amount !== 'max' && !(amount > 0)) throw new Revert('VEN-007', `${amount} ${asset}`);
}

function dustOf(amount: number): number {
  return DUST * Math.max(1, amount);
}
