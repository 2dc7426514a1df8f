import {
  ComponentError,
  HealthTracker,
  hedgeVenues,
  isoTime,
  type AccountTable,
  type CexTrade,
  type ClientRef,
  type DataProvider,
  type EpochMs,
  type EstimatedDeltas,
  type Instruction,
  type JsonObject,
  type Outcome,
  type Posting,
  type RunConfig,
  type VenueId,
  type VenueRequest,
} from '@basis/core-types';
import { CexExecutionInterface } from './cex-execution-interface.js';
import { CostModel, executionCost } from './cost-model.js';
import type { ExecutionInterface, HoldingsReader } from './execution-interface.js';
import type { Receipt } from './receipt.js';
import { TransferExecutionInterface } from './transfer-execution-interface.js';

/** A request for the runner, and the price known when it was made; 0 for what has none. */
export interface Routed {
  readonly request: VenueRequest;
  readonly arrivalPrice: number;
}

type RouteResult =
  | { readonly success: true; readonly deltas: EstimatedDeltas }
  | { readonly success: false; readonly error: string };

/** Old routes are dropped, so that a run of years holds no more than this. */
const KEPT_ROUTES = 100;

/**
 * Turns instructions into venue requests and outcomes into receipts. It carries out nothing: in a backtest and live the
 * runner does, with the same request.
 */
export class ExecutionInterfaceManager {
  readonly health = new HealthTracker('ExecutionInterfaceManager');
  readonly #config: RunConfig;
  readonly #accounts: AccountTable;
  readonly #costs: CostModel;
  readonly #cex = new Map<VenueId, CexExecutionInterface>();
  readonly #onchain = new Map<VenueId, TransferExecutionInterface>();
  readonly #history: JsonObject[] = [];
  #current: Instruction | undefined;
  #routed = 0;
  #failed = 0;

  /** Makes the interfaces of the subscribed venues and no others. */
  constructor(
    config: RunConfig,
    accounts: AccountTable,
    holdings: HoldingsReader,
    data: DataProvider,
  ) {
    this.#config = config;
    this.#accounts = accounts;
    this.#costs = new CostModel(config, data);
    const { cex_spot, wallet } = config.venues.execution_subscriptions;
    for (const venue of new Set([...cex_spot, ...hedgeVenues(config)])) {
      this.#cex.set(venue, new CexExecutionInterface(venue, holdings));
    }
    for (const venue of wallet)
      this.#onchain.set(venue, new TransferExecutionInterface(venue, holdings));
  }

  interfaceOf(venue: VenueId): ExecutionInterface | undefined {
    return this.#cex.get(venue) ?? this.#onchain.get(venue);
  }

  estimateDeltas(trade: Omit<CexTrade, 'estimatedDeltas'>, now: EpochMs): EstimatedDeltas {
    return this.#costs.estimateDeltas(trade, now);
  }

  arrivalPrice(trade: Pick<CexTrade, 'tradeType' | 'venue' | 'symbol'>, now: EpochMs): number {
    return this.#costs.arrivalPrice(trade, now);
  }

  /** Throws EIM-001 for an instruction that no interface takes. */
  route(instruction: Instruction, clientRef: ClientRef, now: EpochMs): Routed {
    this.#current = instruction;
    try {
      return this.#requestFor(instruction, clientRef, now);
    } catch (error) {
      this.noteFailure(instruction, now, error instanceof Error ? error.message : String(error));
      if (error instanceof ComponentError) this.health.failed(now, error);
      throw error;
    }
  }

