import {
  SECOND_MS,
  ComponentError,
  chainWallet,
  type BlockId,
  type ClientRef,
  type DurationMs,
  type EpochMs,
  type ErrorCode,
  type Instruction,
  type InstructionBlock,
  type ManagerRequest,
  type RunConfig,
  type SmartContractAction,
  type VenueId,
  type VenueRequest,
} from '@basis/core-types';
import type { ExecutionInterfaceManager } from '@basis/execution-interfaces';
import type { PositionMonitor } from '@basis/monitors';
import type { BlockQueue } from './block-queue.js';
import { amountText } from './live/amount-text.js';
import { awaitedMargin } from './live/awaited-margin.js';
import { planFindings } from './live/check-plan.js';
import { blockReducesRisk, instrumentsOf, reducesRisk } from './live/reduces-risk.js';
import type { RequestRate } from './live/request-rate.js';
import type { TradingState } from './live/trading-state.js';
import type { VenueReads } from './live/venue-reads.js';
import { Outgoing, isPriced } from './outgoing.js';
import { awaitedMoney, spends, type AwaitedMoney } from './money-under-way.js';
import type { Patience } from './patience.js';
import {
  instructionOf,
  isBusy,
  venuesOf,
  waiting,
  type Progress,
  type QueuedBlock,
} from './progress.js';
import type { RoleMap, Traded } from './role-map.js';
import type { Stage } from './stage.js';

type WithoutId<Request> = Request extends unknown ? Omit<Request, 'id'> : never;
export type Wanted = WithoutId<ManagerRequest>;

/** What would be done next, and for which block; `queued` is to be taken from the queue with it. */
export interface Proposal {
  readonly wanted: Wanted;
  readonly progress?: Progress;
  readonly queued?: QueuedBlock;
  /** Of an execution. */
  readonly arrivalPrice?: number;
  /** Of giving up a block that cannot be turned into requests. */
  readonly cause?: unknown;
}

/** What the manager has in hand. */
export interface InHand {
  readonly active: readonly Progress[];
  readonly queue: BlockQueue;
  readonly approved: ReadonlySet<BlockId>;
  readonly trading: TradingState;
  readonly reads: VenueReads;
  readonly rate: RequestRate;
  readonly runTag: string;
}

export interface AgendaParts {
  readonly config: RunConfig;
  readonly interfaces: ExecutionInterfaceManager;
  readonly positions: PositionMonitor;
  readonly roles: RoleMap;
  readonly patience: (venue: VenueId) => Patience;
}

/** What is to be done now, and when something will be. It changes nothing: what it proposes is told before it is begun. */
export class Agenda {
  readonly #parts: AgendaParts;
  readonly #config: RunConfig['component_config']['venue_manager'];
  readonly #isLive: boolean;
  readonly #outgoing: Outgoing;

  constructor(parts: AgendaParts) {
    this.#parts = parts;
    this.#outgoing = new Outgoing(parts.config);
    this.#config = parts.config.component_config.venue_manager;
    this.#isLive = parts.config.execution_mode === 'live';
  }

  propose(hand: InHand, now: EpochMs): Proposal | undefined {
    for (const progress of hand.active) {
      const proposal = this.#stepOf(progress, hand, now);
      if (proposal !== undefined) return { ...proposal, progress };
    }
    return this.#admit(hand, now) ?? this.#read(hand, now);
  }

