import type { InstructionId, AssetSymbol, BlockId, InstrumentSymbol, VenueId } from './units.js';
import type { Bucket } from './account.js';
import type { MarketKind, Side } from './instrument.js';
import type { ContractCall } from './request.js';

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
      readonly does: 'short' | 'cover';
      readonly role: Exclude<Role, 'spot' | 'chain'>;
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
  | {
      readonly does: 'move';
      readonly role: Exclude<Role, 'hedge'>;
      readonly to: Exclude<Role, 'hedge'>;
      readonly token: AssetSymbol;
      readonly amount: number;
    };

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
