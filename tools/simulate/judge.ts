/** Holds what really happened at the venues against what must never happen. The engine's own word counts for nothing. */
import {
  ComponentError,
  IN_TRANSIT,
  SECOND_MS,
  type Decision,
  type OrderRequest,
  type VenueRequest,
} from '@basis/core-types';
import { SCENES } from './scenes.js';
import { SPOT, isInBand, longestNakedMs, nakedTimes, shortsAt } from './naked-times.js';
import type { Played } from './play.js';
import { giveBack, takeSession } from './sessions.js';
import { Stops } from './stops.js';
import { Unknown } from './unknown.js';

export interface Violation {
  /** As the invariants are numbered. */
  readonly rule: string;
  readonly what: string;
}

type Check = (played: Played) => Iterable<Violation>;

/** Sums are added in other orders here and there. */
const TOLERANCE = 1e-7;
/** Codes that a run may end with when its disk does. */
const ENDED_BY_DISK = new Set(['JNL-001', 'JNL-006']);
/** In every scene the same. */
const { config } = SCENES.two;
const { execution_timeout } = config.component_config.venue_manager;

const violation = (rule: string, what: string): Violation => ({ rule, what });

/** I1: no request takes effect twice. */
function* oneEffectEach({ model }: Played): Iterable<Violation> {
  const refs = new Set(model.arrived.map(({ request }) => request.clientRef));
  for (const ref of refs) {
    const times = model.timesTaken(ref);
    if (times > 1) yield violation('I1', `${ref} took effect ${times} times`);
  }
}

/** I1: whatever name it goes by, no more is traded for a decision than it asked for. */
function* noMoreThanAskedFor({ journal, model }: Played): Iterable<Violation> {
  const askedFor: { readonly base: number; traded: number; readonly timeMs: number }[] = [];
  const planOf = new Map<string, number>();
  for (const { record } of journal) {
    if (record.kind === 'decision' && record.decision.legs.length > 0)
      askedFor.push({ base: baseOf(record.decision), traded: 0, timeMs: record.timeMs });
    if (record.kind !== 'request' || record.request.kind !== 'execute') continue;
    const { clientRef } = record.request.request;
    if (!planOf.has(clientRef)) planOf.set(clientRef, askedFor.length - 1);
  }
  for (const { request, taken } of model.arrived) {
    const plan = askedFor[planOf.get(request.clientRef) ?? -1];
    if (taken && request.kind === 'order' && plan !== undefined)
      plan.traded += request.quantityBase;
  }
  for (const { base, traded, timeMs } of askedFor)
    if (traded > base + ROUNDED_BASE)
      yield violation('I1', `${traded} BTC were traded for the ${base} of a decision at ${timeMs}`);
}
/** Legs are rounded to lots of a thousandth each. */
const ROUNDED_BASE = 0.005;

function baseOf({ legs }: Decision): number {
  return legs.reduce(
    (sum, leg) =>
      'token' in leg && leg.token === 'BTC' && 'amount' in leg ? sum + Number(leg.amount) : sum,
    0,
  );
}

/** I1: nothing leaves outside the time in which it is valid. */
function* inTime({ sent }: Played): Iterable<Violation> {
  for (const { clientRef, lateMs, earlyMs } of sent) {
    if (lateMs > 0) yield violation('I1', `${clientRef} left ${lateMs} ms after its time`);
    if (earlyMs > 0)
      yield violation('I1', `${clientRef} left ${earlyMs} ms before the time it was written with`);
  }
}

/** I1: what is unknown for longer than an instruction may take is not sent again, however certain it is by then. */
function* notForEver({ journal }: Played): Iterable<Violation> {
  const firstMs = new Map<string, number>();
  for (const { record } of journal) {
    if (record.kind !== 'request' || record.request.kind !== 'execute') continue;
    const { clientRef } = record.request.request;
    const first = firstMs.get(clientRef) ?? record.timeMs;
    firstMs.set(clientRef, first);
    const afterMs = record.timeMs - first;
    if (afterMs > execution_timeout * SECOND_MS)
      yield violation('I1', `${clientRef} was sent again after ${afterMs} ms`);
  }
}

/** I2: at the end nothing is under way, and nothing is unknown. */
function* nothingMissing({ session }: Played): Iterable<Violation> {
  const { manager } = session;
  if (manager.unanswered !== undefined)
    yield violation('I2', `${manager.unanswered.kind} ${manager.unanswered.id} has no outcome`);
  if (!manager.isIdle)
    yield violation('I2', `${JSON.stringify(manager.getExecutionStatus())} is not at rest`);
}

/** I3: what leaves stands in the journal before. */
function* writtenAhead({ sent }: Played): Iterable<Violation> {
  for (const { clientRef, isWritten } of sent)
    if (!isWritten) yield violation('I3', `${clientRef} left and was not in the journal`);
}

