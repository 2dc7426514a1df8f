import {
  ComponentError,
  HealthTracker,
  IN_TRANSIT,
  type Answer,
  type Decision,
  type EpochMs,
  type EventSink,
  type Instruction,
  type InstructionBlock,
  type JsonObject,
  type ManagerRequest,
  type Outcome,
  type RequestId,
  type RunConfig,
  type TriggerSource,
  type VenueHoldings,
  type VenueId,
} from '@basis/core-types';
import type { ExecutionInterfaceManager, Receipt } from '@basis/execution-interfaces';
import type {
  PositionUpdateHandler,
  ReconciliationComponent,
  ReconciliationStatus,
} from '@basis/monitors';
import { checkBlock } from './check-block.js';
import { expandDecision } from './expand-decision.js';
import { RoleMap } from './role-map.js';

/** Told of every finished instruction; the engine records executions with it. */
export type ReceiptListener = (receipt: Receipt, block: InstructionBlock, now: EpochMs) => void;

export interface VenueManagerParts {
  readonly config: RunConfig;
  readonly interfaces: ExecutionInterfaceManager;
  readonly positionUpdates: PositionUpdateHandler;
  readonly reconciliation: ReconciliationComponent;
  readonly events: EventSink;
  readonly onReceipt: ReceiptListener;
}

/** The block under way: which instruction, and which venues its reconciliation still has to read. */
interface Progress {
  readonly block: InstructionBlock;
  instruction: number;
  arrivalPrice: number;
  unread: VenueId[];
}

/**
 * Carries out blocks strictly one at a time: instruction, outcome, position update, reconciliation, next.
 *
 * A plain synchronous state machine. `next` says what it wants done, at most one request at a time; `settle` takes what
 * came of it. Who carries requests out, and whether that takes time, is the runner's business. In a backtest a block has
 * one attempt: a refusal or a mismatch throws, and the blocks behind it are dropped.
 */
export class VenueManager {
  readonly health = new HealthTracker('VenueManager');
  readonly #parts: VenueManagerParts;
  readonly #config: RunConfig['component_config']['venue_manager'];
  readonly #roles: RoleMap;
  readonly #queue: InstructionBlock[] = [];
  #progress: Progress | undefined;
  #awaited: ManagerRequest | undefined;
  #blocksSubmitted = 0;
  #requests = 0;
  #blocksExecuted = 0;
  #blocksFailed = 0;

  constructor(parts: VenueManagerParts) {
    this.#parts = parts;
    this.#config = parts.config.component_config.venue_manager;
    this.#roles = new RoleMap(parts.config);
  }

  /** Turns a decision into a block and queues it. Throws VM-003 or EXEC-003, and then nothing was queued. */
  submit(decision: Decision, now: EpochMs): InstructionBlock {
    const blockId = `b${this.#blocksSubmitted + 1}`;
    const block = expandDecision(
      decision,
      blockId,
      now,
      this.#config,
      this.#roles,
      this.#parts.interfaces,
    );
    if (block.instructions.length > 0) this.submitBlock(block, 'strategy_manager', now);
    return block;
  }

  /** Queues a block that is already made, lowest priority number first. Throws VM-003 or EXEC-003. */
  submitBlock(block: Partial<InstructionBlock>, source: TriggerSource, now: EpochMs): void {
    checkBlock(block, this.#config);
    if (this.#queue.length >= this.#config.max_queue_size) {
      const error = new ComponentError('EXEC-003', {
        context: {
          block_id: block.blockId,
          queue_length: this.#queue.length,
          max_queue_size: this.#config.max_queue_size,
        },
      });
      this.#emit('execution_queue_overflow', 'WARNING', now, error.toDocument(), block.blockId);
      this.health.failed(now, error);
      throw error;
    }
    this.#blocksSubmitted += 1;
    const at = this.#queue.findIndex((queued) => queued.priority > block.priority);
    this.#queue.splice(at < 0 ? this.#queue.length : at, 0, block);
    this.#emit(
      'event',
      'INFO',
      now,
      { what: 'block_queued', trigger_source: source, block_id: block.blockId },
      block.blockId,
    );
  }

