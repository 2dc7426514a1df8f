import { BPS, type AssetSymbol, type ContractCall, type VenueId } from '@basis/core-types';
import { Revert, type Transaction } from './transaction.js';

type FlashCall = Extract<ContractCall, { call: 'flash_borrow' | 'flash_repay' }>;

/** Binary dust that a repayment may fall short by, relative to what was lent. */
const DUST = 1e-12;

/** Lends within one transaction: what is not back with its premium at the end undoes it. Keeps nothing in between. */
export class FlashDesk {
  readonly #venue: VenueId;
  readonly #liquidity: (asset: AssetSymbol, tx: Transaction) => number;
  readonly #premiumBps: (tx: Transaction) => number;
  readonly #owed = new Map<AssetSymbol, { principal: number; premium: number }>();

  constructor(
    venue: VenueId,
    liquidity: (asset: AssetSymbol, tx: Transaction) => number,
    premiumBps: (tx: Transaction) => number,
  ) {
    this.#venue = venue;
    this.#liquidity = liquidity;
    this.#premiumBps = premiumBps;
  }

  execute(call: FlashCall, tx: Transaction): void {
    if (call.call === 'flash_borrow') this.#lend(call, tx);
    else this.#takeBack(call, tx);
  }

  #lend({ asset, amount }: FlashCall, tx: Transaction): void {
    if (!(amount > 0)) throw new Revert('VEN-007', `${amount} ${asset}`);
    const owed = this.#owed.get(asset) ?? { principal: 0, premium: 0 };
    const available = this.#liquidity(asset, tx) - owed.principal;
    if (!(amount <= available)) {
      throw new Revert('VEN-013', `${amount} ${asset} of ${available} at ${this.#venue}`);
    }
    const premium = amount * this.#premiumBps(tx) * BPS;
    this.#owed.set(asset, {
      principal: owed.principal + amount,
      premium: owed.premium + premium,
    });
    tx.give(asset, amount, 'transfer');
  }

  /** The principal is paid back before the premium, which is a fee. */
  #takeBack({ asset, amount }: FlashCall, tx: Transaction): void {
    if (!(amount > 0)) throw new Revert('VEN-007', `${amount} ${asset}`);
    const owed = this.#owed.get(asset) ?? { principal: 0, premium: 0 };
    const dust = DUST * (owed.principal + owed.premium);
    if (amount > owed.principal + owed.premium + dust) {
      throw new Revert('VEN-007', `${amount} ${asset} to repay, ${owed.principal} lent`);
    }
    const principal = Math.min(amount, owed.principal);
    if (principal > 0) {
      tx.take(asset, principal, 'transfer');
      owed.principal -= principal;
    }
    const premium = Math.min(amount - principal, owed.premium);
    if (premium > 0) {
      tx.take(asset, premium, 'fee');
      owed.premium -= premium;
    }
    if (owed.principal + owed.premium <= dust) this.#owed.delete(asset);
  }

  /** What is out on loan at this point of the transaction. */
  lent(asset: AssetSymbol): number {
    return this.#owed.get(asset)?.principal ?? 0;
  }

  /** Ends the transaction: nothing may be owed. What was owed in one that is undone is forgotten. */
  finish(): void {
    const [open] = this.#owed;
    this.forget();
    if (open === undefined) return;
    const [asset, { principal, premium }] = open;
    throw new Revert('VEN-016', `${principal + premium} ${asset} owed to ${this.#venue}`);
  }

  forget(): void {
    this.#owed.clear();
  }
}