/** I4: the books hold what the venues hold. */
function* conserved({ story, model, session }: Played): Iterable<Violation> {
  const { accounts } = SCENES[story.scene];
  const { quantities } = session.parts.position_monitor;
  for (const { id, index } of accounts.accounts) {
    const [booked, held] = [quantities[index]!, model.held(id)];
    if (Math.abs(booked - held) > TOLERANCE * Math.max(1, Math.abs(held)))
      yield violation('I4', `${id}: ${booked} in the books, ${held} at the venue`);
  }
}

/** I4 as well: where nobody else did anything, nothing has to be taken over from a venue to make the books agree. */
function* ownDoing({ story, events }: Played): Iterable<Violation> {
  if (story.incidents.some(({ what }) => what === 'order_outside' || what === 'flow')) return;
  for (const { data } of events) {
    const message = String(data['error_message']);
    if (data['what'] === 'adopted' && !message.endsWith(': first look'))
      yield violation('I4', `taken over, and nobody else was there: ${message}`);
  }
}

/**
 * I5: the journal alone gives the same state, from its last checkpoint and, which is as much work as the story itself and is
 * done for one in four, played once more from its beginning.
 */
function* replayed({ journal, session, story }: Played): Iterable<Violation> {
  // It has no state that could be told; I2 says so.
  if (session.manager.unanswered !== undefined) return;
  // Nothing follows the one that ends a run: the one before it tells more.
  const last = journal.slice(0, -2).findLastIndex(({ record }) => record.kind === 'checkpoint');
  const wanted = JSON.stringify(session.save());
  const parts: [string, number][] = [['its end', Math.max(0, last)]];
  if (story.seed % WHOLE_EVERY === 0) parts.push(['the whole journal', 0]);
  for (const [name, from] of parts) {
    const folded = takeSession(story);
    try {
      for (const [i, { record }] of journal.slice(from).entries()) {
        if (i === 0 && record.kind === 'checkpoint') folded.load(record.state);
        else folded.fold(record);
        // Also whether the first time has changed anything in it.
        if (i + from === last && record.kind === 'checkpoint')
          if (JSON.stringify(folded.save()) !== JSON.stringify(record.state))
            yield violation('I5', `${name} leads elsewhere than to its last checkpoint`);
      }
      if (JSON.stringify(folded.save()) !== wanted)
        yield violation('I5', `${name} leads elsewhere`);
      else giveBack(story, folded);
    } catch (error) {
      yield violation('I5', `${name} cannot be played again: ${(error as Error).message}`);
    }
  }
}

const WHOLE_EVERY = 4;

/** I7: spot and shorts balance, or it is said why not. */
function* balanced({ story, model, session, journal }: Played): Iterable<Violation> {
  const held = model.held(SPOT);
  const shorts = shortsAt(SCENES[story.scene].exchanges);
  const short = shorts.reduce((sum, account) => sum - model.held(account), 0);
  const state = session.manager.tradingState(journal.at(-1)!.record.timeMs);
  if (!isInBand(held, short) && state === 'active')
    yield violation('I7', `${held} BTC against a short of ${short}, and trading goes on`);
}

/** I7: nor do they fail to balance for long, at any time after the last that went wrong. */
function* inTheBandInTime(played: Played): Iterable<Violation> {
  const longestMs = longestNakedMs(played.story);
  for (const { fromMs, forMs } of nakedTimes(played))
    if (forMs > longestMs)
      yield violation(
        'I7',
        `a leg was naked for ${forMs} ms from ${fromMs} on, and nothing said why`,
      );
}

/** I7: nothing is built upon an order that was filled in part. */
function* endsWithParts({ journal }: Played): Iterable<Violation> {
  const asked = new Map<string, OrderRequest>();
  const sentAs = new Map<string, string>();
  let part = '';
  for (const { record } of journal) {
    if (record.kind === 'decision') part = '';
    else if (record.kind === 'request') {
      const { request } = record;
      if (request.kind === 'find') sentAs.set(request.id, request.clientRef);
      if (request.kind !== 'execute') continue;
      if (part !== '' && addsRisk(request.request))
        yield violation('I7', `${request.request.clientRef} follows ${part}, filled in part`);
      sentAs.set(request.id, request.request.clientRef);
      if (request.request.kind === 'order') asked.set(request.request.clientRef, request.request);
    } else if (record.kind === 'outcome') {
      const order = asked.get(sentAs.get(record.requestId) ?? '');
      const { answer } = record;
      const outcome = answer.kind === 'found' ? answer.outcome : answer;
      if (order === undefined || outcome.kind !== 'done') continue;
      const filled = outcome.fills.reduce((sum, { quantityBase }) => sum + quantityBase, 0);
      if (filled < order.quantityBase - TOLERANCE) part = order.clientRef;
    }
  }
}

