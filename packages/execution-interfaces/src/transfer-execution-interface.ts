import { ComponentError, type CexTrade, type OrderRequest } from '@basis/core-types';
import { ExecutionInterface } from './execution-interface.js';

/** Sends from the wallet on the chain. */
export class TransferExecutionInterface extends ExecutionInterface {
  executeTrade(instruction: CexTrade): OrderRequest {
    throw new ComponentError('EIM-001', {
      message: `${this.venue} is a wallet and cannot ${instruction.side} ${instruction.symbol}`,
      context: { instruction_id: instruction.id, venue: this.venue },
    });
  }
}
