import type { CexTrade, ClientRef, OrderRequest } from '@basis/core-types';
import { ExecutionInterface } from './execution-interface.js';

/** Spot and perp orders at one exchange, and withdrawals from it. */
export class CexExecutionInterface extends ExecutionInterface {
  executeTrade(instruction: CexTrade, clientRef: ClientRef): OrderRequest {
    return {
      kind: 'order',
      venue: this.venue,
      clientRef,
      market: instruction.tradeType,
      symbol: instruction.symbol,
      side: instruction.side,
      quantityBase: instruction.amount,
      reduceOnly: instruction.reduceOnly,
    };
  }
}
