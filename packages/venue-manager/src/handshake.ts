import {
  ComponentError,
  SECOND_MS,
  type Answer,
  type EpochMs,
  type ErrorCode,
  type HealthTracker,
  type InstructionBlock,
  type JsonObject,
  type LogLevel,
  type ManagerRequest,
  type EventType,
  type RunConfig,
  type VenueEvent,
  type VenueHoldings,
  type VenueId,
  type VenueRequest,
} from '@basis/core-types';
import type { ExecutionInterfaceManager, Receipt } from '@basis/execution-interfaces';
import type { PositionUpdateHandler, ReconciliationComponent } from '@basis/monitors';
import type { Agenda } from './agenda.js';
import { isFound, whyNot } from './answers.js';
import { blockFailure } from './block-failure.js';
import type { BlockQueue } from './block-queue.js';
import type { LiveState } from './live/live-state.js';
import type { Outside } from './live/outside.js';
import {
  isBusy,
  goOn,
  instructionOf,
  isOvertaken,
  venuesTouched,
  waiting,
  type Progress,
  type QueuedBlock,
} from './progress.js';
import {
  afterCancel,
  afterFind,
  afterOutcome,
  askedOnce,
  type Done,
  type Reverted,
  type Verdict,
} from './stage.js';
import type { Patience } from './patience.js';

/** After as many questions without an answer a block is held: what lowers risk may go before it. */
const HELD_AFTER = 3;

/** A request that has begun and awaits its answer. */
export interface Begun {
  readonly request: ManagerRequest;
  /** Of the block that it is for. */
  readonly progress: Progress | undefined;
  readonly atMs: EpochMs;
}

/** Told of every finished instruction; the engine records executions with it. */
export type ReceiptListener = (receipt: Receipt, block: InstructionBlock, now: EpochMs) => void;

export type Emit = (
  type: EventType,
  level: LogLevel,
  now: EpochMs,
  data: JsonObject,
  correlationId?: string,
) => void;

export interface HandshakeParts {
  readonly config: RunConfig;
  readonly interfaces: ExecutionInterfaceManager;
  readonly positionUpdates: PositionUpdateHandler;
  readonly reconciliation: ReconciliationComponent;
  readonly onReceipt: ReceiptListener;
  readonly patience: (venue: VenueId) => Patience;
  readonly agenda: Agenda;
  readonly queue: BlockQueue;
  readonly live: LiveState;
  readonly outside: Outside;
  readonly health: HealthTracker;
  readonly emit: Emit;
}

/**
 * Blocks under way, from sending to reconciliation: what an instruction did is booked, its venues are held against the
 * books, and only then the next one follows.
 */
export class Handshake {
  /** The block under way; before it those whose outcome is not known. */
  active: Progress[] = [];
  blocksExecuted = 0;
  blocksFailed = 0;
  readonly #parts: HandshakeParts;
  readonly #isLive: boolean;

  constructor(parts: HandshakeParts) {
    this.#parts = parts;
    this.#isLive = parts.config.execution_mode === 'live';
  }

  /** From the queue. What is held meanwhile does not go on on top of it. */
  take(queued: QueuedBlock): Progress {
    this.#parts.queue.remove(queued);
    for (const held of this.active) held.endsFor = `${queued.block.blockId} went before`;
    const progress = waiting(queued);
    this.active.push(progress);
    return progress;
  }

  /** From the queue, to be given up: it has not begun, so what is held is as it was. */
  discard(queued: QueuedBlock): Progress {
    this.#parts.queue.remove(queued);
    return waiting(queued);
  }

