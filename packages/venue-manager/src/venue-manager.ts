import {
  ComponentError,
  HealthTracker,
  type Answer,
  type CheckerReport,
  type DataProvider,
  type Decision,
  type EpochMs,
  type EventSink,
  type EventType,
  type InstructionBlock,
  type JsonObject,
  type LogLevel,
  type ManagerRequest,
  type MarketKind,
  type OperatorCommand,
  type RequestId,
  type RunConfig,
  type TriggerSource,
  type VenueEvent,
  type VenueId,
} from '@basis/core-types';
import type { ExecutionInterfaceManager } from '@basis/execution-interfaces';
import type {
  PositionMonitor,
  PositionUpdateHandler,
  ReconciliationComponent,
} from '@basis/monitors';
import { Agenda, type InHand, type Proposal } from './agenda.js';
import { answers, isSame } from './answers.js';
import { BlockQueue } from './block-queue.js';
import { checkBlock, refuseInvalid } from './check-block.js';
import { expandDecision } from './expand-decision.js';
import { Handshake, type Begun, type Emit, type ReceiptListener } from './handshake.js';
import { LiveState } from './live/live-state.js';
import { nameFindings, namesIn } from './live/names-by-hand.js';
import { obey } from './live/obey.js';
import { Outside } from './live/outside.js';
import type { TradingStateName } from './live/trading-state.js';
import { patienceWith } from './patience.js';
import { isBusy, loadedProgress, savedProgress } from './progress.js';
import { RoleMap } from './role-map.js';

export interface VenueManagerParts {
  readonly config: RunConfig;
  readonly data: DataProvider;
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
  readonly #handshake: Handshake;
  #begun: Begun | undefined;
  #blocksSubmitted = 0;
  #requests = 0;

