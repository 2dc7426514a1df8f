import {
  balanceId,
  isDollar,
  type ContractCall,
  type Instruction,
  type InstructionBlock,
  type SmartContractAction,
  type VenueId,
} from '@basis/core-types';
import { WETH } from '../chain-places.js';

/** What something does to what can be lost. What changes nothing is let through together with what reduces, not alone. */
type Effect = 'adds' | 'nothing' | 'reduces';

/**
 * Whether an instruction, with what is chained to it in one transaction, adds nothing that can be lost and takes something
 * of it away, or moves money to where it is needed.
 */
export function reducesRisk(
  instruction: Instruction,
  chained: readonly SmartContractAction[] = [],
): boolean {
  return together([instruction, ...chained]) === 'reduces';
}

/** The same of a whole block: one part that adds is enough for it not to. */
export function blockReducesRisk({
  instructions,
}: Pick<InstructionBlock, 'instructions'>): boolean {
  return together(instructions) === 'reduces';
}

function together(instructions: readonly Instruction[]): Effect {
  const effects = instructions.map(effectOf);
  if (effects.includes('adds')) return 'adds';
  return effects.includes('reduces') ? 'reduces' : 'nothing';
}

function effectOf(instruction: Instruction): Effect {
  switch (instruction.type) {
    case 'wallet_transfer':
      return 'reduces';
    case 'cex_trade':
      // A perp order that may go beyond nil opens the other side: only the venue knows how far it is, so it has to be told.
      return (
        instruction.tradeType === 'spot' ? instruction.side === 'sell' : instruction.reduceOnly
      )
        ? 'reduces'
        : 'adds';
    case 'smart_contract_action':
      return effectOfCall(instruction.call);
  }
}

function effectOfCall(call: ContractCall): Effect {
  switch (call.call) {
    case 'supply':
    case 'borrow':
    case 'stake':
      return 'adds';
    case 'flash_borrow':
    case 'flash_repay':
    case 'set_emode':
    // Repaying may begin with it: what a token is wrapped into is worth the same.
    case 'wrap':
      return 'nothing';
    case 'withdraw':
    case 'repay':
    case 'unwrap':
    case 'request_withdrawal':
    case 'claim_withdrawals':
      return 'reduces';
    case 'swap':
      return effectOfSwap(distanceFromCash(call.sell), distanceFromCash(call.buy));
  }
}

function effectOfSwap(sold: number, bought: number): Effect {
  if (bought < sold) return 'reduces';
  // Another token that can lose its price for one that can is as good as new risk.
  return bought > sold || bought === FARTHEST ? 'adds' : 'nothing';
}

const FARTHEST = 2;

/** Dollars, ether, and what hangs on ether or on nothing: staking tokens, rewards. */
function distanceFromCash(token: string): number {
  if (isDollar(token)) return 0;
  return token === 'ETH' || token === WETH ? 1 : FARTHEST;
}

/**
 * What an instruction touches, by names such as `binance:perp:BTC-USDT`: while it is not known what became of one, others
 * may go on that touch nothing of the same. A wallet is one whole, for its transactions have an order; a transfer from an
 * exchange touches the balance it takes from.
 */
export function instrumentsOf(instruction: Instruction, wallet: VenueId | undefined): string[] {
  switch (instruction.type) {
    case 'cex_trade':
      return [`${instruction.venue}:${instruction.tradeType}:${instruction.symbol}`];
    case 'wallet_transfer': {
      const { fromVenue, fromBucket, token } = instruction;
      return [fromVenue === wallet ? wallet : balanceId(fromVenue, fromBucket, token)];
    }
    case 'smart_contract_action':
      return wallet === undefined ? [] : [wallet];
  }
}