  sent(
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
    if (!this.#parts.agenda.isReduction(progress)) this.#parts.live.rate.sent(now);
    this.#parts.live.references.take(request.clientRef, now, now);
  }

  /** Something happened at a venue. Where it was by force, what was planned before and has nothing under way ends. */
  observe(event: VenueEvent, now: EpochMs): void {
    const { outside } = this.#parts;
    const before = outside.surprises;
    outside.observe(event, now);
    if (outside.surprises === before) return;
    for (const progress of this.active)
      if (progress.stage.at === 'ready')
        progress.endsFor = `${event.venue} closed a position by force`;
  }

  /** An answer to what was begun. */
  settle({ request, progress, atMs }: Begun, answer: Answer, now: EpochMs): void {
    const { patience, live } = this.#parts;
    if (request.kind === 'execute') {
      const own = patience(request.request.venue);
      this.#judge(progress!, afterOutcome(progress!, answer as never, now, own), now);
    } else if (request.kind === 'find') {
      const found = isFound(answer) ? answer : ({ kind: 'not_read' } as const);
      if (found.kind === 'not_read') this.#unanswered(progress!, now);
      else this.#judge(progress!, afterFind(progress!, found, now, patience(request.venue)), now);
    } else if (request.kind === 'cancel') {
      const isDone = answer.kind === 'accepted' || answer.kind === 'done';
      afterCancel(progress!, isDone, now, patience(request.venue));
    } else if (answer.kind === 'history') {
      for (const event of answer.events) this.observe(event, now);
      live.reads.historyRead(answer.venue);
    } else if (answer.kind === 'holdings') this.#reconcile(progress, answer, atMs, now);
    else if (request.kind !== 'give_up') this.#unread(request.venue, now);
  }

  /** A defect of the plan or the configuration, found before anything was sent. */
  unroutable(progress: Progress, cause: unknown, now: EpochMs): void {
    const failure = this.#failBlock(progress, cause, now);
    if (!this.#isLive) throw failure;
  }

  /** It was asked for in vain, which says as little as an answer that does not know. */
  #unanswered(progress: Progress, now: EpochMs): void {
    const { stage } = progress;
    if (stage.at !== 'accepted' && stage.at !== 'unknown') return;
    progress.stage = askedOnce(stage);
    this.#holdIfOverdue(progress, now);
  }

  #judge(progress: Progress, verdict: Verdict, now: EpochMs): void {
    switch (verdict.is) {
      case 'under_way':
        this.#holdIfOverdue(progress, now);
        return;
      case 'carried_out':
        this.#carriedOut(progress, verdict.outcome, now);
        return;
      case 'failed': {
        const { interfaces, positionUpdates } = this.#parts;
        const { outcome } = verdict;
        // What was undone on a chain has cost its gas.
        if (outcome.kind === 'reverted')
          positionUpdates.updateState(now, this.#fresh(progress.request!, outcome, now));
        const why = whyNot(outcome);
        interfaces.noteFailure(instructionOf(progress), now, why);
        const failure = this.#failBlock(progress, why, now, codeOf(outcome));
        if (this.#isLive || (outcome.kind === 'refused' && isOvertaken(progress, now))) return;
        throw failure;
      }
    }
  }

  #holdIfOverdue(progress: Progress, now: EpochMs): void {
    const { stage, request, isHeld } = progress;
    if (stage.at === 'ready') progress.isHeld = false;
    if (isHeld || !this.#isOverdue(progress, now)) return;
    progress.isHeld = true;
    const error = new ComponentError('VM-006', {
      message: `It is not known whether ${request!.clientRef} took effect at ${request!.venue}`,
      context: { venue: request!.venue, client_ref: request!.clientRef },
    });
    this.#parts.emit('error', 'ERROR', now, error.toDocument(), progress.block.blockId);
    this.#parts.health.failed(now, error);
  }

  /** Also what is accepted, where it takes longer than it may: a venue that cannot be asked must not stop all others. */
  #isOverdue({ stage, sentAtMs }: Progress, now: EpochMs): boolean {
    if (!this.#isLive || (stage.at !== 'unknown' && stage.at !== 'accepted')) return false;
    if (stage.polls < HELD_AFTER) return false;
    const { execution_timeout } = this.#parts.config.component_config.venue_manager;
    return stage.at === 'unknown' || now - sentAtMs! > execution_timeout * SECOND_MS;
  }

  #carriedOut(progress: Progress, outcome: Done, now: EpochMs): void {
    const { interfaces, positionUpdates, onReceipt } = this.#parts;
    const instruction = instructionOf(progress);
    const request = progress.request!;
    progress.isHeld = false;
    try {
      positionUpdates.updateState(now, this.#fresh(request, outcome, now));
      const { arrivalPrice } = progress;
      const chained = this.#parts.agenda.chainedIn(progress);
      const receipt = interfaces.conclude(instruction, outcome, arrivalPrice, now, chained);
      onReceipt(receipt, progress.block, now);
    } catch (cause) {
      // The instruction has taken effect: the block must not go on, or it would be sent again.
      throw this.#failBlock(progress, cause, now);
    }
    const otherFill = whyOtherFill(request, outcome);
    if (otherFill !== '') progress.endsFor = `${instruction.id} ${otherFill}`;
    const venues = this.#toRead(progress, request, now);
    if (venues.length === 0) this.#advance(progress, now);
    else progress.stage = { at: 'reading', venues };
  }

  /** Venues that are to say what they hold before the block goes on; one that cannot be asked before another outcome is not. */
  #toRead(progress: Progress, request: VenueRequest, now: EpochMs): readonly VenueId[] {
    const { config, live } = this.#parts;
    if (!config.component_config.venue_manager.enable_reconciliation) return [];
    const touched = venuesTouched(request);
    if (!this.#isLive) return touched;
    for (const venue of touched) live.reads.want(venue, now);
    const others = this.active.filter((other) => other !== progress);
    return touched.filter((venue) => live.reads.venues.includes(venue) && !isBusy(venue, others));
  }

  #fresh({ venue }: VenueRequest, outcome: Done | Reverted, now: EpochMs): Done['postings'] {
    if (outcome.kind === 'done' && outcome.booked === true) return [];
    const { postings } = outcome;
    if (!this.#isLive) return postings;
    const fresh = this.#parts.live.booked.unbooked(venue, postings, now);
    this.#parts.outside.changed(fresh, now);
    return fresh;
  }

  /** Holdings that were asked for at a time have come. */
  #reconcile(
    progress: Progress | undefined,
    holdings: VenueHoldings,
    askedAtMs: EpochMs,
    now: EpochMs,
  ): void {
    if (this.#isLive && this.#parts.outside.isStale(holdings, askedAtMs)) {
      this.#unread(holdings.venue, now);
      return;
    }
    const { reconciliation } = this.#parts;
    const agrees = reconciliation.updateState(holdings) === 'success';
    const { venue } = holdings;
    if (this.#isLive) {
      const verdict = this.#parts.outside.compare(holdings, agrees, now);
      if (verdict === 'agrees') this.#agreed(venue, now);
      else if (verdict === 'differs')
        this.#failReaders(venue, 'holds something else than expected', now);
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
    for (const progress of [...this.active]) {
      const { stage } = progress;
      if (stage.at !== 'reading' || !stage.venues.includes(venue)) continue;
      const venues = stage.venues.filter((other) => other !== venue);
      progress.stage = { at: 'reading', venues };
      if (venues.length === 0) this.#advance(progress, now);
    }
  }

  /** A venue was asked for what it holds, or what happened there, and did not tell. */
  #unread(venue: VenueId, now: EpochMs): void {
    if (this.#parts.outside.unread(venue, now))
      this.#failReaders(venue, 'does not say what it holds', now);
  }

  #failReaders(venue: VenueId, why: string, now: EpochMs): void {
    for (const progress of [...this.active]) {
      const { stage } = progress;
      if (stage.at === 'reading' && stage.venues.includes(venue))
        this.#failBlock(progress, `${venue} ${why}`, now, 'VM-002');
    }
  }

  #advance(progress: Progress, now: EpochMs): void {
    goOn(progress, this.#parts.agenda.chainedIn(progress).length, now);
    if (progress.instruction < progress.block.instructions.length) return;
    this.#remove(progress);
    this.blocksExecuted += 1;
    this.#parts.live.failures = 0;
    this.#parts.health.updated(now);
    const data = {
      trigger_source: progress.source,
      current_block_index: this.blocksExecuted + this.blocksFailed,
      blocks_executed: this.blocksExecuted,
      blocks_failed: this.blocksFailed,
      queue_length: this.#parts.queue.length,
    };
    this.#parts.emit('state_update', 'DEBUG', now, data, progress.block.blockId);
  }

  /**
   * Drops the block and those that were made with it: nothing is done on top of a half-done position. A critical cause
   * keeps its code, any other is a VM-001 where no better one is known.
   */
  #failBlock(progress: Progress, cause: unknown, now: EpochMs, code?: ErrorCode): ComponentError {
    const dropped = this.#parts.queue.overtake(progress.source);
    const failure = blockFailure(progress, cause, dropped, code);
    this.#dropped(progress, failure, 'ERROR', now);
    if (this.#isLive) this.#parts.outside.failed(failure, now);
    return failure;
  }

  /** Ends a block at one of its own boundaries. */
  giveUp(progress: Progress, code: ErrorCode, message: string, now: EpochMs): void {
    const failure = blockFailure(progress, message, [], code);
    this.#dropped(progress, failure, 'WARNING', now);
  }

  #dropped(progress: Progress, failure: ComponentError, level: LogLevel, now: EpochMs): void {
    this.#remove(progress);
    this.blocksFailed += 1;
    const { blockId } = progress.block;
    this.#parts.emit(
      'instruction_block_execution_failed',
      level,
      now,
      failure.toDocument(),
      blockId,
    );
    this.#parts.health.failed(now, failure);
  }

  #remove(progress: Progress): void {
    this.active = this.active.filter((other) => other !== progress);
    this.#parts.live.approved.delete(progress.block.blockId);
  }
}

function codeOf(outcome: Extract<Verdict, { is: 'failed' }>['outcome']): ErrorCode | undefined {
  return 'code' in outcome && outcome.code === 'VEN-029' ? 'VEN-029' : undefined;
}

/** How something else was traded than was asked for; '' where it was that. */
function whyOtherFill(request: VenueRequest, { fills }: Done): string {
  if (request.kind !== 'order') return '';
  const { quantityBase: asked } = request;
  const filled = fills.reduce((sum, { quantityBase }) => sum + quantityBase, 0);
  if (Math.abs(filled - asked) <= asked * 1e-9) return '';
  return filled < asked ? 'was filled in part' : `was filled by ${filled}, asked for ${asked}`;
}
