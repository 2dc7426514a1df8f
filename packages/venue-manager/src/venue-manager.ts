import {
  ComponentError,
  HealthTracker,
  type Answer,
  type BlockId,
  type CheckerReport,
  type Decision,
  type EpochMs,
  type ErrorCode,
  type EventSink,
  type EventType,
  type InstructionBlock,
  type JsonObject,
  type LogLevel,
  type ManagerRequest,
  type OperatorCommand,
  type RequestId,
  type RunConfig,
  type TriggerSource,
  type VenueEvent,
  type VenueHoldings,
  type VenueId,
  type VenueRequest,
} from '@basis/core-types';
import type { ExecutionInterfaceManager, Receipt } from '@basis/execution-interfaces';
import type {
  PositionMonitor,
  PositionUpdateHandler,
  ReconciliationComponent,
} from '@basis/monitors';
import { Agenda, type InHand, type Proposal } from './agenda.js';
import { isFound, isOutcome, whyNot } from './answers.js';
import { blockFailure } from './block-failure.js';
import { BlockQueue } from './block-queue.js';
import { checkBlock } from './check-block.js';
import { expandDecision } from './expand-decision.js';
import { LiveState } from './live/live-state.js';
import { Outside } from './live/outside.js';
import type { TradingStateName } from './live/trading-state.js';
import {
  goOn,
  instructionOf,
  isOvertaken,
  loadedProgress,
  savedProgress,
  venuesTouched,
  waiting,
  type Progress,
} from './progress.js';
import { RoleMap } from './role-map.js';
import { afterFind, afterOutcome, type Done, type Patience, type Verdict } from './stage.js';

/** After as many questions without an answer a block is held: what lowers risk may go before it. */
const HELD_AFTER = 3;

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
 * A plain synchronous state machine. `next` proposes what is to be done and changes nothing, so that it can be written down
 * first; `begin` takes it as begun, `settle` what came of it; one request at a time. Who carries requests out, and whether
 * that takes time, is the runner's business. In a backtest a block has one attempt: a refusal or a mismatch throws. Live
 * nothing is given up before it is certain, and what fails is told and left to the next decision.
 */
export class VenueManager {
  readonly health = new HealthTracker('VenueManager');
  readonly #parts: VenueManagerParts;
  readonly #config: RunConfig['component_config']['venue_manager'];
  readonly #isLive: boolean;
  readonly #roles: RoleMap;
  readonly #queue: BlockQueue;
  readonly #agenda: Agenda;
  readonly #live: LiveState;
  readonly #outside: Outside;
  /** The block under way; before it those whose outcome is not known. */
  #active: Progress[] = [];
  #begun: { readonly request: ManagerRequest; readonly progress: Progress | undefined } | undefined;
  #blocksSubmitted = 0;
  #requests = 0;
  #blocksExecuted = 0;
  #blocksFailed = 0;