  #requestFor(instruction: Instruction, clientRef: ClientRef, now: EpochMs): Routed {
    switch (instruction.type) {
      case 'cex_trade':
        return {
          request: this.#interfaceFor(instruction.venue, instruction).executeTrade(
            instruction,
            clientRef,
          ),
          arrivalPrice: this.arrivalPrice(instruction, now),
        };
      case 'wallet_transfer':
        return {
          request: this.#interfaceFor(instruction.fromVenue, instruction).executeTransfer(
            instruction,
            clientRef,
          ),
          arrivalPrice: 0,
        };
      case 'smart_contract_action':
        throw noInterface(instruction.protocol, instruction);
      default:
        throw noInterface('', instruction);
    }
  }

  #interfaceFor(venue: VenueId, instruction: Instruction): ExecutionInterface {
    const found = this.interfaceOf(venue);
    if (found === undefined) throw noInterface(venue, instruction);
    return found;
  }

  /** What a finished instruction did and cost. */
  conclude(
    instruction: Instruction,
    outcome: Extract<Outcome, { kind: 'done' }>,
    arrivalPrice: number,
    now: EpochMs,
  ): Receipt {
    let filledBase = 0;
    let notional = 0;
    let feeAmount = 0;
    for (const fill of outcome.fills) {
      filledBase += fill.quantityBase;
      notional += fill.quantityBase * fill.priceQuote;
      feeAmount += fill.feeAmount;
    }
    // A single fill keeps its own price: dividing would cost its last digits.
    const fillPrice =
      outcome.fills.length === 1
        ? outcome.fills[0]!.priceQuote
        : filledBase > 0
          ? notional / filledBase
          : 0;
    const deltas = this.#sumDeltas(outcome.postings);
    this.#record(instruction, now, { success: true, deltas });
    this.health.updated(now);
    return {
      instruction,
      outcome,
      filledBase,
      arrivalPrice,
      fillPrice,
      executionCost:
        instruction.type === 'cex_trade'
          ? executionCost(instruction.side, arrivalPrice, fillPrice, filledBase)
          : 0,
      feeAmount: outcome.fills.length > 0 ? feeAmount : this.#transferFee(outcome.postings),
      feeAsset:
        outcome.fills[0]?.feeAsset ??
        (instruction.type === 'wallet_transfer' ? instruction.token : ''),
      deltas,
    };
  }

  #transferFee(postings: readonly Posting[]): number {
    let fee = 0;
    for (const posting of postings) if (posting.cause === 'transfer_fee') fee -= posting.delta;
    return fee;
  }

  #sumDeltas(postings: readonly Posting[]): EstimatedDeltas {
    const deltas: Record<string, Record<string, number>> = {};
    for (const { account, delta } of postings) {
      const { venue, kind, asset, symbol } = this.#accounts.accounts[account]!;
      if (kind === 'perp_open_value') continue;
      const token = kind === 'perp_position' ? `${symbol!}:perp` : asset;
      const ofVenue = (deltas[venue] ??= {});
      ofVenue[token] = (ofVenue[token] ?? 0) + delta;
    }
    return deltas;
  }

  /** An instruction that a venue refused, or whose fate is not known. */
  noteFailure(instruction: Instruction, now: EpochMs, reason: string): void {
    this.#record(instruction, now, { success: false, error: reason });
  }

  #record(instruction: Instruction, now: EpochMs, result: RouteResult): void {
    this.#current = undefined;
    if (result.success) this.#routed += 1;
    else this.#failed += 1;
    if (this.#history.length === KEPT_ROUTES) this.#history.shift();
    this.#history.push({
      timestamp: isoTime(now),
      instruction_type: instruction.type,
      instruction_id: instruction.id,
      ...result,
    });
  }

  getRoutingStatus(): JsonObject {
    return {
      status: this.health.status,
      current_instruction: this.#current?.id ?? null,
      instructions_routed: this.#routed,
      instructions_failed: this.#failed,
      execution_mode: this.#config.execution_mode,
      available_venues: { cex: [...this.#cex.keys()], dex: [], onchain: [...this.#onchain.keys()] },
      routing_history: [...this.#history],
    };
  }

  checkComponentHealth(): JsonObject {
    return {
      status: this.health.status,
      error_count: this.health.errorCount,
      execution_mode: this.#config.execution_mode,
      instructions_routed: this.#routed,
      instructions_failed: this.#failed,
      component: this.health.component,
    };
  }
}

function noInterface(venue: VenueId, instruction: Instruction): ComponentError {
  return new ComponentError('EIM-001', {
    message: `No interface for ${instruction.type} at ${venue === '' ? 'any venue' : venue}`,
    context: { instruction_id: instruction.id, instruction_type: instruction.type, venue },
  });
}
