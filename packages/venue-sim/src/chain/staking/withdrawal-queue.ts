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
  readonly finalised_eth: number;
};

/**
 * The way out of a staking protocol: first in, first out. What is asked for earns nothing any more, but a rate that has
 * fallen by the time a request is finalised is borne by it. The account holds ETH, and nothing once all is claimed.
 */
export class WithdrawalQueue {
  readonly #ledger: Ledger;
  readonly #account: AccountIndex;
  #pending: QueuedRequest[] = [];
  #finalisedEth = 0;

  constructor(ledger: Ledger, account: AccountIndex) {
    this.#ledger = ledger;
    this.#account = account;
  }

  /** Nobody overtakes: a shorter delay for later requests does not bring them before earlier ones. Infinity for none. */
  get nextFinalisationMs(): EpochMs {
    return this.#pending[0]?.finalisesAtMs ?? Infinity;
  }

  get finalisedEth(): number {
    return this.#finalisedEth;
  }

  add(eth: number, rate: number, delayMs: number, tx: Transaction): void {
    this.#pending.push({ eth, rate, finalisesAtMs: tx.now + delayMs });
    this.#ledger.move(tx.now, this.#account, 'convert', eth, tx.out);
  }

  finalise(at: EpochMs, rate: number, out: PostingSink): void {
    while (this.nextFinalisationMs <= at) {
      const request = this.#pending.shift()!;
      const loss = rate < request.rate ? request.eth * (1 - rate / request.rate) : 0;
      this.#ledger.move(at, this.#account, 'staking', -loss, out);
      this.#finalisedEth += request.eth - loss;
    }
  }

  claim(tx: Transaction): void {
    if (!(this.#finalisedEth > 0)) throw new Revert('VEN-007', 'nothing is finalised');
    const held = this.#ledger.get(this.#account);
    // The last request takes what is there, so that no binary dust stays in the queue for ever.
    const eth = this.#pending.length === 0 ? held : Math.min(this.#finalisedEth, held);
    this.#ledger.move(tx.now, this.#account, 'convert', -eth, tx.out);
    tx.give('ETH', eth, 'convert');
    this.#finalisedEth = 0;
  }

  save(): SavedQueue {
    return {
      pending: this.#pending.map(({ eth, rate, finalisesAtMs }) => ({
        eth,
        rate,
        finalises_at_ms: finalisesAtMs,
      })),
      finalised_eth: this.#finalisedEth,
    };
  }

  load({ pending, finalised_eth }: SavedQueue): void {
    this.#pending = pending.map(({ eth, rate, finalises_at_ms }) => ({
      eth,
      rate,
      finalisesAtMs: finalises_at_ms,
    }));
    this.#finalisedEth = finalised_eth;
  }
}