  constructor(parts: VenueManagerParts) {
    const { config, positions } = parts;
    this.#parts = parts;
    this.#config = config.component_config.venue_manager;
    this.#isLive = config.execution_mode === 'live';
    this.#roles = new RoleMap(config);
    this.#queue = new BlockQueue(this.#config.max_queue_size);
    this.#live = new LiveState(config, positions.accounts, parts.data);
    const delayMs = (turn: number) => this.#live.delayMs(turn);
    const patience = (venue: VenueId) => patienceWith(config, venue, delayMs);
    this.#agenda = new Agenda({
      ...parts,
      roles: this.#roles,
      patience,
    });
    const emit: Emit = (...event) => this.#emit(...event);
    this.#outside = new Outside(parts, this.#live, emit);
    this.#handshake = new Handshake({
      ...parts,
      patience,
      agenda: this.#agenda,
      queue: this.#queue,
      live: this.#live,
      outside: this.#outside,
      health: this.health,
      emit,
    });
  }

  get #hand(): InHand {
    const { approved, trading, reads, rate, runTag } = this.#live;
    const { active } = this.#handshake;
    return { active, queue: this.#queue, approved, trading, reads, rate, runTag };
  }

  /** Turns a decision into a block and queues it. Throws VM-003 to VM-005 or EXEC-003, and then nothing was queued. */
  submit(decision: Decision, now: EpochMs): InstructionBlock {
    const blockId = `b${this.#blocksSubmitted + 1}`;
    const { interfaces } = this.#parts;
    const block = expandDecision(decision, blockId, now, this.#config, this.#roles, interfaces);
    if (block.instructions.length > 0) this.submitBlock(block, 'strategy_manager', now);
    return block;
  }

  /** Queues a block that is already made, lowest priority number first. Throws VM-003 to VM-005 or EXEC-003. */
  submitBlock(block: Partial<InstructionBlock>, source: TriggerSource, now: EpochMs): void {
    checkBlock(block, this.#config);
    const isByHand = this.#isLive && source !== 'strategy_manager';
    if (isByHand) refuseInvalid(block, nameFindings(block, this.#live.names));
    const overflow = this.#queue.overflow(block.blockId);
    if (overflow !== undefined) {
      this.#emit('execution_queue_overflow', 'WARNING', now, overflow.toDocument(), block.blockId);
      this.health.failed(now, overflow);
      throw overflow;
    }
    if (this.#isLive) this.#refuse(block, now);
    this.#blocksSubmitted += 1;
    if (isByHand) for (const name of namesIn(block)) this.#live.names.take(name, now, now);
    if (!this.#config.shadow || !this.#isLive) this.#queue.add({ block, source, queuedAtMs: now });
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
    const refusal = this.#agenda.refusal(block, this.#hand, now);
    if (refusal !== undefined) throw refusal;
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
  wakeAt(): EpochMs {
    return this.#begun === undefined ? this.#agenda.wakeAt(this.#hand) : Infinity;
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
    const { queued } = proposal;
    if (request.kind === 'give_up') {
      const progress = queued === undefined ? proposal.progress : this.#handshake.discard(queued);
      if (proposal.cause === undefined)
        this.#handshake.giveUp(progress!, request.code, request.message, now);
      else this.#handshake.unroutable(progress!, proposal.cause, now);
      return;
    }
    const progress = queued === undefined ? proposal.progress : this.#handshake.take(queued);
    this.#begun = { request, progress, atMs: now };
    if (request.kind === 'execute')
      this.#handshake.sent(progress!, request, proposal.arrivalPrice!, now);
    else if (request.kind === 'find' || request.kind === 'cancel') {
      const { stage } = progress!;
      if (stage.at === 'accepted' || stage.at === 'unknown')
        progress!.stage = { ...stage, askedAtMs: now };
    }
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
    this.#handshake.settle(begun, answer, now);
  }

  /** Something happened at a venue. By its id it is booked once, before or after the answer that tells it too. */
  observe(event: VenueEvent, now: EpochMs): void {
    this.#handshake.observe(event, now);
  }

  /** An operator's word. Throws VM-003 to VM-005, VM-009 or EXEC-003 where it cannot be done, and then nothing has changed. */
  command(command: OperatorCommand, now: EpochMs): void {
    if (this.#live.commands.knows(command.id)) return;
    if (command.kind === 'submit') this.submitBlock(command.block, 'manual', now);
    else obey(command, this.#live, this.#queue, now);
    this.#live.commands.take(command.id, now, now);
    const trading_state = this.#live.trading.at(now);
    this.#emit('event', 'WARNING', now, { command: command.kind, id: command.id, trading_state });
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

  /** A venue was not heard for some time: it is asked for what happened, and what it holds. */
  reconnected(venue: VenueId, now: EpochMs): void {
    this.#live.reads.missed(venue, now);
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
    return this.#handshake.active.length === 0 && this.#queue.length === 0;
  }

  /** Whether the strategy may be asked: nothing is under way but what is held, and venues that answer hold what is expected. */
  mayDecide(now: EpochMs): boolean {
    const { trading, reads } = this.#live;
    const isQuiet =
      this.#queue.length === 0 && this.#handshake.active.every(({ isHeld }) => isHeld);
    const canBeAsked = (venue: VenueId) => !isBusy(venue, this.#handshake.active);
    return isQuiet && reads.isSettled(canBeAsked) && trading.at(now) !== 'halted';
  }

  /** How often something has changed since the process started that the strategy does not know; it is to be asked after each. */
  get surprises(): number {
    return this.#outside.surprises;
  }

  /** Whether a decision may add risk; one that only lowers it always may be made. */
  mayAddRisk(now: EpochMs): boolean {
    return !this.#isLive || this.#agenda.whyNoRisk(this.#hand, now) === '';
  }

  /** Whether a venue answers, and has since the start; the strategy plans around it while it does not. */
  paysOut(venue: VenueId): boolean {
    const { reads } = this.#live;
    return reads.isHeard(venue) && !reads.isSilentAt(venue);
  }

  /** The same, and whether nothing is unknown of the orders at this market. */
  takesOrders(venue: VenueId, market: MarketKind): boolean {
    if (!this.paysOut(venue)) return false;
    if (this.#handshake.active.length === 0) return true;
    return !this.#handshake.active.some(
      ({ isHeld, request }) =>
        isHeld && request?.kind === 'order' && request.venue === venue && request.market === market,
    );
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
      current_block: this.#handshake.active.at(-1)?.block.blockId ?? null,
      reconciliation_status: this.#parts.reconciliation.reconciliationStatus,
      blocks_executed: this.#handshake.blocksExecuted,
      blocks_failed: this.#handshake.blocksFailed,
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
      unknown_outcomes: this.#handshake.active
        .filter(({ isHeld }) => isHeld)
        .map(({ request }) => request!.clientRef),
      waiting_blocks: this.#queue.ids,
      venues_agree: reads.allAgree,
    };
  }

  /** For the health manager. */
  healthReport(): CheckerReport {
    return this.health.report({
      blocks_executed: this.#handshake.blocksExecuted,
      blocks_failed: this.#handshake.blocksFailed,
      queue_size: this.#queue.length,
    });
  }

  checkComponentHealth(): JsonObject {
    return this.health.answer(this.#parts.config.execution_mode, {
      supported_actions_count: this.#config.supported_actions.length,
      instruction_blocks_processed: this.#handshake.blocksExecuted + this.#handshake.blocksFailed,
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
      blocks_executed: this.#handshake.blocksExecuted,
      blocks_failed: this.#handshake.blocksFailed,
      active: savedProgress(this.#handshake.active),
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
    this.#handshake.blocksExecuted = state['blocks_executed'] as number;
    this.#handshake.blocksFailed = state['blocks_failed'] as number;
    this.#handshake.active = loadedProgress(state['active']!);
    this.#queue.load(state['queue']!);
    if (this.#isLive) this.#live.load(state['live'] as JsonObject);
  }
}
