import type { AccountTable, DataProvider, RunConfig } from '@basis/core-types';
import type { TransferNetwork } from './transfer-network.js';

/** What every simulated venue is made with. */
export interface VenueContext {
  readonly config: RunConfig;
  readonly accounts: AccountTable;
  readonly data: DataProvider;
  readonly network: TransferNetwork;
}
