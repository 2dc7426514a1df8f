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

export interface QueuedBlock {
  readonly block: InstructionBlock;
  readonly source: TriggerSource;
}

/** The block under way: where it stands and what it waits for. */
export interface Progress extends QueuedBlock {
  /** Number of the instruction under way. */
  instruction: number;
  arrivalPrice: number;
  /** Venues that the instruction's reconciliation still has to read. */
  unread: VenueId[];
  /** What a venue has accepted for later; undefined while nothing is. */
  accepted: VenueRequest | undefined;
  /** When it was last asked for: asking again makes sense only later. */
  askedAtMs: EpochMs;
  /** When its first instruction was begun; undefined before. */
  begunAtMs: EpochMs | undefined;
  /** The instruction rested in the book and did not trade: now it takes. */
  hasRested: boolean;
}

export function begun(queued: QueuedBlock): Progress {
  return {
    ...queued,
    instruction: 0,
    arrivalPrice: 0,
    unread: [],
    accepted: undefined,
    askedAtMs: -Infinity,
    begunAtMs: undefined,
    hasRested: false,
  };
}

export function instructionOf({ block, instruction }: Progress): Instruction {
  return block.instructions[instruction]!;
}

/**
 * Whether time has passed since a block began: prices, margins and outages have moved on, and what a venue refuses then was
 * planned for another moment. What was done stands; the rest is decided anew from there.
 */
export function isOvertaken({ begunAtMs }: Progress, now: EpochMs): boolean {
  return begunAtMs !== undefined && now > begunAtMs;
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

/** Between two requests, as plain JSON. */
export function savedProgress(progress: Progress | undefined): Json {
  if (progress === undefined) return null;
  const { askedAtMs, accepted, ...rest } = progress;
  const saved = {
    ...rest,
    accepted: accepted ?? null,
    // A number that JSON does not have stands as null.
    askedAtMs: Number.isFinite(askedAtMs) ? askedAtMs : null,
  };
  return JSON.parse(JSON.stringify(saved)) as Json;
}

export function loadedProgress(saved: Json): Progress | undefined {
  if (saved === null) return undefined;
  const { accepted, askedAtMs, ...rest } = saved as unknown as Omit<
    Progress,
    'accepted' | 'askedAtMs'
  > & { accepted: VenueRequest | null; askedAtMs: EpochMs | null };
  return { ...rest, accepted: accepted ?? undefined, askedAtMs: askedAtMs ?? -Infinity };
}
