import {
  IN_TRANSIT,
  type EpochMs,
  type Instruction,
  type InstructionBlock,
  type Json,
  type TriggerSource,
  type VenueId,
  type VenueRequest,
} from '@basis/core-types';
import type { Stage } from './stage.js';

export interface QueuedBlock {
  readonly block: InstructionBlock;
  readonly source: TriggerSource;
  readonly queuedAtMs: EpochMs;
}

/** A block under way: where it stands and what it waits for. Plain JSON. */
export interface Progress extends QueuedBlock {
  /** Number of the instruction under way. */
  instruction: number;
  stage: Stage;
  arrivalPrice: number;
  /** What was sent last; null before. */
  request: VenueRequest | null;
  /** How often the instruction under way was sent. */
  attempts: number;
  /** When its first instruction was begun; null before. */
  begunAtMs: EpochMs | null;
  /** When the instruction under way was first sent; null before. */
  sentAtMs: EpochMs | null;
  /** The instruction rested in the book and did not trade: now it takes. */
  hasRested: boolean;
  /** Its outcome has been unknown for some time: others that lower risk may go before. */
  isHeld: boolean;
  /** Why nothing more of the block is carried out once the instruction under way is; '' while all of it is. */
  endsFor: string;
}

export function waiting(queued: QueuedBlock): Progress {
  return {
    ...queued,
    instruction: 0,
    stage: { at: 'ready', notBeforeMs: queued.queuedAtMs },
    arrivalPrice: 0,
    request: null,
    attempts: 0,
    begunAtMs: null,
    sentAtMs: null,
    hasRested: false,
    isHeld: false,
    endsFor: '',
  };
}

export function instructionOf({ block, instruction }: Progress): Instruction {
  return block.instructions[instruction]!;
}

/** On to what stands behind the instruction under way and `chained` others that went with it. */
export function goOn(progress: Progress, chained: number, now: EpochMs): void {
  progress.instruction += 1 + chained;
  progress.stage = { at: 'ready', notBeforeMs: now };
  progress.request = null;
  progress.attempts = 0;
  progress.sentAtMs = null;
  progress.hasRested = false;
}

/**
 * Whether time has passed since a block began: prices, margins and outages have moved on, and what a venue refuses then was
 * planned for another moment. What was done stands; the rest is decided anew from there.
 */
export function isOvertaken({ begunAtMs }: Progress, now: EpochMs): boolean {
  return begunAtMs !== null && now > begunAtMs;
}

/** Venues whose holdings a request changes. */
export function venuesTouched(request: VenueRequest): VenueId[] {
  const { venue } = request;
  if (request.kind === 'order') return [venue];
  if (request.kind === 'contract') {
    return [...new Set([venue, ...request.calls.map((call) => call.protocol)])];
  }
  return request.toVenue === venue ? [venue] : [venue, IN_TRANSIT];
}

/** The same of an instruction that is not a request yet, with where it sends money to. */
export function venuesOf(instruction: Instruction, wallet: VenueId | undefined): VenueId[] {
  switch (instruction.type) {
    case 'cex_trade':
      return [instruction.venue];
    case 'wallet_transfer':
      return [instruction.fromVenue, instruction.toVenue];
    case 'smart_contract_action': {
      const { call } = instruction;
      return [...(wallet === undefined ? [] : [wallet]), call.protocol];
    }
  }
}

/** Whether it is not settled what a venue holds: comparing would find differences that are none. */
export function isBusy(venue: VenueId, active: readonly Progress[]): boolean {
  return active.some(
    ({ stage, request }) =>
      stage.at !== 'ready' &&
      stage.at !== 'reading' &&
      request !== null &&
      venuesTouched(request).includes(venue),
  );
}

/** A copy as plain JSON. */
export function savedProgress(active: readonly Progress[]): Json {
  return JSON.parse(JSON.stringify(active)) as Json;
}

export function loadedProgress(saved: Json): Progress[] {
  // A copy: whoever saved it keeps theirs.
  return JSON.parse(JSON.stringify(saved)) as Progress[];
}
