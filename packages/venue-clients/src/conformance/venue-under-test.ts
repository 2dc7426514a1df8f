import type { AccountTable, Bucket, VenueClient, VenueId } from '@basis/core-types';

/** A venue with money in it, handed to every conformance case afresh, and what the cases may ask of it. */
export interface VenueUnderTest {
  readonly client: VenueClient;
  readonly accounts: AccountTable;
  /** A client reference that was never used at this venue before. */
  newRef(): string;
  /** What the venue offers; cases about the rest are skipped by their suite. */
  readonly spot?: TradeUnderTest;
  readonly perp?: TradeUnderTest;
  readonly transfer?: TransferUnderTest;
}

/** A market in which nothing is open and no base is held. Quantities are in base units, whole lots unless said. */
export interface TradeUnderTest {
  readonly symbol: string;
  /** Affordable; its half is whole lots too, and above every minimum. */
  readonly quantity: number;
  readonly tooLarge: number;
  readonly belowMinNotional: number;
  /** Between two lots. */
  readonly brokenLot: number;
  /** What the venue charges, in the asset of the fee. 0 where it charges nothing. */
  readonly feeRate: number;
}

export interface TransferUnderTest {
  readonly fromBucket: Bucket;
  readonly toVenue: VenueId;
  readonly toBucket: Bucket;
  readonly asset: string;
  readonly amount: number;
  readonly tooLarge: number;
  /** Below the least withdrawal, or not above 0 where there is none. */
  readonly tooSmall: number;
}
