import {
  ComponentError,
  HealthTracker,
  type Answer,
  type CheckerReport,
  type Decision,
  type EpochMs,
  type EventSink,
  type EventType,
  type Found,
  type InstructionBlock,
  type JsonObject,
  type LogLevel,
  type ManagerRequest,
  type Outcome,
  type RequestId,
  type RunConfig,
  type SmartContractAction,
  type TriggerSource,
  type VenueHoldings,
  type VenueRequest,
} from '@basis/core-types';
import type { ExecutionInterfaceManager, Receipt } from '@basis/execution-interfaces';
import type {
  PositionMonitor,
  PositionUpdateHandler,
  ReconciliationComponent,
} from '@basis/monitors';
import { isFound, isOutcome, whyNot } from './answers.js';
import { blockFailure } from './block-failure.js';
import { BlockQueue } from './block-queue.js';
import { checkBlock } from './check-block.js';
import { expandDecision } from './expand-decision.js';
import { waitsForMoney } from './money-under-way.js';
import {
  begun,
  instructionOf,
  isOvertaken,
  loadedProgress,
  savedProgress,
  venuesTouched,
  type Progress,
} from './progress.js';
import { resting, restsFirst } from './resting.js';
import { RoleMap } from './role-map.js';

/** A resting order that did not trade in its time. */
const EXPIRED = 'VEN-022';

/** Told of every finished instruction; the engine records executions with it. */
export type ReceiptListener = (receipt: Receipt, block: InstructionBlock, now: EpochMs) => void;