  /** When `propose` may have something without anything else happening. */
  wakeAt(hand: InHand): EpochMs {
    let wake = Math.min(
      hand.reads.nextAt((venue) => !isBusy(venue, hand.active)),
      hand.queue.length > 0 ? hand.rate.freeFrom() : Infinity,
    );
    for (const progress of hand.active) wake = Math.min(wake, this.#dueAt(progress, hand));
    return wake;
  }

  #stepOf(progress: Progress, hand: InHand, now: EpochMs): Proposal | undefined {
    const { stage } = progress;
    if (stage.at === 'sent' || now < this.#dueAt(progress, hand)) return undefined;
    if (stage.at === 'ready') return this.#send(progress, hand, now);
    if (stage.at === 'reading') {
      const venue = stage.venues.find((one) => this.#canRead(one, progress, hand, now));
      return venue === undefined ? undefined : { wanted: reading(venue, hand.reads, now) };
    }
    const { venue, clientRef } = progress.request!;
    if (stage.at === 'accepted' && now >= cancelDueAt(stage))
      return { wanted: { kind: 'cancel', venue, clientRef } };
    return now > stage.askedAtMs ? { wanted: { kind: 'find', venue, clientRef } } : undefined;
  }

  #dueAt(progress: Progress, { reads, rate }: InHand): EpochMs {
    const { stage } = progress;
    switch (stage.at) {
      case 'sent':
        return Infinity;
      case 'ready':
        return Math.max(
          stage.notBeforeMs,
          this.#isLive && !this.isReduction(progress) ? rate.freeFrom() : 0,
        );
      case 'reading':
        return Math.min(...stage.venues.map((venue) => (this.#isLive ? reads.dueAt(venue) : 0)));
      case 'accepted':
      case 'unknown': {
        const { delayMs } = this.#parts.patience(progress.request!.venue);
        const cancelAt = stage.at === 'accepted' ? cancelDueAt(stage) : Infinity;
        return Math.min(pollAt(stage, delayMs(stage.polls)), cancelAt);
      }
    }
  }

  /** The next request of a block, or why it ends here. */
  #send(progress: Progress, hand: InHand, now: EpochMs): Proposal | undefined {
    if (this.#waitsForReads(progress, hand)) return undefined;
    const end = this.#isLive ? this.#endOf(progress, hand, now) : undefined;
    if (end !== undefined)
      return { wanted: { ...end, kind: 'give_up', blockId: progress.block.blockId } };
    const instruction = instructionOf(progress);
    const chained = this.chainedIn(progress);
    const awaited = this.#awaited(progress, now);
    if (awaited !== undefined) return this.#overdue(progress, awaited, now);
    const clientRef = this.#outgoing.refOf(progress, hand.runTag);
    const routed = this.#route(instruction, clientRef, chained, now);
    if ('cause' in routed) {
      const message = routed.cause instanceof Error ? routed.cause.message : String(routed.cause);
      const { blockId } = progress.block;
      return { ...routed, wanted: { kind: 'give_up', blockId, code: 'VM-001', message } };
    }
    const { request, arrivalPrice } = routed;
    const sent = this.#outgoing.asSent(request, arrivalPrice, progress);
    if (this.#isLive && !isPriced(sent, arrivalPrice))
      return { wanted: withoutPrice(progress, sent) };
    const validUntilMs = this.#outgoing.validUntil(sent.venue, now);
    return { wanted: { kind: 'execute', request: sent, validUntilMs }, arrivalPrice };
  }

  /** What the instruction under way cannot be sent before; undefined where it can. */
  #awaited(progress: Progress, now: EpochMs): AwaitedMoney | undefined {
    if (progress.stage.at !== 'ready') return undefined;
    const { positions: held, roles, interfaces } = this.#parts;
    const instruction = instructionOf(progress);
    const awaited = awaitedMoney([instruction, ...this.chainedIn(progress)], held);
    if (awaited !== undefined || !this.#isLive) return awaited;
    if (instruction.type !== 'cex_trade' || instruction.tradeType === 'spot') return undefined;
    const priceOf = (traded: Traded) => interfaces.arrivalPrice(traded, now);
    return awaitedMargin(instruction, { roles, held, priceOf, now });
  }

  /** Money that does not arrive is not waited for without end: the strategy decides again from where it is. */
  #overdue(
    progress: Progress,
    { venue, token, lacks }: AwaitedMoney,
    now: EpochMs,
  ): Proposal | undefined {
    const { stage, block } = progress;
    const { arrival_timeout } = this.#config;
    if (!this.#isLive || stage.at !== 'ready') return undefined;
    if (now - stage.notBeforeMs <= arrival_timeout * SECOND_MS) return undefined;
    const needs = `${instructionOf(progress).id} needs ${amountText(lacks)} ${token} more at ${venue}`;
    const message = `${needs}, and they have not arrived for ${arrival_timeout} s`;
    return { wanted: { kind: 'give_up', blockId: block.blockId, code: 'VM-010', message } };
  }

  /** After a start it may all have changed: before that is known nothing goes there, and nowhere what adds risk. */
  #waitsForReads(progress: Progress, hand: InHand): boolean {
    if (!this.#isLive) return false;
    const canBeAsked = (venue: VenueId) => !isBusy(venue, hand.active);
    if (!hand.reads.isBeginning(canBeAsked)) return false;
    const { block, instruction } = progress;
    if (!blockReducesRisk({ instructions: block.instructions.slice(instruction) })) return true;
    const unheard = this.#unheard([instructionOf(progress), ...this.chainedIn(progress)], hand);
    return unheard !== undefined && canBeAsked(unheard) && !hand.reads.isSilentAt(unheard);
  }

  /** Of the venues that instructions are for, one that has not said since the start what it holds. */
  #unheard(instructions: readonly Instruction[], { reads }: InHand): VenueId | undefined {
    return instructions
      .flatMap((one) => venuesOf(one, chainWallet(this.#parts.config)?.venue))
      .find((venue) => !reads.isHeard(venue));
  }

  #route(
    instruction: Instruction,
    clientRef: ClientRef,
    chained: readonly SmartContractAction[],
    now: EpochMs,
  ) {
    try {
      return this.#parts.interfaces.route(instruction, clientRef, now, chained);
    } catch (cause) {
      return { cause };
    }
  }

  /** Why a block ends before its next request; undefined where it goes on. */
  #endOf(
    progress: Progress,
    hand: InHand,
    now: EpochMs,
  ): { readonly code: ErrorCode; readonly message: string } | undefined {
    const { block, instruction, endsFor, sentAtMs } = progress;
    if (endsFor !== '') return { code: 'VM-007', message: endsFor };
    if (sentAtMs !== null && now - sentAtMs > this.#config.execution_timeout * SECOND_MS) {
      const message = `${instructionOf(progress).id} took longer than ${this.#config.execution_timeout} s`;
      return { code: 'VM-007', message };
    }
    const unheard = this.#unheard([instructionOf(progress), ...this.chainedIn(progress)], hand);
    if (unheard !== undefined) return { code: 'VM-002', message: notHeard(unheard) };
    const others = hand.active.filter((one) => one !== progress);
    if (this.whyNoRisk({ ...hand, active: others }, now) === '') return undefined;
    const rest = block.instructions.slice(instruction);
    if (blockReducesRisk({ ...block, instructions: rest })) return undefined;
    return { code: 'VM-005', message: this.whyNoRisk({ ...hand, active: others }, now) };
  }

  /** Contract actions that are one transaction with the instruction under way. */
  chainedIn({ block, instruction }: Progress): readonly SmartContractAction[] {
    return this.#parts.interfaces.chainedBehind(block.instructions, instruction);
  }

  /**
   * The first block that may begin. One that may not, and will not, is dropped. Behind one that waits for money only what
   * lowers risk without it may.
   */
  #admit(hand: InHand, now: EpochMs): Proposal | undefined {
    if (hand.queue.length === 0) return undefined;
    const awaited: AwaitedMoney[] = [];
    let isPassed = false;
    for (const progress of hand.active) {
      const own = this.#awaited(progress, now);
      if (own !== undefined) awaited.push(own);
      else if (this.#isLimited(progress, hand, now)) isPassed = true;
      else if (!progress.isHeld) return undefined;
    }
    for (const queued of hand.queue.blocks) {
      const { block } = queued;
      if (this.#config.approve_blocks && this.#isLive && !hand.approved.has(block.blockId))
        continue;
      if ((isPassed || awaited.length > 0) && !this.#mayPass(block, awaited)) continue;
      const progress = waiting(queued);
      if (this.#waitsForReads(progress, hand)) continue;
      if (this.#isLive && now < this.#dueAt(progress, hand)) continue;
      const refusal = this.#isLive ? this.refusal(block, hand, now) : undefined;
      if (refusal !== undefined) {
        const { code, message } = refusal;
        return { wanted: { kind: 'give_up', blockId: block.blockId, code, message }, queued };
      }
      const proposal = this.#send(progress, hand, now);
      if (proposal !== undefined) return { ...proposal, queued };
      const own = this.#awaited(progress, now);
      if (own !== undefined) awaited.push(own);
    }
    return undefined;
  }

  /** Whether a block waits for nothing but its turn among the requests of a minute, which risk is lowered without. */
  #isLimited(progress: Progress, { rate }: InHand, now: EpochMs): boolean {
    if (!this.#isLive || progress.stage.at !== 'ready' || this.isReduction(progress)) return false;
    return rate.freeFrom() > now;
  }

  #mayPass(block: InstructionBlock, awaited: readonly AwaitedMoney[]): boolean {
    if (!this.#isLive || !blockReducesRisk(block)) return false;
    return !awaited.some((one) => spends(block.instructions, one));
  }

  /** Why a block may not be begun now, all of it looked at before its first order; undefined where it may. */
  refusal(block: InstructionBlock, hand: InHand, now: EpochMs): ComponentError | undefined {
    const context = { block_id: block.blockId };
    const message = this.#whyNotNow(block, hand, now);
    if (message !== '') return new ComponentError('VM-005', { message, context });
    const { config, positions, roles, interfaces } = this.#parts;
    const priceOf = (traded: Traded) => interfaces.arrivalPrice(traded, now);
    const findings = planFindings(block, { config, roles, held: positions, priceOf, now });
    if (findings.length === 0) return undefined;
    return new ComponentError('VM-004', {
      message: `${block.action} block ${block.blockId} cannot be carried out: ${findings.join('; ')}`,
      context: { ...context, findings },
    });
  }

  #whyNotNow(block: InstructionBlock, hand: InHand, now: EpochMs): string {
    const { active } = hand;
    if (!blockReducesRisk(block)) return this.whyNoRisk(hand, now);
    const unheard = this.#unheard(block.instructions, hand);
    if (unheard !== undefined && hand.reads.isSilentAt(unheard)) return notHeard(unheard);
    const sent = active.filter(({ stage }) => stage.at !== 'ready');
    const unsettled = new Set(sent.flatMap((one) => this.#touchedBy(instructionOf(one))));
    const there = block.instructions
      .flatMap((instruction) => this.#touchedBy(instruction))
      .find((one) => unsettled.has(one));
    return there === undefined ? '' : `the outcome of a request at ${there} is not known`;
  }

  #touchedBy(instruction: Instruction): string[] {
    return instrumentsOf(instruction, chainWallet(this.#parts.config)?.venue);
  }

  /** Why no risk may be added now; '' where it may. */
  whyNoRisk({ active, trading, reads }: InHand, now: EpochMs): string {
    if (trading.at(now) !== 'active') return trading.why(now);
    const held = active.find(({ isHeld }) => isHeld);
    if (held !== undefined) return `the outcome of ${held.request!.clientRef} is not known`;
    if (reads.isDiffering) return 'a venue holds something else than expected';
    if (reads.isSilent) return 'a venue does not say what it holds';
    return reads.allAgree ? '' : 'a venue has not said yet what it holds';
  }

  /** Whether the instruction under way lowers risk, with what is chained to it. */
  isReduction(progress: Progress): boolean {
    return reducesRisk(instructionOf(progress), this.chainedIn(progress));
  }

  #read({ reads, active }: InHand, now: EpochMs): Proposal | undefined {
    const venue = reads.due(now, (one) => !isBusy(one, active));
    return venue === undefined ? undefined : { wanted: reading(venue, reads, now) };
  }

  #canRead(venue: VenueId, progress: Progress, { reads, active }: InHand, now: EpochMs): boolean {
    if (!this.#isLive) return true;
    return (
      reads.dueAt(venue) <= now &&
      !isBusy(
        venue,
        active.filter((one) => one !== progress),
      )
    );
  }
}

/** The strategy decides again, at the price of then. */
function withoutPrice({ block }: Progress, { clientRef, venue }: VenueRequest): Wanted {
  const message = `there is no price at ${venue} for ${clientRef}`;
  return { kind: 'give_up', blockId: block.blockId, code: 'VEN-008', message };
}

function notHeard(venue: VenueId): string {
  return `${venue} has not said since the start what it holds`;
}

function reading(venue: VenueId, reads: VenueReads, now: EpochMs): Wanted {
  const sinceMs = reads.historySince(venue, now);
  return sinceMs === undefined
    ? { kind: 'read_holdings', venue }
    : { kind: 'read_history', venue, sinceMs };
}

function cancelDueAt({ cancelAtMs, isCalledOff }: Extract<Stage, { at: 'accepted' }>): EpochMs {
  return isCalledOff ? Infinity : (cancelAtMs ?? Infinity);
}

/** Between two questions; but as soon as the answer can be certain. */
function pollAt(
  stage: Extract<Stage, { at: 'accepted' | 'unknown' }>,
  delayMs: DurationMs,
): EpochMs {
  const next = stage.askedAtMs + delayMs;
  if (stage.at === 'accepted' || stage.certainAfterMs === null) return next;
  return stage.askedAtMs > stage.certainAfterMs ? next : Math.min(next, stage.certainAfterMs + 1);
}