  constructor(parts: VenueManagerParts) {
    const { config, positions } = parts;
    this.#parts = parts;
    this.#config = config.component_config.venue_manager;
    this.#isLive = config.execution_mode === 'live';
    this.#roles = new RoleMap(config);
    this.#queue = new BlockQueue(this.#config.max_queue_size);
    this.#agenda = new Agenda({ ...parts, patience: (venue) => this.#patience(venue) });
    this.#live = new LiveState(config, positions.accounts);
    this.#outside = new Outside(parts, this.#live, (type, level, now, data) =>
      this.#emit(type, level, now, data),
    );
  }

  #patience(venue: VenueId): Patience {
    if (!this.#isLive) return { attempts: 1, delayMs: () => 0, lagMs: 0 };
    const settings = this.#parts.config.venue_configs[venue];
    const lag = settings?.venue_type === 'cex' ? settings.requests.visibility_lag_seconds : 0;
    return {
      attempts: this.#config.max_retries,
      delayMs: (turn) => this.#live.delayMs(turn),
      lagMs: lag * 1_000,
    };
  }

  get #hand(): InHand {
    const { approved, trading, reads, rate, runTag } = this.#live;
    return { active: this.#active, queue: this.#queue, approved, trading, reads, rate, runTag };
  }

  /** Turns a decision into a block and queues it. Throws VM-003, VM-005 or EXEC-003, and then nothing was queued. */
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

  /** Queues a block that is already made, lowest priority number first. Throws VM-003, VM-005 or EXEC-003. */
  submitBlock(block: Partial<InstructionBlock>, source: TriggerSource, now: EpochMs): void {
    checkBlock(block, this.#config);
    const overflow = this.#queue.overflow(block.blockId);
    if (overflow !== undefined) {
      this.#emit('execution_queue_overflow', 'WARNING', now, overflow.toDocument(), block.blockId);
      this.health.failed(now, overflow);
      throw overflow;
    }
    if (this.#isLive) this.#refuse(block, now);
    this.#blocksSubmitted += 1;
    if (!this.#config.shadow || !this.#isLive) this.#queue.add({ block, source });
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

  #refuse(block: InstructionBlock, now: EpochMs): void {
    const message = this.#agenda.whyNot(block, this.#hand, now);
    if (message === '') return;
    throw new ComponentError('VM-005', { message, context: { block_id: block.blockId } });
  }

  /** What is to be done now; nothing while an answer is awaited or when all is done. It changes nothing. */
  next(now: EpochMs): ManagerRequest | undefined {
    return this.#propose(now)?.request;
  }

  #propose(now: EpochMs): (Proposal & { readonly request: ManagerRequest }) | undefined {
    if (this.#begun !== undefined) return undefined;
    const proposal = this.#agenda.propose(this.#hand, now);
    if (proposal === undefined) return undefined;
    return { ...proposal, request: { ...proposal.wanted, id: `r${this.#requests + 1}` } };
  }

  /** When `next` may have something without anything else happening; Infinity if never. */
  wakeAt(now: EpochMs): EpochMs {
    return this.#begun === undefined ? this.#agenda.wakeAt(this.#hand, now) : Infinity;
  }

  /** Takes what `next` proposed as begun. From here on it may have an effect. */
  begin(request: ManagerRequest, now: EpochMs): void {
    const proposal = this.#propose(now);
    if (proposal === undefined || !isSame(proposal.request, request)) {
      throw new ComponentError('VM-001', {
        message: `Request ${request.id} (${request.kind}) cannot begin: ${proposal?.request.kind ?? 'nothing'} is next`,
        context: { request_id: request.id },
      });
    }
    this.#requests += 1;
    const progress = proposal.queued === undefined ? proposal.progress : this.#take(proposal);
    if (request.kind === 'give_up') {
      if (proposal.cause === undefined) this.#giveUp(progress!, request.code, request.message, now);
      else this.#unroutable(progress!, proposal.cause, now);
      return;
    }
    this.#begun = { request, progress };
    if (request.kind === 'execute') this.#sent(progress!, request, proposal.arrivalPrice!, now);
    else if (request.kind === 'find' || request.kind === 'cancel') {
      const { stage } = progress!;
      if (stage.at === 'accepted' || stage.at === 'unknown')
        progress!.stage = { ...stage, askedAtMs: now };
    }
  }

  /** A defect of the plan or the configuration, found before anything was sent. */
  #unroutable(progress: Progress, cause: unknown, now: EpochMs): void {
    const failure = this.#failBlock(progress, cause, now);
    if (!this.#isLive) throw failure;
  }

  /** From the queue. What is held meanwhile does not go on on top of it. */
  #take({ queued }: Proposal): Progress {
    this.#queue.remove(queued!);
    for (const held of this.#active) held.endsFor = `${queued!.block.blockId} went before`;
    const progress = waiting(queued!);
    this.#active.push(progress);
    return progress;
  }

  #sent(
    progress: Progress,
    { request, validUntilMs }: Extract<ManagerRequest, { kind: 'execute' }>,
    arrivalPrice: number,
    now: EpochMs,
  ): void {
    progress.begunAtMs ??= now;
    progress.sentAtMs ??= now;
    progress.attempts += 1;
    progress.arrivalPrice = arrivalPrice;
    progress.request = request;
    progress.stage = { at: 'sent', validUntilMs };
    this.#parts.reconciliation.begin();
    if (!this.#isLive) return;
    if (!this.#agenda.isReduction(progress)) this.#live.rate.sent(now);
    this.#live.references.take(request.clientRef, now, now);
  }

  /** Takes what became of the request begun. In a backtest throws VM-001 or REC-001 when the block cannot go on. */
  settle(id: RequestId, answer: Answer, now: EpochMs): void {
    const begun = this.#begun;
    if (begun === undefined || begun.request.id !== id) {
      throw new ComponentError('VM-001', {
        message: `An answer came for request ${id}, but ${begun?.request.id ?? 'none'} is awaited`,
        context: { request_id: id, awaited: begun?.request.id ?? null },
      });
    }
    if (!answers(begun.request, answer)) {
      // Still awaited: asking again for what was already sent would do it twice.
      throw new ComponentError('VM-001', {
        message: `This ${answer.kind} cannot answer ${begun.request.kind} ${id}`,
        context: { request_id: id, awaited: id },
      });
    }
    this.#begun = undefined;
    this.#settled(begun.request, begun.progress, answer, now);
  }

  #settled(
    request: ManagerRequest,
    progress: Progress | undefined,
    answer: Answer,
    now: EpochMs,
  ): void {
    const patience = this.#patience('venue' in request ? request.venue : '');
    if (request.kind === 'execute') {
      const own = this.#patience(request.request.venue);
      this.#judge(progress!, afterOutcome(progress!, answer as never, now, own), now);
    } else if (request.kind === 'find') {
      const found = isFound(answer) ? answer : ({ kind: 'not_read' } as const);
      if (found.kind === 'not_read') this.#unanswered(progress!);
      else this.#judge(progress!, afterFind(progress!, found, now, patience), now);
    } else if (request.kind === 'cancel') {
      const { stage } = progress!;
      if (stage.at === 'accepted') progress!.stage = { ...stage, cancelled: true, polls: 0 };
    } else if (answer.kind === 'history') this.#tell(answer.venue, answer.events, now);
    else if (answer.kind === 'holdings') this.#reconcile(progress, answer, now);
    else if (request.kind !== 'give_up') this.#live.reads.unread(request.venue, now);
  }

  #unanswered(progress: Progress): void {
    const { stage } = progress;
    if (stage.at !== 'accepted' && stage.at !== 'unknown') return;
    progress.stage = { ...stage, polls: stage.polls + 1, askedAtMs: stage.askedAtMs };
  }

  #judge(progress: Progress, verdict: Verdict, now: EpochMs): void {
    switch (verdict.is) {
      case 'under_way':
        this.#holdIfUnknown(progress, now);
        return;
      case 'carried_out':
        this.#carriedOut(progress, verdict.outcome, now);
        return;
      case 'failed': {
        const { interfaces, positionUpdates } = this.#parts;
        const { outcome } = verdict;
        // What was undone on a chain has cost its gas.
        if (outcome.kind === 'reverted') positionUpdates.updateState(now, outcome.postings);
        const why = whyNot(outcome);
        interfaces.noteFailure(instructionOf(progress), now, why);
        const failure = this.#failBlock(progress, why, now, codeOf(outcome));
        if (this.#isLive || (outcome.kind === 'refused' && isOvertaken(progress, now))) return;
        throw failure;
      }
    }
  }

  #holdIfUnknown(progress: Progress, now: EpochMs): void {
    const { stage, request, isHeld } = progress;
    if (isHeld || stage.at !== 'unknown' || stage.polls < HELD_AFTER) return;
    progress.isHeld = true;
    const error = new ComponentError('VM-006', {
      message: `It is not known whether ${request!.clientRef} took effect at ${request!.venue}`,
      context: { venue: request!.venue, client_ref: request!.clientRef },
    });
    this.#emit('error', 'ERROR', now, error.toDocument(), progress.block.blockId);
    this.health.failed(now, error);
  }

  #carriedOut(progress: Progress, outcome: Done, now: EpochMs): void {
    const { interfaces, positionUpdates, onReceipt } = this.#parts;
    const instruction = instructionOf(progress);
    const request = progress.request!;
    progress.isHeld = false;
    try {
      positionUpdates.updateState(now, this.#fresh(outcome, now));
      const { arrivalPrice } = progress;
      const chained = this.#agenda.chainedIn(progress);
      const receipt = interfaces.conclude(instruction, outcome, arrivalPrice, now, chained);
      onReceipt(receipt, progress.block, now);
    } catch (cause) {
      // The instruction has taken effect: the block must not go on, or it would be sent again.
      throw this.#failBlock(progress, cause, now);
    }
    if (isPartial(request, outcome)) progress.endsFor = `${instruction.id} was filled in part`;
    const venues = venuesTouched(request).filter(
      (venue) => !this.#isLive || this.#live.reads.venues.includes(venue),
    );
    if (!this.#config.enable_reconciliation || venues.length === 0) {
      this.#advance(progress, now);
      return;
    }
    for (const venue of venues) this.#live.reads.want(venue, now);
    progress.stage = { at: 'reading', venues };
  }

  #fresh({ booked, postings }: Done, now: EpochMs): Done['postings'] {
    if (booked === true) return [];
    return this.#isLive ? this.#live.booked.unbooked(postings, now) : postings;
  }

  #reconcile(progress: Progress | undefined, holdings: VenueHoldings, now: EpochMs): void {
    const { reconciliation } = this.#parts;
    const agrees = reconciliation.updateState(holdings) === 'success';
    const { venue } = holdings;
    if (this.#isLive) {
      const verdict = this.#outside.compare(holdings, agrees, now);
      if (verdict === 'agrees') this.#agreed(venue, now);
      else if (verdict === 'differs') this.#failReaders(venue, now);
      return;
    }
    if (agrees) {
      this.#agreed(venue, now);
      return;
    }
    const error = new ComponentError('REC-001', {
      message: `${venue} holds something else than expected after ${instructionOf(progress!).id}`,
      context: {
        venue,
        mismatches: reconciliation.mismatches.map((mismatch) => ({ ...mismatch })),
      },
    });
    reconciliation.failed(now, error);
    throw this.#failBlock(progress!, error, now);
  }

  /** Whoever waits for this venue goes on. */
  #agreed(venue: VenueId, now: EpochMs): void {
    for (const progress of [...this.#active]) {
      const { stage } = progress;
      if (stage.at !== 'reading' || !stage.venues.includes(venue)) continue;
      const venues = stage.venues.filter((other) => other !== venue);
      progress.stage = { at: 'reading', venues };
      if (venues.length === 0) this.#advance(progress, now);
    }
  }

  #failReaders(venue: VenueId, now: EpochMs): void {
    for (const progress of [...this.#active]) {
      const { stage } = progress;
      if (stage.at === 'reading' && stage.venues.includes(venue))
        this.#failBlock(progress, `${venue} holds something else than expected`, now, 'VM-002');
    }
  }

  #advance(progress: Progress, now: EpochMs): void {
    goOn(progress, this.#agenda.chainedIn(progress).length);
    if (progress.instruction < progress.block.instructions.length) return;
    this.#remove(progress);
    this.#blocksExecuted += 1;
    this.#live.failures = 0;
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
   * any other is a VM-001 where no better one is known.
   */
  #failBlock(progress: Progress, cause: unknown, now: EpochMs, code?: ErrorCode): ComponentError {
    const failure = blockFailure(progress, cause, this.#queue.ids, code);
    this.#queue.clear();
    this.#dropped(progress, failure, 'ERROR', now);
    if (this.#isLive) this.#outside.failed(failure, now);
    return failure;
  }

  /** Ends a block at one of its own boundaries. */
  #giveUp(progress: Progress, code: ErrorCode, message: string, now: EpochMs): void {
    const failure = blockFailure(progress, message, [], code);
    this.#dropped(progress, failure, 'WARNING', now);
  }

  #dropped(progress: Progress, failure: ComponentError, level: LogLevel, now: EpochMs): void {
    this.#remove(progress);
    this.#blocksFailed += 1;
    const { blockId } = progress.block;
    this.#emit('instruction_block_execution_failed', level, now, failure.toDocument(), blockId);
    this.health.failed(now, failure);
  }

  #remove(progress: Progress): void {
    this.#active = this.#active.filter((other) => other !== progress);
    this.#live.approved.delete(progress.block.blockId);
  }

  /** Something happened at a venue. By its id it is booked once, before or after the answer that tells it too. */
  observe(event: VenueEvent, now: EpochMs): void {
    this.#outside.observe(event, now);
  }

  #tell(venue: VenueId, events: readonly VenueEvent[], now: EpochMs): void {
    for (const event of events) this.#outside.observe(event, now);
    this.#live.reads.historyRead(venue);
  }

  /** An operator's word. Throws VM-003, VM-005, VM-009 or EXEC-003 where it cannot be done, and then nothing has changed. */
  command(command: OperatorCommand, now: EpochMs): void {
    const { commands, trading, approved, toAdopt, reads, dailyLoss } = this.#live;
    if (commands.knows(command.id)) return;
    switch (command.kind) {
      case 'reduce_only':
      case 'halt':
        trading.brake(
          'operator',
          command.kind === 'halt' ? 'halted' : 'reduce_only',
          command.reason,
        );
        break;
      case 'resume':
        trading.resume();
        dailyLoss.begin();
        this.#live.failures = 0;
        break;
      case 'approve':
        approved.add(this.#waitingBlock(command.blockId).block.blockId);
        break;
      case 'reject':
        this.#queue.remove(this.#waitingBlock(command.blockId));
        break;
      case 'adopt':
        if (!reads.venues.includes(command.venue)) throw notDone(`${command.venue} is not read`);
        toAdopt.add(command.venue);
        reads.want(command.venue, now);
        break;
      case 'submit':
        this.submitBlock(command.block, 'manual', now);
    }
    commands.take(command.id, now, now);
    const data = { command: command.kind, id: command.id, trading_state: trading.at(now) };
    this.#emit('event', 'WARNING', now, data);
  }

  #waitingBlock(blockId: BlockId) {
    const queued = this.#queue.blocks.find(({ block }) => block.blockId === blockId);
    if (queued === undefined) throw notDone(`No block ${blockId} waits`);
    return queued;
  }

  /** Told the value of a unit after every look at the market. */
  look(unitValue: number, now: EpochMs): void {
    if (this.#isLive) this.#outside.look(unitValue, now);
  }

  /** A process has started. The first one of a run says what its references begin with. */
  started(runTag: string): void {
    if (this.#live.runTag === '') this.#live.runTag = runTag;
    this.#live.reads.restart();
  }

  /** The journal takes no more than what lowers risk. */
  journalFull(code: string, message: string): void {
    this.#live.trading.brake('journal', 'reduce_only', `${code} ${message}`);
  }

  /** What was begun and has not been answered; after a restart it is not known what became of it. */
  get unanswered(): ManagerRequest | undefined {
    return this.#begun?.request;
  }

  get isIdle(): boolean {
    return this.#active.length === 0 && this.#queue.length === 0;
  }

  /** Whether the strategy may be asked: nothing is under way but what is held, and venues hold what is expected. */
  mayDecide(now: EpochMs): boolean {
    const { trading, reads } = this.#live;
    const isQuiet = this.#queue.length === 0 && this.#active.every(({ isHeld }) => isHeld);
    return isQuiet && reads.allAgree && trading.at(now) !== 'halted';
  }

  /** Whether a decision may add risk; one that only lowers it always may be made. */
  mayAddRisk(now: EpochMs): boolean {
    return this.#agenda.whyNoRisk(this.#hand, now) === '';
  }

  tradingState(now: EpochMs): TradingStateName {
    return this.#live.trading.at(now);
  }

  #emit(
    type: EventType,
    level: LogLevel,
    timestampMs: EpochMs,
    data: JsonObject,
    correlationId?: string,
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
      ...(correlationId === undefined ? {} : { correlationId }),
    });
  }

  getExecutionStatus(): JsonObject {
    return {
      status: this.health.status,
      current_block: this.#active.at(-1)?.block.blockId ?? null,
      reconciliation_status: this.#parts.reconciliation.reconciliationStatus,
      blocks_executed: this.#blocksExecuted,
      blocks_failed: this.#blocksFailed,
      queue_length: this.#queue.length,
      execution_mode: this.#parts.config.execution_mode,
    };
  }

  /** What the specification does not ask for and an operator needs to know. */
  liveStatus(now: EpochMs): JsonObject {
    const { trading, reads } = this.#live;
    return {
      trading_state: trading.at(now),
      why: trading.why(now),
      unknown_outcomes: this.#active
        .filter(({ isHeld }) => isHeld)
        .map(({ request }) => request!.clientRef),
      waiting_blocks: this.#queue.ids,
      venues_agree: reads.allAgree,
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
    if (this.#begun !== undefined) {
      throw new ComponentError('EDS-006', {
        message: `Request ${this.#begun.request.id} has not been answered; save between steps`,
      });
    }
    return {
      blocks_submitted: this.#blocksSubmitted,
      requests: this.#requests,
      blocks_executed: this.#blocksExecuted,
      blocks_failed: this.#blocksFailed,
      active: savedProgress(this.#active),
      queue: this.#queue.save(),
      ...(this.#isLive ? { live: this.#live.save() } : {}),
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
    this.#active = loadedProgress(state['active']!);
    this.#queue.load(state['queue']!);
    if (this.#isLive) this.#live.load(state['live'] as JsonObject);
  }
}

function notDone(message: string): ComponentError {
  return new ComponentError('VM-009', { message });
}

function codeOf(outcome: Extract<Verdict, { is: 'failed' }>['outcome']): ErrorCode | undefined {
  return 'code' in outcome && outcome.code === 'VEN-029' ? 'VEN-029' : undefined;
}

/** Less than was asked for was traded. */
function isPartial(request: VenueRequest, { fills }: Done): boolean {
  if (request.kind !== 'order') return false;
  const filled = fills.reduce((sum, { quantityBase }) => sum + quantityBase, 0);
  return filled < request.quantityBase * (1 - 1e-9);
}

/** Whether a request is the one that is proposed; its numbers are those of the journal. */
function isSame(proposed: ManagerRequest, request: ManagerRequest): boolean {
  if (proposed.id !== request.id || proposed.kind !== request.kind) return false;
  if (proposed.kind === 'give_up' && request.kind === 'give_up')
    return proposed.blockId === request.blockId;
  if (proposed.kind === 'execute' && request.kind === 'execute')
    return proposed.request.clientRef === request.request.clientRef;
  return JSON.stringify(proposed) === JSON.stringify(request);
}

/** Whether this is an answer to that request. */
function answers(request: ManagerRequest, answer: Answer): boolean {
  switch (request.kind) {
    case 'execute':
      return isOutcome(answer);
    case 'cancel':
      return isOutcome(answer) || answer.kind === 'not_read';
    case 'find':
      return isFound(answer) || answer.kind === 'not_read';
    case 'read_holdings':
    case 'read_history': {
      const kind = request.kind === 'read_holdings' ? 'holdings' : 'history';
      if (answer.kind === 'not_read') return true;
      return answer.kind === kind && 'venue' in answer && answer.venue === request.venue;
    }
    case 'give_up':
      return false;
  }
}