export interface VenueManagerParts {
  readonly config: RunConfig;
  readonly interfaces: ExecutionInterfaceManager;
  readonly positions: PositionMonitor;
  readonly positionUpdates: PositionUpdateHandler;
  readonly reconciliation: ReconciliationComponent;
  readonly events: EventSink;
  readonly onReceipt: ReceiptListener;
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
  readonly #queue: BlockQueue;
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
    this.#queue = new BlockQueue(this.#config.max_queue_size);
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
    const overflow = this.#queue.overflow(block.blockId);
    if (overflow !== undefined) {
      this.#emit('execution_queue_overflow', 'WARNING', now, overflow.toDocument(), block.blockId);
      this.health.failed(now, overflow);
      throw overflow;
    }
    this.#blocksSubmitted += 1;
    this.#queue.add({ block, source });
    const data = {
      trigger_source: source,
      block_id: block.blockId,
      action: block.action,
      priority: block.priority,
      reason: block.reason,
      instructions_count: block.instructions.length,
      queue_length: this.#queue.length,
    };
    this.#emit('decision', 'INFO', now, data, block.blockId);
  }

  /** What is to be done now; nothing while an answer is awaited or when all is done. */
  next(now: EpochMs): ManagerRequest | undefined {
    if (this.#awaited !== undefined) return undefined;
    if (this.#progress === undefined) {
      const queued = this.#queue.take();
      if (queued === undefined) return undefined;
      this.#progress = begun(queued);
    }
    this.#awaited = this.#requestOf(this.#progress, now);
    return this.#awaited;
  }

  #requestOf(progress: Progress, now: EpochMs): ManagerRequest | undefined {
    const { accepted, unread } = progress;
    if (accepted !== undefined) {
      if (now <= progress.askedAtMs) return undefined;
      progress.askedAtMs = now;
      const { venue, clientRef } = accepted;
      return { id: this.#newRequestId(), kind: 'find', venue, clientRef };
    }
    if (unread.length > 0)
      return { id: this.#newRequestId(), kind: 'read_holdings', venue: unread[0]! };
    const step = [instructionOf(progress), ...this.#chainedIn(progress)];
    if (waitsForMoney(step, this.#parts.positions)) return undefined;
    return this.#execute(progress, now);
  }

  #execute(progress: Progress, now: EpochMs): ManagerRequest {
    const instruction = instructionOf(progress);
    progress.begunAtMs ??= now;
    this.#parts.reconciliation.begin();
    try {
      // The instruction's own id is the client reference: known before sending, the same on every attempt. Taking what
      // did not trade while it rested is another order, with a reference of its own.
      const clientRef = progress.hasRested ? `${instruction.id}-take` : instruction.id;
      const { request, arrivalPrice } = this.#parts.interfaces.route(
        instruction,
        clientRef,
        now,
        this.#chainedIn(progress),
      );
      progress.arrivalPrice = arrivalPrice;
      const sent = restsFirst(progress, this.#config.execution_style)
        ? resting(request, arrivalPrice, this.#parts.config)
        : request;
      return { id: this.#newRequestId(), kind: 'execute', request: sent, validUntilMs: null };
    } catch (cause) {
      throw this.#failBlock(progress, cause, now);
    }
  }

  /** Contract actions that are one transaction with the instruction under way. */
  #chainedIn({ block, instruction }: Progress): readonly SmartContractAction[] {
    return this.#parts.interfaces.chainedBehind(block.instructions, instruction);
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
    if (
      awaited.kind === 'read_holdings' &&
      answer.kind === 'holdings' &&
      answer.venue === awaited.venue
    ) {
      this.#awaited = undefined;
      this.#reconcile(progress, answer, now);
    } else if (awaited.kind === 'execute' && isOutcome(answer)) {
      this.#awaited = undefined;
      this.#conclude(progress, awaited.request, answer, now);
    } else if (awaited.kind === 'find' && isFound(answer)) {
      this.#awaited = undefined;
      this.#found(progress, answer, now);
    } else {
      // Still awaited: asking again for what was already sent would do it twice.
      throw new ComponentError('VM-001', {
        message: `This ${answer.kind} cannot answer ${awaited.kind} ${id}`,
        context: { request_id: id, awaited: id },
      });
    }
  }

  /** What a venue accepted is asked for until it tells what became of it. */
  #found(progress: Progress, found: Found, now: EpochMs): void {
    const request = progress.accepted!;
    if (found.kind === 'never_existed') {
      const why = `${request.venue} accepted ${request.clientRef} and does not know it any more`;
      this.#parts.interfaces.noteFailure(instructionOf(progress), now, why);
      throw this.#failBlock(progress, why, now);
    }
    if (found.kind === 'not_found_yet' || found.outcome.kind === 'accepted') return;
    progress.accepted = undefined;
    this.#conclude(progress, request, found.outcome, now);
  }

  #conclude(progress: Progress, request: VenueRequest, outcome: Outcome, now: EpochMs): void {
    const { interfaces, positionUpdates, onReceipt } = this.#parts;
    const instruction = instructionOf(progress);
    if (outcome.kind === 'accepted') {
      progress.accepted = request;
      progress.askedAtMs = now;
      return;
    }
    if (outcome.kind === 'refused' && outcome.code === EXPIRED && !progress.hasRested) {
      progress.hasRested = true;
      return;
    }
    if (outcome.kind !== 'done') {
      // What was undone on a chain has cost its gas.
      if (outcome.kind === 'reverted') positionUpdates.updateState(now, outcome.postings);
      const why = whyNot(outcome);
      interfaces.noteFailure(instruction, now, why);
      const failure = this.#failBlock(progress, why, now);
      if (outcome.kind === 'refused' && isOvertaken(progress, now)) return;
      throw failure;
    }
    try {
      positionUpdates.updateState(now, outcome.booked === true ? [] : outcome.postings);
      const { arrivalPrice } = progress;
      const chained = this.#chainedIn(progress);
      const receipt = interfaces.conclude(instruction, outcome, arrivalPrice, now, chained);
      onReceipt(receipt, progress.block, now);
    } catch (cause) {
      // The instruction has taken effect: the block must not go on, or it would be sent again.
      throw this.#failBlock(progress, cause, now);
    }
    if (this.#config.enable_reconciliation) progress.unread = venuesTouched(request);
    else this.#advance(progress, now);
  }

  #reconcile(progress: Progress, holdings: VenueHoldings, now: EpochMs): void {
    const { reconciliation } = this.#parts;
    if (reconciliation.updateState(holdings) === 'failed') {
      const error = new ComponentError('REC-001', {
        message: `${holdings.venue} holds something else than expected after ${instructionOf(progress).id}`,
        context: {
          venue: holdings.venue,
          mismatches: reconciliation.mismatches.map((mismatch) => ({ ...mismatch })),
        },
      });
      reconciliation.failed(now, error);
      throw this.#failBlock(progress, error, now);
    }
    progress.unread = progress.unread.slice(1);
    if (progress.unread.length === 0) this.#advance(progress, now);
  }

  #advance(progress: Progress, now: EpochMs): void {
    progress.instruction += 1 + this.#chainedIn(progress).length;
    progress.hasRested = false;
    if (progress.instruction < progress.block.instructions.length) return;
    this.#progress = undefined;
    this.#blocksExecuted += 1;
    this.health.updated(now);
    const data = {
      trigger_source: progress.source,
      current_block_index: this.#blocksExecuted + this.#blocksFailed,
      blocks_executed: this.#blocksExecuted,
      blocks_failed: this.#blocksFailed,
      queue_length: this.#queue.length,
    };
    this.#emit('state_update', 'DEBUG', now, data, progress.block.blockId);
  }

  /**
   * Drops the block and all behind it: nothing is done on top of a half-done position. A critical cause keeps its code,
   * any other is a VM-001.
   */
  #failBlock(progress: Progress, cause: unknown, now: EpochMs): ComponentError {
    const { blockId } = progress.block;
    const failure = blockFailure(progress, cause, this.#queue.ids);
    this.#progress = undefined;
    this.#awaited = undefined;
    this.#queue.clear();
    this.#blocksFailed += 1;
    this.#emit('instruction_block_execution_failed', 'ERROR', now, failure.toDocument(), blockId);
    this.health.failed(now, failure);
    return failure;
  }

  #emit(
    type: EventType,
    level: LogLevel,
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
      reconciliation_status: this.#parts.reconciliation.reconciliationStatus,
      blocks_executed: this.#blocksExecuted,
      blocks_failed: this.#blocksFailed,
      queue_length: this.#queue.length,
      execution_mode: this.#parts.config.execution_mode,
    };
  }

  /** For the health manager. */
  healthReport(): CheckerReport {
    return this.health.report({
      blocks_executed: this.#blocksExecuted,
      blocks_failed: this.#blocksFailed,
      queue_size: this.#queue.length,
    });
  }

  checkComponentHealth(): JsonObject {
    return this.health.answer(this.#parts.config.execution_mode, {
      supported_actions_count: this.#config.supported_actions.length,
      instruction_blocks_processed: this.#blocksExecuted + this.#blocksFailed,
    });
  }

  /** Between two requests: what a venue has accepted for later may be under way, an answer may not be awaited. */
  save(): JsonObject {
    if (this.#awaited !== undefined) {
      throw new ComponentError('EDS-006', {
        message: `Request ${this.#awaited.id} has not been answered; save between steps`,
      });
    }
    return {
      blocks_submitted: this.#blocksSubmitted,
      requests: this.#requests,
      blocks_executed: this.#blocksExecuted,
      blocks_failed: this.#blocksFailed,
      progress: savedProgress(this.#progress),
      queue: this.#queue.save(),
    };
  }

  load(state: JsonObject): void {
    if (!this.isIdle) {
      throw new ComponentError('EDS-006', {
        message: 'A block is under way; load into a venue manager that has done nothing yet',
      });
    }
    this.#blocksSubmitted = state['blocks_submitted'] as number;
    this.#requests = state['requests'] as number;
    this.#blocksExecuted = state['blocks_executed'] as number;
    this.#blocksFailed = state['blocks_failed'] as number;
    this.#progress = loadedProgress(state['progress']!);
    this.#queue.load(state['queue']!);
  }
}
