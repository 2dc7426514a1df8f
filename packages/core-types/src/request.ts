import type { Bucket } from './account.js';
import type { MarketKind, Side } from './instrument.js';
import type { InstructionBlock } from './action.js';
import type { ErrorCode } from './errors/registry.js';
import type { Posting } from './posting.js';
import type {
  AccountIndex,
  AssetSymbol,
  BlockId,
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
  /**
   * Rest in the book at this price, as maker or not at all, until the next candle has closed; what has not traded by then
   * is refused as expired (VEN-022). Without it the order takes what is there.
   */
  readonly restingPriceQuote?: number;
  /** Taken at this price or better; what is left then is not traded. Without it at any price. */
  readonly worstPriceQuote?: number;
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

/** How much a call takes: an amount, or everything there is of it (of our supply, of our debt). */
export type CallAmount = number | 'max';

/** One call of a protocol's contract. Tokens come from the wallet that signs and go back to it. */
export type ContractCall =
  | {
      readonly call: 'flash_borrow' | 'flash_repay';
      readonly protocol: VenueId;
      readonly asset: AssetSymbol;
      readonly amount: number;
    }
  | {
      readonly call: 'supply' | 'borrow';
      readonly protocol: VenueId;
      readonly asset: AssetSymbol;
      readonly amount: number;
    }
  | {
      readonly call: 'withdraw' | 'repay';
      readonly protocol: VenueId;
      readonly asset: AssetSymbol;
      readonly amount: CallAmount;
    }
  /** 0 leaves every category. */
  | { readonly call: 'set_emode'; readonly protocol: VenueId; readonly category: number }
  /**
   * ETH into the protocol's token; into its wrapped form and back; into the queue for ETH. `wrap` and `unwrap` of a
   * wallet exchange ETH and WETH. `amount` counts what is given; `max`, which a wallet's `unwrap` of WETH takes, is all.
   */
  | {
      readonly call: 'stake' | 'wrap' | 'request_withdrawal';
      readonly protocol: VenueId;
      readonly asset: AssetSymbol;
      readonly amount: number;
    }
  | {
      readonly call: 'unwrap';
      readonly protocol: VenueId;
      readonly asset: AssetSymbol;
      readonly amount: CallAmount;
    }
  /** Takes everything that the queue has finalised. */
  | { readonly call: 'claim_withdrawals'; readonly protocol: VenueId }
  | {
      readonly call: 'swap';
      readonly protocol: VenueId;
      readonly sell: AssetSymbol;
      readonly buy: AssetSymbol;
      readonly amount: number;
      /** Less than this of `buy` undoes the transaction. */
      readonly leastReceived: number;
    };

export type ContractCallName = ContractCall['call'];

/** One transaction: its calls take effect in order and all together, or not at all and only gas is paid. */
export interface ContractRequest {
  readonly kind: 'contract';
  /** The wallet that signs and pays the gas. */
  readonly venue: VenueId;
  readonly clientRef: ClientRef;
  readonly calls: readonly ContractCall[];
  /** The atomic venue that runs several calls as one; a single call needs none. */
  readonly via?: VenueId;
  /** Below this health factor at its end the transaction is undone. */
  readonly leastHealthFactor?: number;
}

/** Something that changes a venue. */
export type VenueRequest = OrderRequest | TransferRequest | ContractRequest;

/**
 * The venue's own name for something that happened there: the same whenever, and however often, it is told. At another venue
 * the same name is another thing.
 */
export type EffectId = string;

export interface Fill {
  readonly timeMs: EpochMs;
  readonly quantityBase: number;
  readonly priceQuote: number;
  readonly feeAmount: number;
  readonly feeAsset: AssetSymbol;
}

/** What became of a write. Only `refused` and `not_sent` mean that nothing happened; `reverted` cost its gas. */
export type Outcome =
  | {
      readonly kind: 'done';
      readonly ref: VenueRef;
      readonly fills: readonly Fill[];
      readonly postings: readonly Posting[];
      /** The postings were told when it happened, by the venue's own events: they are here for the record alone. */
      readonly booked?: true;
    }
  /** The venue has it and will carry it out later: ask for its reference. */
  | { readonly kind: 'accepted'; readonly ref: VenueRef }
  /** The transaction was undone on the chain: nothing but the gas is gone. `code` is registered. */
  | {
      readonly kind: 'reverted';
      readonly ref: VenueRef;
      readonly code: string;
      readonly message: string;
      readonly postings: readonly Posting[];
    }
  /** The venue said no: nothing happened. `code` is registered, `message` is the venue's own. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  /** It never left. */
  | { readonly kind: 'not_sent'; readonly message: string }
  /** Something may have happened: ask before anything else. */
  | { readonly kind: 'unknown'; readonly message: string };

/** What a venue knows of a client reference. */
export type Found =
  | { readonly kind: 'found'; readonly outcome: Outcome }
  | { readonly kind: 'not_found_yet' }
  /**
   * `isFinal`: it can never take effect any more, however late it arrives. Where requests have an end of validity, that
   * follows from the time; where they have none, nothing else does.
   */
  | { readonly kind: 'never_existed'; readonly isFinal?: true };

/** An order that rests at a venue, ours or made by somebody else. */
export interface OpenOrder {
  readonly ref: VenueRef;
  /** null where the order was made without one. */
  readonly clientRef: ClientRef | null;
  readonly symbol: InstrumentSymbol;
  readonly side: Side;
  readonly restBase: number;
}

/** What a venue says it holds, for reconciliation. */
export interface VenueHoldings {
  readonly kind: 'holdings';
  readonly venue: VenueId;
  /** They show all that happened before then, but for what the venue shows late; of a cache, when it was filled. */
  readonly asOfMs: EpochMs;
  readonly quantities: readonly { readonly account: AccountIndex; readonly quantity: number }[];
  /** Left out by a venue that keeps none. */
  readonly openOrders?: readonly OpenOrder[];
}

/**
 * Something that happened at a venue: a fill, a payment of funding, an arrival, a liquidation. It may be told before the
 * answer to the request that caused it, more than once, and in another order than it happened; by its id it is booked once.
 */
export interface VenueEvent {
  readonly id: EffectId;
  readonly venue: VenueId;
  readonly timeMs: EpochMs;
  readonly what: 'fill' | 'funding' | 'arrival' | 'liquidation' | 'deleveraging' | 'flow';
  /** Of the order that was filled; left out where none was. */
  readonly clientRef?: ClientRef;
  readonly postings: readonly Posting[];
}

/** What the venue manager wants its runner to do next. */
export type ManagerRequest =
  | {
      readonly id: RequestId;
      readonly kind: 'execute';
      readonly request: VenueRequest;
      /** The venue must not carry it out later than this, however late it arrives; null where it knows no such bound. */
      readonly validUntilMs: EpochMs | null;
    }
  /** What is left of an order shall not trade any more. What became of the order is asked for afterwards. */
  | {
      readonly id: RequestId;
      readonly kind: 'cancel';
      readonly venue: VenueId;
      readonly clientRef: ClientRef;
    }
  /** What became of a request that was accepted for later, or whose outcome is not known. */
  | {
      readonly id: RequestId;
      readonly kind: 'find';
      readonly venue: VenueId;
      readonly clientRef: ClientRef;
    }
  | { readonly id: RequestId; readonly kind: 'read_holdings'; readonly venue: VenueId }
  /** What happened there since: it may not all have been told. */
  | {
      readonly id: RequestId;
      readonly kind: 'read_history';
      readonly venue: VenueId;
      readonly sinceMs: EpochMs;
    }
  /** A block is dropped. There is nothing to carry out and nothing to answer: it only has to be known in order. */
  | {
      readonly id: RequestId;
      readonly kind: 'give_up';
      readonly blockId: BlockId;
      readonly code: ErrorCode;
      readonly message: string;
    };

/** What the runner brings back: the outcome of a write, what was found of it, holdings or history. */
export type Answer = Outcome | Found | VenueHoldings | VenueHistory | NotRead;

export interface VenueHistory {
  readonly kind: 'history';
  readonly venue: VenueId;
  readonly events: readonly VenueEvent[];
}

/** What was asked for could not be read; nothing is known by it. */
export interface NotRead {
  readonly kind: 'not_read';
  readonly message: string;
}

/** What an operator says. By its id a command takes effect once, however often it is told. */
export type OperatorCommand = { readonly id: string } &
  /** From now on only what lowers risk; nothing at all by the strategy when halted. */
  (
    | { readonly kind: 'reduce_only' | 'halt'; readonly reason: string }
    | { readonly kind: 'resume' }
    /** Of a block that waits for it. */
    | { readonly kind: 'approve' | 'reject'; readonly blockId: BlockId }
    /** What the venue holds is taken for right. */
    | { readonly kind: 'adopt'; readonly venue: VenueId }
    | { readonly kind: 'submit'; readonly block: InstructionBlock }
  );
