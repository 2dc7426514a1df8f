import {
  CAUSES,
  ComponentError,
  IN_TRANSIT,
  MINUTE_MS,
  type Account,
  type AccountIndex,
  type Answer,
  type EpochMs,
  type Fill,
  type Outcome,
  type Posting,
  type VenueEvent,
  type VenueHistory,
  type VenueHoldings,
  type VenueId,
} from '@basis/core-types';
import { answers } from '@basis/venue-manager';
import type { EngineComponents } from '../parts/component-factory.js';
import { unanswered, venueOf, type CarriedOut } from './carry-out.js';
import { tellWarning, textOf } from './tell.js';

/** Clocks of venues and of this machine lie less far apart; what is stamped later has not happened. */
const AHEAD_MS = MINUTE_MS;

/**
 * Looks at what clients tell before it is written down: what stands in the journal is applied at every start, so what
 * cannot be booked would stop each of them at the same record. What is not believed says no more than silence does.
 */
export class ToldCheck {
  readonly #parts: EngineComponents;

  constructor(parts: EngineComponents) {
    this.#parts = parts;
  }

  /** The answer, or where it cannot be right, that there is none. */
  answer(request: CarriedOut, answer: Answer, now: EpochMs): Answer {
    const venue = venueOf(request);
    const problem = problemOf(() => {
      must(answers(request, answer), `${answer.kind} is no answer to ${request.kind}`);
      this.#checkAnswer(venue, answer, now);
    });
    if (problem === '') return answer.kind === 'history' ? this.#believed(answer, now) : answer;
    this.#tell(venue, `its answer to ${request.kind} ${request.id}: ${problem}`, now);
    return unanswered(request, problem);
  }

  /** Without the events that cannot be right; what is missing then is found in what the venue holds. */
  #believed(history: VenueHistory, now: EpochMs): VenueHistory {
    const { venue, events } = history;
    const believed = events.filter((event) => this.isBelieved(venue, event, now));
    return believed.length === events.length ? history : { ...history, events: believed };
  }

  /** Whether an event that the client of this venue told can be right. */
  isBelieved(venue: VenueId, event: VenueEvent, now: EpochMs): boolean {
    const problem = problemOf(() => this.#checkEvent(venue, event, now));
    if (problem !== '') this.#tell(venue, `an event: ${problem}`, now);
    return problem === '';
  }

  #tell(venue: VenueId, what: string, now: EpochMs): void {
    const message = `${venue} told what cannot be right, ${what}`;
    tellWarning(this.#parts, now, new ComponentError('VC-002', { message, context: { venue } }));
  }

  #checkAnswer(venue: VenueId, answer: Answer, now: EpochMs): void {
    switch (answer.kind) {
      case 'found':
        this.#checkOutcome(venue, answer.outcome, now);
        return;
      case 'holdings':
        this.#checkHoldings(answer, now);
        return;
      case 'history':
        must(Array.isArray(answer.events), `${String(answer.events)} is no list of events`);
        return;
      case 'not_found_yet':
      case 'never_existed':
      case 'not_read':
        return;
      default:
        this.#checkOutcome(venue, answer, now);
    }
  }

  #checkOutcome(venue: VenueId, outcome: Outcome, now: EpochMs): void {
    switch (outcome.kind) {
      case 'done':
        mustBeText(outcome.ref, 'a reference');
        for (const fill of outcome.fills) checkFill(fill, now);
        this.#checkPostings(venue, outcome.postings, now);
        return;
      case 'reverted':
        mustBeText(outcome.code, 'a code');
        this.#checkPostings(venue, outcome.postings, now);
        return;
      case 'accepted':
        mustBeText(outcome.ref, 'a reference');
        return;
      case 'refused':
        mustBeText(outcome.code, 'a code');
        return;
      case 'not_sent':
      case 'unknown':
        return;
      default:
        throw new Error(`${(outcome as Outcome).kind} is no outcome`);
    }
  }

  #checkEvent(venue: VenueId, event: VenueEvent, now: EpochMs): void {
    mustBeText(event.id, 'the id of an event');
    must(event.venue === venue, `event ${event.id} is of ${event.venue}`);
    checkTime(event.timeMs, now);
    this.#checkPostings(venue, event.postings, now);
  }

  #checkPostings(venue: VenueId, postings: readonly Posting[], now: EpochMs): void {
    for (const { account, cause, delta, timeMs } of postings) {
      const found = this.#priced(account, delta);
      must(this.#booksAt(venue, found), `${found.id} is not booked by ${venue}`);
      must(CAUSES.includes(cause), `${cause} is no cause`);
      checkTime(timeMs, now);
    }
  }

  /** An exchange books at itself and on the road; who signs on a chain, at every protocol that holds something for it. */
  #booksAt(venue: VenueId, { venue: place }: Account): boolean {
    if (place === venue || place === IN_TRANSIT) return true;
    const { venue_configs } = this.#parts.config;
    const isOnChain = (id: VenueId) =>
      venue_configs[id] !== undefined && venue_configs[id].venue_type !== 'cex';
    return isOnChain(venue) && isOnChain(place);
  }

  #checkHoldings(
    { venue, asOfMs, quantities, openOrders = [] }: VenueHoldings,
    now: EpochMs,
  ): void {
    checkTime(asOfMs, now);
    for (const { account, quantity } of quantities) {
      const found = this.#priced(account, quantity);
      must(found.venue === venue, `${found.id} is no account of ${venue}`);
    }
    const accounts = new Set(quantities.map(({ account }) => account));
    must(accounts.size === quantities.length, 'an account is told twice');
    for (const { ref, restBase } of openOrders) {
      mustBeText(ref, 'the reference of an order');
      must(Number.isFinite(restBase), `order ${ref} rests with ${restBase}`);
    }
  }

  /** What has no price cannot be booked, and its value not explained. */
  #priced(account: AccountIndex, quantity: number): Account {
    const { accounts, values } = this.#parts;
    const found = accounts.accounts[account];
    if (found === undefined) throw new Error(`there is no account ${account}`);
    must(Number.isFinite(quantity), `${quantity} of ${found.id} is no quantity`);
    const node = values.nodeOfAccount[account]!;
    const isPriced = node >= 0 && Number.isFinite(values.tree.value(node));
    must(quantity === 0 || isPriced, `${quantity} of ${found.id}, and there is no price of it`);
    return found;
  }
}

/** What is not formed as it should be is found by the error that looking at it throws. */
function problemOf(check: () => void): string {
  try {
    check();
    return '';
  } catch (cause) {
    return textOf(cause);
  }
}

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

function mustBeText(value: string, what: string): void {
  must(typeof value === 'string' && value !== '', `${String(value)} is not ${what}`);
}

function checkTime(timeMs: EpochMs, now: EpochMs): void {
  must(Number.isFinite(timeMs), `${timeMs} is no time`);
  must(timeMs <= now + AHEAD_MS, `it happened ${timeMs - now} ms from now`);
}

function checkFill({ timeMs, quantityBase, priceQuote, feeAmount, feeAsset }: Fill, now: EpochMs) {
  checkTime(timeMs, now);
  must(quantityBase >= 0 && quantityBase < Infinity, `a fill of ${quantityBase}`);
  must(priceQuote >= 0 && priceQuote < Infinity, `a fill at ${priceQuote}`);
  must(Number.isFinite(feeAmount), `a fee of ${feeAmount}`);
  mustBeText(feeAsset, 'the asset of a fee');
}