/**
 * I8: while something is unknown, nothing else is begun there, and nothing anywhere that adds risk; nothing that does
 * after a stop, before an operator says so.
 */
function* careful({ journal }: Played): Iterable<Violation> {
  const unknown = new Unknown();
  const stops = new Stops();
  for (const { record } of journal) {
    unknown.note(record);
    stops.note(record);
    if (record.kind !== 'request' || record.request.kind !== 'execute') continue;
    const { request } = record.request;
    const same = unknown.at(request);
    if (same !== undefined)
      yield violation('I8', `${request.clientRef} was sent while ${same} was unknown there`);
    if (!addsRisk(request)) continue;
    const others = unknown.others(request.clientRef);
    if (others.length > 0)
      yield violation('I8', `${request.clientRef} was sent while ${others.join()} was unknown`);
    if (stops.why !== '')
      yield violation('I8', `${request.clientRef} was sent in spite of ${stops.why}`);
  }
}

function addsRisk(request: VenueRequest): boolean {
  if (request.kind !== 'order') return false;
  return request.market === 'spot' ? request.side === 'buy' : !request.reduceOnly;
}

/** I8: a process that has just started knows nothing: it adds no risk before every venue has said what it holds. */
function* looksFirst({ story, journal }: Played): Iterable<Violation> {
  const { accounts } = SCENES[story.scene];
  const venues = new Set(accounts.accounts.map(({ venue }) => venue));
  venues.delete(IN_TRANSIT);
  const silent = new Set<string>();
  for (const { record } of journal) {
    if (record.kind === 'run_started') for (const venue of venues) silent.add(venue);
    if (record.kind === 'outcome' && record.answer.kind === 'holdings')
      silent.delete(record.answer.venue);
    if (record.kind !== 'request' || record.request.kind !== 'execute') continue;
    const { request } = record.request;
    if (addsRisk(request) && silent.size > 0)
      yield violation(
        'I8',
        `${request.clientRef} was sent before ${[...silent].join()} was looked at`,
      );
  }
}

/** I8: what the market was some time ago is not known to be so now. */
function* decidedOnWhatIs({ journal }: Played): Iterable<Violation> {
  let lookedAtMs = -Infinity;
  for (const { record } of journal) {
    if (record.kind === 'snapshot') lookedAtMs = record.timeMs;
    const ageMs = record.timeMs - lookedAtMs;
    if (record.kind === 'decision' && ageMs > STALE_MS)
      yield violation('I8', `a decision was made at ${record.timeMs} on a market ${ageMs} ms old`);
  }
}
/** As long as the answer of a venue may take. */
const STALE_MS = config.component_config.execution_interface_manager.venue_timeout * SECOND_MS;

/** I9: every end of a run has a code, and one that the story explains. */
function* explained({ failures }: Played): Iterable<Violation> {
  for (const failure of failures) {
    const code = failure instanceof ComponentError ? failure.code : undefined;
    if (code === undefined || !ENDED_BY_DISK.has(code)) {
      const text = failure instanceof Error ? (failure.stack ?? failure.message) : String(failure);
      yield violation('I9', `a run ended with ${text}`);
    }
  }
}

/** I11: nothing goes round in circles. */
function* bounded({ journal }: Played): Iterable<Violation> {
  if (journal.length > MOST_RECORDS) yield violation('I11', `${journal.length} records`);
}
const MOST_RECORDS = 3_000;

/** I12: limits hold at the venues. */
function* limited({ story, model }: Played): Iterable<Violation> {
  const { max_order_notional } = SCENES[story.scene].config.component_config.venue_manager;
  for (const { request } of model.arrived) {
    if (request.kind !== 'order' || !addsRisk(request)) continue;
    const { quantityBase, worstPriceQuote } = request as OrderRequest;
    const notional = quantityBase * (worstPriceQuote ?? Infinity);
    if (notional > max_order_notional! * 1.02)
      yield violation('I12', `${request.clientRef} is worth ${notional}`);
  }
}

/** I13: when nothing goes wrong any more, the run works again. */
function* recovered({ session, journal }: Played): Iterable<Violation> {
  const now = journal.at(-1)!.record.timeMs;
  if (!session.manager.mayDecide(now) || !session.manager.mayAddRisk(now))
    yield violation('I13', `still ${JSON.stringify(session.manager.liveStatus(now))}`);
}

const CHECKS: readonly Check[] = [
  oneEffectEach,
  noMoreThanAskedFor,
  inTime,
  notForEver,
  nothingMissing,
  writtenAhead,
  conserved,
  ownDoing,
  replayed,
  balanced,
  inTheBandInTime,
  endsWithParts,
  careful,
  looksFirst,
  decidedOnWhatIs,
  explained,
  bounded,
  limited,
  recovered,
];

export function violations(played: Played): Violation[] {
  return CHECKS.flatMap((check) => [...check(played)]);
}
