import type {
  ContractCall,
  EpochMs,
  ExecutionRecord,
  InstructionBlock,
  SmartContractAction,
} from '@basis/core-types';
import type { Receipt } from '@basis/execution-interfaces';

/** A receipt as a line of `executions.csv`. */
export function executionRecord(
  receipt: Receipt,
  block: InstructionBlock,
  now: EpochMs,
): ExecutionRecord {
  const { instruction } = receipt;
  const head = {
    timestampMs: now,
    blockId: block.blockId,
    instructionId: instruction.id,
    strategyAction: block.action,
    reason: block.reason,
    venueAction: instruction.action,
    arrivalPrice: receipt.arrivalPrice,
    fillPrice: receipt.fillPrice,
    executionCost: receipt.executionCost + 0,
    feeAmount: receipt.feeAmount,
    feeAsset: receipt.feeAsset,
  };
  switch (instruction.type) {
    case 'cex_trade':
      return {
        ...head,
        venue: instruction.venue,
        symbol: instruction.symbol,
        side: instruction.side,
        quantity: receipt.filledBase,
      };
    case 'wallet_transfer':
      return {
        ...head,
        venue: `${instruction.fromVenue}:${instruction.fromBucket}`,
        symbol: instruction.token,
        side: `to ${instruction.toVenue}:${instruction.toBucket}`,
        quantity: instruction.amount,
      };
    case 'smart_contract_action':
      return { ...head, ...callsOf(instruction, receipt) };
  }
}

/** A transaction is one line, told by its first call; `side` names all of them. */
function callsOf(
  { call }: SmartContractAction,
  receipt: Receipt,
): Pick<ExecutionRecord, 'venue' | 'symbol' | 'side' | 'quantity'> {
  const calls = [call, ...receipt.chained.map((action) => action.call)];
  return {
    venue: call.protocol,
    symbol: tokenOf(call),
    side: calls.map((one) => one.call).join('+'),
    quantity: quantityOf(call, receipt),
  };
}

function tokenOf(call: ContractCall): string {
  if (call.call === 'swap') return `${call.sell}-${call.buy}`;
  return 'asset' in call ? call.asset : '';
}

/** How much a call of everything was of is told by what it changed: a claim in its queue, others in the wallet. */
function quantityOf(call: ContractCall, { deltas }: Receipt): number {
  if (call.call === 'set_emode') return call.category;
  if ('amount' in call && call.amount !== 'max') return call.amount;
  const isClaim = call.call === 'claim_withdrawals';
  const changed = Object.entries(deltas).find(([venue]) => (venue === call.protocol) === isClaim);
  return Math.abs(changed?.[1][isClaim ? 'ETH' : tokenOf(call)] ?? 0);
}
