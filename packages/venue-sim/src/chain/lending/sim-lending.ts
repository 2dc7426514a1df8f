import type { ContractCall, EpochMs, Outcome, LendingVenueConfig } from '@basis/core-types';
import { AccountVenue } from '../../account-venue.js';
import { refuse } from '../../refuse.js';
import type { VenueContext } from '../../venue-context.js';
import type { Protocol } from '../protocol.js';
import type { Transaction } from '../transaction.js';

export class SimLending extends AccountVenue implements Protocol {
  constructor(config: LendingVenueConfig, context: VenueContext) {
    super(config.venue, context.accounts, context.network);
  }
  readonly ranks = [];
  play(): void {}
  handle(): Outcome {
    return refuse('VEN-009', this.id);
  }
  gasUnits(_call: ContractCall, _now: EpochMs): number | undefined {
    return undefined;
  }
  execute(_call: ContractCall, _tx: Transaction): void {}
  finish(_tx: Transaction): void {}
}