  /** What is to be done now; nothing while an answer is awaited or when all is done. */
  next(now: EpochMs): ManagerRequest | undefined {
    if (this.#awaited !== undefined) return undefined;
    if (this.#progress === undefined) {
      const block = this.#queue.shift();
      if (block === undefined) return undefined;
      this.#progress = { block, instruction: 0, arrivalPrice: 0, unread: [] };
    }
    this.#awaited =
      this.#progress.unread.length > 0
        ? this.#readHoldings(this.#progress)
        : this.#execute(this.#progress, now);
    return this.#awaited;
  }

  #readHoldings(progress: Progress): ManagerRequest {
    return { id: this.#newRequestId(), kind: 'read_holdings', venue: progress.unread[0]! };
  }

  #execute(progress: Progress, now: EpochMs): ManagerRequest {
    const instruction = progress.block.instructions[progress.instruction]!;
    this.#parts.reconciliation.begin();
    try {
      // The instruction's own id is the client reference: known before sending, the same on every attempt.
      const { request, arrivalPrice } = this.#parts.interfaces.route(
        instruction,
        instruction.id,
        now,
      );
      progress.arrivalPrice = arrivalPrice;
      return { id: this.#newRequestId(), kind: 'execute', request };
    } catch (cause) {
      throw this.#failBlock(
        progress,
        instruction,
        cause instanceof Error ? cause.message : String(cause),
        now,
        cause,
      );
    }
  }

  #newRequestId(): RequestId {
    this.#requests += 1;
    return `r${this.#requests}`;
  }

  /** Takes what became of the awaited request. Throws VM-001 or REC-001 when the block cannot go on. */
  settle(id: RequestId, answer: Answer, now: EpochMs): void {
    const awaited = this.#awaited;
    const progress = this.#progress;
    if (awaited === undefined || awaited.id !== id || progress === undefined) {
      throw new ComponentError('VM-001', {
        message: `An answer came for request ${id}, but ${awaited?.id ?? 'none'} is awaited`,
        context: { request_id: id, awaited: awaited?.id ?? null },
      });
    }
    this.#awaited = undefined;
    if (awaited.kind === 'read_holdings' && answer.kind === 'holdings')
      this.#reconcile(progress, answer, now);
    else if (awaited.kind === 'execute' && answer.kind !== 'holdings' && answer.kind !== 'waited') {
      this.#conclude(progress, answer, now);
    } else {
      throw new ComponentError('VM-001', {
        message: `A ${answer.kind} cannot answer ${awaited.kind} ${id}`,
      });
    }
  }

  #conclude(progress: Progress, outcome: Outcome, now: EpochMs): void {
    const instruction = progress.block.instructions[progress.instruction]!;
    if (outcome.kind !== 'done') {
      const why =
        outcome.kind === 'refused'
          ? `${outcome.code} ${outcome.message}`
          : `${outcome.kind}: ${outcome.message}`;
      this.#parts.interfaces.noteFailure(instruction, now, why);
      throw this.#failBlock(progress, instruction, why, now);
    }
    this.#parts.positionUpdates.updateState(now, outcome.postings);
    const receipt = this.#parts.interfaces.conclude(
      instruction,
      outcome,
      progress.arrivalPrice,
      now,
    );
    this.#parts.onReceipt(receipt, progress.block, now);
    if (this.#config.enable_reconciliation) progress.unread = venuesTouched(instruction);
    else this.#advance(progress, now);
  }

  #reconcile(progress: Progress, holdings: VenueHoldings, now: EpochMs): void {
    const { reconciliation } = this.#parts;
    if (reconciliation.updateState(holdings) === 'failed') {
      const instruction = progress.block.instructions[progress.instruction]!;
      const error = new ComponentError('REC-001', {
        message: `${holdings.venue} holds something else than expected after ${instruction.id}`,
        context: {
          venue: holdings.venue,
          mismatches: reconciliation.mismatches.map((mismatch) => ({ ...mismatch })),
        },
      });
      reconciliation.failed(now, error);
      throw this.#failBlock(progress, instruction, error.message, now, error);
    }
    progress.unread = progress.unread.slice(1);
    if (progress.unread.length === 0) this.#advance(progress, now);
  }

  #advance(progress: Progress, now: EpochMs): void {
    progress.instruction += 1;
    if (progress.instruction < progress.block.instructions.length) return;
    this.#progress = undefined;
    this.#blocksExecuted += 1;
    this.health.updated(now);
  }

  /** Drops the block and all behind it: nothing is done on top of a half-done position. */
  #failBlock(
    progress: Progress,
    instruction: Instruction,
    why: string,
    now: EpochMs,
    cause?: unknown,
  ): ComponentError {
    const { blockId, action } = progress.block;
    const failure = new ComponentError(
      cause instanceof ComponentError && cause.code === 'REC-001' ? 'REC-001' : 'VM-001',
      {
        message: `${action} block ${blockId} failed at ${instruction.id} (${instruction.action}): ${why}`,
        context: {
          block_id: blockId,
          instruction_id: instruction.id,
          instruction_type: instruction.type,
          dropped_blocks: this.#queue.map((queued) => queued.blockId),
          ...(cause instanceof ComponentError ? { cause: cause.toDocument() } : {}),
        },
        ...(cause === undefined ? {} : { cause }),
      },
    );
    this.#progress = undefined;
    this.#awaited = undefined;
    this.#queue.length = 0;
    this.#blocksFailed += 1;
    this.#emit('instruction_block_execution_failed', 'ERROR', now, failure.toDocument(), blockId);
    this.health.failed(now, failure);
    return failure;
  }

  #emit(
    type: 'event' | 'execution_queue_overflow' | 'instruction_block_execution_failed',
    level: 'INFO' | 'WARNING' | 'ERROR',
    timestampMs: EpochMs,
    data: JsonObject,
    correlationId: string,
  ): void {
    const { events } = this.#parts;
    if (!events.wants(type)) return;
    events.emit({
      timestampMs,
      type,
      component: 'VenueManager',
      level,
      message: type,
      data,
      correlationId,
    });
  }

  get isIdle(): boolean {
    return this.#progress === undefined && this.#queue.length === 0;
  }

  getExecutionStatus(): JsonObject {
    return {
      status: this.health.status,
      current_block: this.#progress?.block.blockId ?? null,
      reconciliation_status: this.#parts.reconciliation
        .reconciliationStatus satisfies ReconciliationStatus,
      blocks_executed: this.#blocksExecuted,
      blocks_failed: this.#blocksFailed,
      queue_length: this.#queue.length,
      execution_mode: this.#parts.config.execution_mode,
    };
  }

  checkComponentHealth(): JsonObject {
    return {
      status: this.health.status,
      error_count: this.health.errorCount,
      execution_mode: this.#parts.config.execution_mode,
      supported_actions_count: this.#config.supported_actions.length,
      instruction_blocks_processed: this.#blocksExecuted + this.#blocksFailed,
      component: this.health.component,
    };
  }

  /** Between blocks only: a backtest is split between steps, when nothing is under way. */
  save(): JsonObject {
    if (!this.isIdle)
      throw new ComponentError('EDS-006', { message: 'A block is under way; save between steps' });
    return {
      blocks_submitted: this.#blocksSubmitted,
      requests: this.#requests,
      blocks_executed: this.#blocksExecuted,
      blocks_failed: this.#blocksFailed,
    };
  }

  load(state: JsonObject): void {
    this.#blocksSubmitted = state['blocks_submitted'] as number;
    this.#requests = state['requests'] as number;
    this.#blocksExecuted = state['blocks_executed'] as number;
    this.#blocksFailed = state['blocks_failed'] as number;
  }
}

function venuesTouched(instruction: Instruction): VenueId[] {
  switch (instruction.type) {
    case 'cex_trade':
      return [instruction.venue];
    case 'smart_contract_action':
      return [instruction.protocol];
    case 'wallet_transfer':
      return instruction.fromVenue === instruction.toVenue
        ? [instruction.fromVenue]
        : [instruction.fromVenue, IN_TRANSIT];
  }
}
