import {
  balanceId,
  perpPositionId,
  type AssetSymbol,
  type Bucket,
  type CexTrade,
  type ClientRef,
  type ContractCallName,
  type InstrumentSymbol,
  type OrderRequest,
  type TransferRequest,
  type VenueId,
  type WalletTransfer,
} from '@basis/core-types';

/** Where an interface looks up what is held: the position monitor. */
export interface HoldingsReader {
  quantity(accountId: string): number;
}

/**
 * The contract that all venue interfaces share. An interface does no I/O: it turns an instruction into the request that
 * a runner carries out, and reads holdings from the reconciled expectation.
 */
export abstract class ExecutionInterface {
  readonly venue: VenueId;
  readonly #holdings: HoldingsReader;

  constructor(venue: VenueId, holdings: HoldingsReader) {
    this.venue = venue;
    this.#holdings = holdings;
  }

  abstract executeTrade(instruction: CexTrade, clientRef: ClientRef): OrderRequest;

  /** Whether there is a contract here that has this call. */
  takesCall(_call: ContractCallName): boolean {
    return false;
  }

  executeTransfer(instruction: WalletTransfer, clientRef: ClientRef): TransferRequest {
    return {
      kind: 'transfer',
      venue: instruction.fromVenue,
      clientRef,
      fromBucket: instruction.fromBucket,
      toVenue: instruction.toVenue,
      toBucket: instruction.toBucket,
      asset: instruction.token,
      amount: instruction.amount,
    };
  }

  getBalance(asset: AssetSymbol, bucket: Bucket): number {
    return this.#holdings.quantity(balanceId(this.venue, bucket, asset));
  }

  /** Signed base units. */
  getPosition(symbol: InstrumentSymbol): number {
    return this.#holdings.quantity(perpPositionId(this.venue, symbol));
  }
}
