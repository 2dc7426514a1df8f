import type { AccountTable, ContractCall, VenueClient, VenueId } from '@basis/core-types';

/** A wallet with money in it and the protocols it calls, handed to every case afresh. */
export interface ChainUnderTest {
  readonly wallet: VenueClient;
  /** Everything that calls can change besides the wallet. */
  readonly protocols: readonly VenueClient[];
  readonly accounts: AccountTable;
  /** A client reference that was never used before. */
  newRef(): string;
  readonly via: VenueId;
  /** Succeed one after another, each in a transaction of its own. */
  readonly calls: readonly ContractCall[];
  /** Succeed together, and leave a debt. */
  readonly batch: readonly ContractCall[];
  /** Of which some would succeed, but not all. */
  readonly failing: { readonly calls: readonly ContractCall[]; readonly code: string };
}
