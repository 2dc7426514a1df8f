import {
  ComponentError,
  type CexTrade,
  type ContractCallName,
  type OrderRequest,
  type TransferRequest,
  type VenueConfig,
  type VenueId,
  type WalletTransfer,
} from '@basis/core-types';
import { ExecutionInterface, type HoldingsReader } from './execution-interface.js';

type ContractVenue = Exclude<VenueConfig['venue_type'], 'cex' | 'atomic'>;

/** The calls that contracts of each type have; `wrap` and `unwrap` of a wallet are those of WETH. */
const CALLS_OF: Readonly<Record<ContractVenue, readonly ContractCallName[]>> = {
  wallet: ['wrap', 'unwrap'],
  lending: ['supply', 'withdraw', 'borrow', 'repay', 'set_emode', 'flash_borrow', 'flash_repay'],
  staking: ['stake', 'wrap', 'unwrap', 'request_withdrawal', 'claim_withdrawals'],
  flash_loan: ['flash_borrow', 'flash_repay'],
  dex: ['swap'],
};

/** Something on the chain: no order book, but contract calls, which come in transactions of the wallet. */
abstract class ContractExecutionInterface extends ExecutionInterface {
  readonly #calls: readonly ContractCallName[];

  constructor(venue: VenueId, holdings: HoldingsReader, type: ContractVenue) {
    super(venue, holdings);
    this.#calls = CALLS_OF[type];
  }

  override takesCall(call: ContractCallName): boolean {
    return this.#calls.includes(call);
  }

  executeTrade(instruction: CexTrade): OrderRequest {
    throw new ComponentError('EIM-001', {
      message: `${this.venue} is on the chain and takes no orders to ${instruction.side} ${instruction.symbol}`,
      context: { instruction_id: instruction.id, venue: this.venue },
    });
  }
}

/** The wallet on the chain: sends tokens, and wraps ETH. */
export class TransferExecutionInterface extends ContractExecutionInterface {
  constructor(venue: VenueId, holdings: HoldingsReader) {
    super(venue, holdings, 'wallet');
  }
}

/** A contract that holds what it holds for the wallet: tokens come and go by its calls alone. */
abstract class ProtocolExecutionInterface extends ContractExecutionInterface {
  override executeTransfer(instruction: WalletTransfer): TransferRequest {
    throw new ComponentError('EIM-001', {
      message: `${this.venue} sends nothing by itself: ${instruction.token} leaves it by a contract call`,
      context: { instruction_id: instruction.id, venue: this.venue },
    });
  }
}

/** Lending, staking and flash loans. */
export class OnchainExecutionInterface extends ProtocolExecutionInterface {
  constructor(
    venue: VenueId,
    holdings: HoldingsReader,
    type: 'lending' | 'staking' | 'flash_loan',
  ) {
    super(venue, holdings, type);
  }
}

/** Swaps in pools. */
export class DexExecutionInterface extends ProtocolExecutionInterface {
  constructor(venue: VenueId, holdings: HoldingsReader) {
    super(venue, holdings, 'dex');
  }
}
