import type { InstructionId, AssetSymbol, BlockId, InstrumentSymbol, VenueId } from './units.js';
import type { Bucket } from './account.js';
import type { MarketKind, Side } from './instrument.js';
import type { CallAmount, ContractCall } from './request.js';

/** What a strategy can name: the five public actions, and `rebalance`, which always comes with a reason. */
export const STRATEGY_ACTIONS = [
  'entry_full',
  'entry_partial',
  'exit_full',
  'exit_partial',
  'sell_dust',
  'rebalance',
] as const;
export type StrategyAction = (typeof STRATEGY_ACTIONS)[number];

/** Lowest runs first. */
export const PRIORITY = { riskExit: 0, dust: 10, rebalance: 20, entry: 30 } as const;

/** What can be done at a venue. Configuration maps each strategy action to a sequence of these. */
export const VENUE_ACTIONS = [
  'cex_spot_buy',
  'cex_spot_sell',
  'cex_perp_short',
  'cex_perp_close',
  'transfer',
  'aave_supply',
  'aave_withdraw',
  'aave_borrow',
  'aave_repay',
  'lido_stake',
  'lido_unstake',
  'etherfi_stake',
  'etherfi_unstake',
  'flash_loan',
  'swap',
  'sell_dust',
] as const;
export type VenueAction = (typeof VENUE_ACTIONS)[number];

/**
 * A place in the strategy's plan. Configuration maps roles to venues: `spot` is the wallet and market that buys the
 * asset, `hedge` all perp venues by allocation, `hedge[i]` one of them, `chain` the wallet and its protocols.
 */
export type Role = 'spot' | 'hedge' | `hedge[${number}]` | 'chain';

/** One sized part of a decision, in base units of its token, before lots and venues. */
export type Leg =
  | {
      readonly does: 'buy' | 'sell';
      readonly role: 'spot';
      readonly token: AssetSymbol;
      readonly amount: number;
    }
  | {
      /** `close_long` sells a perp that is long: no plan of ours makes one, but somebody else may have. */
      readonly does: 'short' | 'cover' | 'close_long';
      readonly role: Exclude<Role, 'spot' | 'chain'>;
      readonly token: AssetSymbol;
      readonly amount: number;
    }
  /** A reward token into ETH, at a pool. */
  | {
      readonly does: 'sell';
      readonly role: 'chain';
      readonly token: AssetSymbol;
      readonly amount: number;
    }
  /** Lent at the lending venue, and taken back. */
  | {
      readonly does: 'supply' | 'withdraw';
      readonly role: 'chain';
      readonly token: AssetSymbol;
      readonly amount: number;
    }
  /** ETH at the lending venue, against what is pledged there; it borrows and takes WETH, the wallet keeps ETH. */
  | {
      readonly does: 'borrow' | 'repay';
      readonly role: 'chain';
      readonly token: 'ETH';
      readonly amount: number;
    }
  /** ETH into the staking token. */
  | {
      readonly does: 'stake';
      readonly role: 'chain';
      readonly token: 'ETH';
      readonly amount: number;
    }
  /** The staking token into ETH: later, at the protocol's rate, or now, at what a pool pays. */
  | {
      readonly does: 'unstake';
      readonly role: 'chain';
      readonly token: AssetSymbol;
      readonly amount: number;
      readonly by: 'queue' | 'market';
    }
  /** Everything that the queue has finalised; `amount` says how much that should be. */
  | {
      readonly does: 'claim';
      readonly role: 'chain';
      readonly token: 'ETH';
      readonly amount: number;
    }
  /** WETH that lies in the wallet into ETH, all of it. */
  | {
      readonly does: 'unwrap';
      readonly role: 'chain';
      readonly token: 'WETH';
      readonly amount: number;
    }
  | LeverLeg
  | UnleverLeg
  | {
      readonly does: 'move';
      readonly role: Exclude<Role, 'hedge'>;
      readonly to: Exclude<Role, 'hedge'>;
      readonly token: AssetSymbol;
      readonly amount: number;
    };

/**
 * A leveraged stake is built: own and borrowed ETH staked, the tokens pledged, ETH borrowed on them. With a flash loan of
 * `flashEth` in one round and one transaction; without, round after round, each staking what the last one borrowed.
 */
export interface LeverLeg {
  readonly does: 'lever';
  readonly role: 'chain';
  /** The staking token. */
  readonly token: AssetSymbol;
  /** ETH staked in all. */
  readonly amount: number;
  /** 0 without a flash loan. It is paid back, with its premium, out of the last borrowing. */
  readonly flashEth: number;
  readonly rounds: readonly LeverRound[];
  /** Below this health factor at its end a transaction is undone. */
  readonly leastHealthFactor: number;
}

export interface LeverRound {
  readonly stakeEth: number;
  readonly pledgeTokens: number;
  readonly borrowEth: number;
}

/** The same in reverse: tokens are released and sold at a pool, debt is paid back with what that brings. */
export interface UnleverLeg {
  readonly does: 'unlever';
  readonly role: 'chain';
  readonly token: AssetSymbol;
  /** Tokens released and sold in all. */
  readonly amount: number;
  readonly flashEth: number;
  /** With a flash loan the one round repays before it releases; without, each releases, sells and then repays. */
  readonly rounds: readonly UnleverRound[];
  readonly leastHealthFactor: number;
}

export interface UnleverRound {
  readonly releaseTokens: CallAmount;
  readonly sellTokens: number;
  readonly repayEth: CallAmount;
}

export interface Decision {
  readonly action: StrategyAction;
  readonly priority: number;
  readonly reason: string;
  readonly legs: readonly Leg[];
}

/** Deltas by venue, then token, in base units. */
export type EstimatedDeltas = Readonly<Record<VenueId, Readonly<Record<AssetSymbol, number>>>>;

interface InstructionHead {
  readonly id: InstructionId;
  readonly action: VenueAction;
  readonly estimatedDeltas: EstimatedDeltas;
}

export interface CexTrade extends InstructionHead {
  readonly type: 'cex_trade';
  readonly venue: VenueId;
  readonly tradeType: MarketKind;
  readonly side: Side;
  readonly symbol: InstrumentSymbol;
  /** Base units, a whole number of lots. */
  readonly amount: number;
  readonly reduceOnly: boolean;
}

export interface WalletTransfer extends InstructionHead {
  readonly type: 'wallet_transfer';
  readonly fromVenue: VenueId;
  readonly fromBucket: Bucket;
  readonly toVenue: VenueId;
  readonly toBucket: Bucket;
  readonly token: AssetSymbol;
  /** What leaves the source, its fee included. */
  readonly amount: number;
}

/** One call of a contract, in a transaction of its own or together with those of its group. */
export interface SmartContractAction extends InstructionHead {
  readonly type: 'smart_contract_action';
  readonly call: ContractCall;
  /** Actions that follow one another in a block under the same name are one transaction: all of them happen or none. */
  readonly atomicGroup?: string;
  /** Below this health factor at its end the transaction is undone. */
  readonly leastHealthFactor?: number;
}

export type Instruction = CexTrade | WalletTransfer | SmartContractAction;
export const INSTRUCTION_TYPES = ['wallet_transfer', 'smart_contract_action', 'cex_trade'] as const;

/** Instructions of one decision, executed strictly one after another. */
export interface InstructionBlock {
  readonly blockId: BlockId;
  readonly action: StrategyAction;
  readonly priority: number;
  readonly reason: string;
  readonly instructions: readonly Instruction[];
}

export type TriggerSource = 'strategy_manager' | 'manual' | 'retry';
