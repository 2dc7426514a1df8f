import type { ContractCall, EpochMs, Outcome, StakingVenueConfig } from '@basis/core-types';
import { AccountVenue } from '../../account-venue.js';
import { refuse } from '../../refuse.js';
import type { VenueContext } from '../../venue-context.js';
import type { Protocol } from '../protocol.js';
import type { Transaction } from '../transaction.js';
import type { SimWallet } from '../sim-wallet.js';
import type { SimLending } from '../lending/sim-lending.js';

export class SimStaking extends AccountVenue implements Protocol {
  constructor(
    config: StakingVenueConfig,
    context: VenueContext,
    _wallet: SimWallet | undefined,
    _lenders: readonly SimLending[],
  ) {
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
