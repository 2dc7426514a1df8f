import type { AccountIndex, EpochMs, PostingSink } from '@basis/core-types';
import type { Ledger } from '../../ledger.js';
import { Revert, type Transaction } from '../transaction.js';

interface QueuedRequest {
  /** What the protocol owed for it when it was made, and its rate then. */
  readonly eth: number;
  readonly rate: number;
  readonly finalisesAtMs: EpochMs;
}

export type SavedQueue = {
  readonly pending: readonly { eth: number; rate: number; finalises_at_ms: EpochMs }[];
};

/** Where claims lie, in ETH: those that wait, and those that are finalised. */
export interface QueueAccounts {
  readonly waiting: AccountIndex;
  readonly claimable: AccountIndex;
}

/**
 * The way out of a staking protocol: first in, first out. What is asked for earns nothing any more, but a rate that has
 * fallen by the time a request is finalised is borne by it. What is finalised moves to an account of its own and waits
 * there to be claimed.
 */
export class WithdrawalQueue {
  readonly #ledger: Ledger;
  readonly #accounts: QueueAccounts;
  #pending: QueuedRequest[] = [];

  constructor(ledger: Ledger, accounts: QueueAccounts) {
    this.#ledger = ledger;
    this.#accounts = accounts;
  }

  /** Nobody overtakes: a shorter delay for later requests does not bring them before earlier ones. Infinity for none. */
  get nextFinalisationMs(): EpochMs {
    return this.#pending[0]?.finalisesAtMs ?? Infinity;
  }

  add(eth: number, rate: number, delayMs: number, tx: Transaction): void {
    this.#pending.push({ eth, rate, finalisesAtMs: tx.now + delayMs });
    this.#ledger.move(tx.now, this.#accounts.waiting, 'convert', eth, tx.out);
  }

  finalise(at: EpochMs, rate: number, out: PostingSink): void {
    const { waiting, claimable } = this.#accounts;
    while (this.nextFinalisationMs <= at) {
      const request = this.#pending.shift()!;
      const loss = rate < request.rate ? request.eth * (1 - rate / request.rate) : 0;
      this.#ledger.move(at, waiting, 'staking', -loss, out);
      const held = this.#ledger.get(waiting);
      // The last request takes what is there, so that no binary dust waits for ever.
      const eth = this.#pending.length === 0 ? held : Math.min(request.eth - loss, held);
      this.#ledger.move(at, waiting, 'transfer', -eth, out);
      this.#ledger.move(at, claimable, 'transfer', eth, out);
    }
  }

  claim(tx: Transaction): void {
    const { claimable } = this.#accounts;
    const eth = this.#ledger.get(claimable);
    if (!(eth > 0)) throw new Revert('VEN-007', 'nothing is finalised');
    this.#ledger.move(tx.now, claimable, 'convert', -eth, tx.out);
    tx.give('ETH', eth, 'convert');
  }

  save(): SavedQueue {
    return {
      pending: this.#pending.map(({ eth, rate, finalisesAtMs }) => ({
        eth,
        rate,
        finalises_at_ms: finalisesAtMs,
      })),
    };
  }

  load({ pending }: SavedQueue): void {
    this.#pending = pending.map(({ eth, rate, finalises_at_ms }) => ({
      eth,
      rate,
      finalisesAtMs: finalises_at_ms,
    }));
  }
}
