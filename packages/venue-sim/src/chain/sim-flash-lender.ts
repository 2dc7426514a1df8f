import {
  DatedConfig,
  type ContractCall,
  type EpochMs,
  type FlashLoanVenueConfig,
  type Json,
  type Outcome,
} from '@basis/core-types';
import { AccountVenue } from '../account-venue.js';
import { refuse } from '../refuse.js';
import type { VenueContext } from '../venue-context.js';
import { FlashDesk } from './flash-desk.js';
import type { Protocol } from './protocol.js';
import type { Transaction } from './transaction.js';

/** A protocol that lends within one transaction and holds nothing of ours. */
export class SimFlashLender extends AccountVenue implements Protocol {
  readonly #config: DatedConfig<FlashLoanVenueConfig>;
  readonly #desk: FlashDesk;

  constructor(config: FlashLoanVenueConfig, context: VenueContext) {
    super(config.venue, context.accounts, context.network);
    this.#config = new DatedConfig(config);
    this.#desk = new FlashDesk(
      config.venue,
      (asset, { now }) => this.#config.at(now).liquidity[asset] ?? 0,
      ({ now }) => this.#config.at(now).premium_bps,
    );
  }

  readonly ranks = [];
  play(): void {
    throw new Error('a flash lender has nothing to play');
  }

  handle(): Outcome {
    return refuse('VEN-009', `${this.id} is called from a wallet`);
  }

  gasUnits(call: ContractCall, now: EpochMs): number | undefined {
    if (call.call === 'flash_borrow') return this.#config.at(now).gas_units.flash_loan;
    // Paying back is part of the loan's own call.
    return call.call === 'flash_repay' ? 0 : undefined;
  }

  execute(call: ContractCall, tx: Transaction): void {
    if (call.call !== 'flash_borrow' && call.call !== 'flash_repay') {
      throw new Error(`no ${call.call} at ${this.id}`);
    }
    this.#desk.execute(call, tx);
  }

  finish(): void {
    this.#desk.finish();
  }

  /** Between transactions nothing is lent: a transaction that is undone leaves no loan behind. */
  override load(state: Json): void {
    super.load(state);
    this.#desk.forget();
  }
}
