import type { EpochMs, Found, Outcome, VenueId } from '@basis/core-types';
import type { Patience } from './patience.js';
import type { Progress } from './progress.js';

/** Where the instruction under way stands. */
export type Stage =
  /** To be sent from then on: where it was turned away for the moment, not at once. */
  | { readonly at: 'ready'; readonly notBeforeMs: EpochMs }
  /** Sent, and the answer is awaited. */
  | { readonly at: 'sent'; readonly validUntilMs: EpochMs | null }
  /** The venue has it and will carry it out later: it is asked for, and called off where that takes too long. */
  | (Polled & {
      readonly at: 'accepted';
      readonly cancelAtMs: EpochMs | null;
      /** It was called off last: before that is said again it is asked for. */
      readonly isCalledOff: boolean;
    })
  /**
   * Something may have happened: it is asked for until the venue has it, or is asked so late that it would have it.
   * Where `certainAfterMs` is null there is no such time: only what the venue calls final counts.
   */
  | (Polled & { readonly at: 'unknown'; readonly certainAfterMs: EpochMs | null })
  /** Carried out; these venues are still to say what they hold. */
  | { readonly at: 'reading'; readonly venues: readonly VenueId[] };

interface Polled {
  readonly askedAtMs: EpochMs;
  /** How often it was asked for. */
  readonly polls: number;
}

export type Done = Extract<Outcome, { kind: 'done' }>;
export type Reverted = Extract<Outcome, { kind: 'reverted' }>;

/** What an answer means for the block. */
export type Verdict =
  | { readonly is: 'under_way' }
  | { readonly is: 'carried_out'; readonly outcome: Done }
  | { readonly is: 'failed'; readonly outcome: Exclude<Outcome, Done | { kind: 'accepted' }> };

/** A resting order that did not trade in its time. */
const EXPIRED = 'VEN-022';
/** The venue has the reference: the request before, whose outcome was lost, took effect. */
const KNOWN_REFERENCE = 'VEN-026';
/** Turned away for the moment: no orders now, too many, too late. */
const FOR_THE_MOMENT: ReadonlySet<string> = new Set(['VEN-024', 'VEN-025', 'VEN-028', 'VEN-030']);

const UNDER_WAY: Verdict = { is: 'under_way' };

/** Takes the outcome of what was sent, or of what was found of it. */
export function afterOutcome(
  progress: Progress,
  outcome: Outcome,
  now: EpochMs,
  patience: Patience,
): Verdict {
  switch (outcome.kind) {
    case 'done':
      return { is: 'carried_out', outcome };
    case 'accepted': {
      const cancelAtMs = cancelTime(progress, patience);
      progress.stage = {
        ...{ at: 'accepted', cancelAtMs, isCalledOff: false },
        ...{ askedAtMs: now, polls: 0 },
      };
      return UNDER_WAY;
    }
    case 'unknown':
      if (!patience.asks) return { is: 'failed', outcome };
      progress.stage = unknown(progress.stage, now, patience);
      return UNDER_WAY;
    case 'reverted':
      return { is: 'failed', outcome };
    case 'not_sent':
      return again(progress, outcome, now, patience);
    case 'refused':
      if (outcome.code === KNOWN_REFERENCE && patience.asks) {
        progress.stage = unknown(progress.stage, now, patience);
        return UNDER_WAY;
      }
      if (outcome.code === EXPIRED && !progress.hasRested && isResting(progress)) {
        progress.hasRested = true;
        progress.attempts = 0;
        // What is taken is another order, with a time of its own.
        progress.sentAtMs = null;
        progress.stage = { at: 'ready', notBeforeMs: now };
        return UNDER_WAY;
      }
      return FOR_THE_MOMENT.has(outcome.code)
        ? again(progress, outcome, now, patience)
        : { is: 'failed', outcome };
  }
}

