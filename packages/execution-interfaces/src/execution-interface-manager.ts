import {
  ComponentError,
  HealthTracker,
  chainWallet,
  hedgeVenues,
  isoTime,
  type AccountTable,
  type CexTrade,
  type ClientRef,
  type ContractCall,
  type DataProvider,
  type EpochMs,
  type EstimatedDeltas,
  type Instruction,
  type JsonObject,
  type Outcome,
  type RunConfig,
  type Side,
  type SmartContractAction,
  type VenueId,
  type VenueRequest,
} from '@basis/core-types';
import { chainedBehind } from './atomic-chain.js';
import { CexExecutionInterface } from './cex-execution-interface.js';
import { ContractCostModel } from './contract-cost-model.js';
import {
  DexExecutionInterface,
  OnchainExecutionInterface,
  TransferExecutionInterface,
} from './contract-execution-interface.js';
import { contractRequest, type Signer } from './contract-request.js';
import { CostModel } from './cost-model.js';
import type { ExecutionInterface, HoldingsReader } from './execution-interface.js';
import { receiptOf, type Receipt } from './receipt.js';

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
  readonly #contractCosts: ContractCostModel;
  readonly #signer: Signer;
  readonly #cex = new Map<VenueId, CexExecutionInterface>();
  readonly #dex = new Map<VenueId, DexExecutionInterface>();
  readonly #onchain = new Map<VenueId, ExecutionInterface>();
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
    this.#contractCosts = new ContractCostModel(config, data);
    const { cex_spot, wallet, lending, staking, flash_loan, dex, atomic } =
      config.venues.execution_subscriptions;
    this.#signer = { wallet: chainWallet(config)?.venue, atomicVenue: atomic[0] };
    for (const venue of new Set([...cex_spot, ...hedgeVenues(config)])) {
      this.#cex.set(venue, new CexExecutionInterface(venue, holdings));
    }
    for (const venue of wallet)
      this.#onchain.set(venue, new TransferExecutionInterface(venue, holdings));
    for (const venue of new Set([...lending, ...staking, ...flash_loan])) {
      const type = config.venue_configs[venue]!.venue_type;
      if (type === 'lending' || type === 'staking' || type === 'flash_loan')
        this.#onchain.set(venue, new OnchainExecutionInterface(venue, holdings, type));
    }
    for (const venue of dex) this.#dex.set(venue, new DexExecutionInterface(venue, holdings));
  }

  interfaceOf(venue: VenueId): ExecutionInterface | undefined {
    return this.#cex.get(venue) ?? this.#onchain.get(venue) ?? this.#dex.get(venue);
  }

  /** The contract actions that have to go with the one at `at` in one transaction. */
  chainedBehind(instructions: readonly Instruction[], at: number): readonly SmartContractAction[] {
    return chainedBehind(instructions, at);
  }

  estimateDeltas(trade: Omit<CexTrade, 'estimatedDeltas'>, now: EpochMs): EstimatedDeltas {
    return this.#costs.estimateDeltas(trade, now);
  }

  /** What a contract call should change; the first of several in one transaction bears what chaining them costs. */
  estimateContract(call: ContractCall, now: EpochMs, isFirstOfSeveral = false): EstimatedDeltas {
    return this.#contractCosts.estimateDeltas(call, now, isFirstOfSeveral);
  }

  arrivalPrice(trade: Pick<CexTrade, 'tradeType' | 'venue' | 'symbol'>, now: EpochMs): number {
    return this.#costs.arrivalPrice(trade, now);
  }

  /** Throws EIM-001 for an instruction that no interface takes. `chained` goes with it in one transaction. */
  route(
    instruction: Instruction,
    clientRef: ClientRef,
    now: EpochMs,
    chained: readonly SmartContractAction[] = [],
  ): Routed {
    this.#current = instruction;
    try {
      return this.#requestFor(instruction, clientRef, now, chained);
    } catch (error) {
      this.noteFailure(instruction, now, error instanceof Error ? error.message : String(error));
      if (error instanceof ComponentError) this.health.failed(now, error);
      throw error;
    }
  }

  #requestFor(
    instruction: Instruction,
    clientRef: ClientRef,
    now: EpochMs,
    chained: readonly SmartContractAction[],
  ): Routed {
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
        if (chained.length > 0) this.#refuseUnchained(instruction);
        for (const action of [instruction, ...chained]) this.#refuseUnknownCall(action);
        return {
          request: contractRequest([instruction, ...chained], clientRef, this.#signer),
          arrivalPrice:
            chained.length === 0 ? this.#contractCosts.arrivalPrice(instruction.call, now) : 0,
        };
      default:
        throw noInterface('', instruction);
    }
  }

  /** What was meant as one transaction is never sent in pieces: half of it would be done when the rest fails. */
  #refuseUnchained({ id, atomicGroup }: SmartContractAction): void {
    if (this.#config.component_config.execution_interface_manager.enable_atomic_chaining) return;
    throw new ComponentError('EIM-001', {
      message: `Atomic group ${atomicGroup} cannot be sent: enable_atomic_chaining is off`,
      resolution:
        'Switch component_config.execution_interface_manager.enable_atomic_chaining on, or plan without atomic groups.',
      context: { instruction_id: id },
    });
  }

  #refuseUnknownCall(action: SmartContractAction): void {
    const { protocol, call } = action.call;
    if (!this.#interfaceFor(protocol, action).takesCall(call)) throw noInterface(protocol, action);
  }

  #interfaceFor(venue: VenueId, instruction: Instruction): ExecutionInterface {
    const found = this.interfaceOf(venue);
    if (found === undefined) throw noInterface(venue, instruction);
    return found;
  }

  /** What a finished instruction did and cost, with what was chained to it. */
  conclude(
    instruction: Instruction,
    outcome: Extract<Outcome, { kind: 'done' }>,
    arrivalPrice: number,
    now: EpochMs,
    chained: readonly SmartContractAction[] = [],
  ): Receipt {
    const receipt = receiptOf(
      { instruction, chained, outcome, arrivalPrice, side: this.#sideOf(instruction, now) },
      this.#accounts,
    );
    this.#record(instruction, now, { success: true, deltas: receipt.deltas });
    this.health.updated(now);
    return receipt;
  }

  #sideOf(instruction: Instruction, now: EpochMs): Side | undefined {
    switch (instruction.type) {
      case 'cex_trade':
        return instruction.side;
      case 'smart_contract_action':
        return this.#contractCosts.sideOf(instruction.call, now);
      case 'wallet_transfer':
        return undefined;
    }
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
      available_venues: {
        cex: [...this.#cex.keys()],
        dex: [...this.#dex.keys()],
        onchain: [...this.#onchain.keys()],
      },
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
