import type { Bucket } from './account.js';
import type { MarketKind, Side } from './instrument.js';
import type { Posting } from './posting.js';
import type {
  AccountIndex,
  AssetSymbol,
  EpochMs,
  InstrumentSymbol,
  RequestId,
  VenueId,
} from './units.js';

/** Our own name for something we asked a venue to do, known before it is sent. */
export type ClientRef = string;
/** The venue's name for it. */
export type VenueRef = string;

export interface OrderRequest {
  readonly kind: 'order';
  readonly venue: VenueId;
  readonly clientRef: ClientRef;
  readonly market: MarketKind;
  readonly symbol: InstrumentSymbol;
  readonly side: Side;
  /** Base units, a whole number of lots. */
  readonly quantityBase: number;
  readonly reduceOnly: boolean;
}

export interface TransferRequest {
  readonly kind: 'transfer';
  /** The source, which carries it out. */
  readonly venue: VenueId;
  readonly clientRef: ClientRef;
  readonly fromBucket: Bucket;
  readonly toVenue: VenueId;
  readonly toBucket: Bucket;
  readonly asset: AssetSymbol;
  /** What leaves the source, its fee included. */
  readonly amount: number;
}

/** Something that changes a venue. */
export type VenueRequest = OrderRequest | TransferRequest;

export interface Fill {
  readonly timeMs: EpochMs;
  readonly quantityBase: number;
  readonly priceQuote: number;
  readonly feeAmount: number;
  readonly feeAsset: AssetSymbol;
}

/** What became of a write. Only `refused` and `not_sent` mean that nothing happened. */
export type Outcome =
  | {
      readonly kind: 'done';
      readonly ref: VenueRef;
      readonly fills: readonly Fill[];
      readonly postings: readonly Posting[];
    }
  /** The venue said no: nothing happened. `code` is registered, `message` is the venue's own. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  /** It never left. */
  | { readonly kind: 'not_sent'; readonly message: string }
  /** Something may have happened: ask before anything else. */
  | { readonly kind: 'unknown'; readonly message: string };

/** What a venue says it holds, for reconciliation. */
export interface VenueHoldings {
  readonly kind: 'holdings';
  readonly venue: VenueId;
  readonly asOfMs: EpochMs;
  readonly quantities: readonly { readonly account: AccountIndex; readonly quantity: number }[];
}

/** What the venue manager wants its runner to do next. */
export type ManagerRequest =
  | { readonly id: RequestId; readonly kind: 'execute'; readonly request: VenueRequest }
  | { readonly id: RequestId; readonly kind: 'read_holdings'; readonly venue: VenueId }
  | { readonly id: RequestId; readonly kind: 'wait'; readonly untilMs: EpochMs };

/** What the runner brings back: the outcome of a write, holdings, or that the waiting is over. */
export type Answer = Outcome | VenueHoldings | { readonly kind: 'waited' };