/** A transfer cannot be called off. */
function cancelTime({ stage, request, sentAtMs }: Progress, { cancelAfterMs }: Patience) {
  if (stage.at === 'accepted') return stage.cancelAtMs;
  return cancelAfterMs === null || request?.kind !== 'order' ? null : sentAtMs! + cancelAfterMs;
}

/** An answer to calling an order off. It is said again: soon where the answer was lost, else where the order stays. */
export function afterCancel(
  progress: Progress,
  isDone: boolean,
  now: EpochMs,
  { delayMs, cancelAfterMs }: Patience,
): void {
  const { stage } = progress;
  if (stage.at !== 'accepted') return;
  const polls = isDone ? 0 : stage.polls + 1;
  const cancelAtMs = now + (isDone ? cancelAfterMs! : delayMs(polls));
  progress.stage = { ...stage, cancelAtMs, isCalledOff: true, polls };
}

function isResting({ request }: Progress): boolean {
  return request?.kind === 'order' && request.restingPriceQuote !== undefined;
}

/** Nothing has happened: the same is sent again after a while, under the same reference. */
function again(
  progress: Progress,
  outcome: Exclude<Outcome, Done | { kind: 'accepted' }>,
  now: EpochMs,
  patience: Patience,
): Verdict {
  if (progress.attempts >= patience.attempts) return { is: 'failed', outcome };
  const notBeforeMs = now + patience.delayMs(progress.attempts - 1);
  progress.stage = { at: 'ready', notBeforeMs };
  return UNDER_WAY;
}

function unknown(stage: Stage, now: EpochMs, { lagMs }: Patience): Stage {
  if (stage.at === 'unknown') return stage;
  const until = stage.at === 'sent' ? stage.validUntilMs : now;
  const certainAfterMs = until === null || lagMs === null ? null : until + lagMs;
  return { at: 'unknown', certainAfterMs, askedAtMs: now, polls: 0 };
}

/** Takes what the venue knows of a request that it accepted, or that may have reached it. */
export function afterFind(
  progress: Progress,
  found: Found,
  now: EpochMs,
  patience: Patience,
): Verdict {
  const { stage } = progress;
  if (stage.at !== 'accepted' && stage.at !== 'unknown') return UNDER_WAY;
  if (found.kind === 'found' && found.outcome.kind !== 'unknown') {
    if (found.outcome.kind === 'accepted' && stage.at === 'accepted') {
      progress.stage = askedOnce(stage);
      return UNDER_WAY;
    }
    return afterOutcome(progress, found.outcome, now, patience);
  }
  const polled = askedOnce(stage);
  progress.stage = polled;
  if (polled.at === 'accepted') {
    if (found.kind !== 'never_existed') return UNDER_WAY;
    if (patience.asks) {
      // It said that it had it: perhaps its query is behind. Should it stay away, it is not sent again.
      progress.stage = unknown(stage, now, patience);
      progress.attempts = patience.attempts;
      return UNDER_WAY;
    }
    const { venue, clientRef } = progress.request!;
    const message = `${venue} accepted ${clientRef} and does not know it any more`;
    return { is: 'failed', outcome: { kind: 'unknown', message } };
  }
  if (!isCertain(polled, found)) return UNDER_WAY;
  const message = `${progress.request!.venue} does not know ${progress.request!.clientRef}`;
  return again(progress, { kind: 'not_sent', message }, now, patience);
}

/** It was asked for once more. */
export function askedOnce<Asked extends Extract<Stage, { at: 'accepted' | 'unknown' }>>(
  stage: Asked,
): Asked {
  const polls = stage.polls + 1;
  return stage.at === 'accepted' ? { ...stage, polls, isCalledOff: false } : { ...stage, polls };
}

/** Not there counts only where the venue was asked after it must have known, or knows that it can never be there. */
function isCertain(stage: Extract<Stage, { at: 'unknown' }>, found: Found): boolean {
  if (stage.certainAfterMs === null)
    return found.kind === 'never_existed' && found.isFinal === true;
  return found.kind !== 'found' && stage.askedAtMs > stage.certainAfterMs;
}
