import type { EpochMs, ExecutionRecord, InstructionBlock } from '@basis/core-types';
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
      return {
        ...head,
        venue: instruction.protocol,
        symbol: instruction.token,
        side: instruction.contractAction,
        quantity: instruction.amount,
      };
  }
}
