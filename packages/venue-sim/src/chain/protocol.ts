import type { ContractCall, EpochMs, SimVenue } from '@basis/core-types';
import type { Transaction } from './transaction.js';

/** A contract on the chain: a venue whose calls come in the wallet's transactions. */
export interface Protocol extends SimVenue {
  /** Gas that the call uses; undefined for a call that this protocol does not have. */
  gasUnits(call: ContractCall, now: EpochMs): number | undefined;
  /** Carries out one call. Throws `Revert`, and then whatever was done is undone by the wallet. */
  execute(call: ContractCall, tx: Transaction): void;
  /** Asked at the end of every transaction that called it: throws `Revert` where it cannot be left so. */
  finish(tx: Transaction): void;
}
