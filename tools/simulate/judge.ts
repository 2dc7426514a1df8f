/** Holds what really happened at the venues against what must never happen. The engine's own word counts for nothing. */
import {
  ComponentError,
  canonicalJson,
  type Decision,
  type JournalRecord,
  type ManagerRequest,
  type OrderRequest,
  type VenueRequest,
} from '@basis/core-types';
import { EXCHANGES, SYMBOL, accounts, config } from './market.js';
import { newSession, type Played } from './play.js';

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
const { delta_tolerance } = config.component_config.strategy_manager;
const { max_order_notional } = config.component_config.venue_manager;

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

/** I1: nothing leaves after the time in which it is valid. */
function* inTime({ sent }: Played): Iterable<Violation> {
  for (const { clientRef, lateMs } of sent)
    if (lateMs > 0) yield violation('I1', `${clientRef} left ${lateMs} ms after its time`);
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
function* conserved({ model, session }: Played): Iterable<Violation> {
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

/** I5: the journal alone gives the same state, from its last checkpoint and, played once more, from its beginning. */
function* replayed({ journal, session, story }: Played): Iterable<Violation> {
  // It has no state that could be told; I2 says so.
  if (session.manager.unanswered !== undefined) return;
  const last = journal.findLastIndex(({ record }) => record.kind === 'checkpoint');
  const wanted = canonicalJson(session.save());
  for (const [name, from] of [
    ['its end', Math.max(0, last)],
    ['the whole journal', 0],
  ] as const) {
    const folded = newSession(story);
    try {
      for (const [i, { record }] of journal.slice(from).entries()) {
        folded.fold(record);
        // Also whether the first time has changed anything in it.
        if (i + from === last && record.kind === 'checkpoint')
          if (canonicalJson(folded.save()) !== canonicalJson(record.state))
            yield violation('I5', `${name} leads elsewhere than to its last checkpoint`);
      }
      if (canonicalJson(folded.save()) !== wanted) yield violation('I5', `${name} leads elsewhere`);
    } catch (error) {
      yield violation('I5', `${name} cannot be played again: ${(error as Error).message}`);
    }
  }
}

/** I7: spot and shorts balance, or it is said why not. */
function* balanced({ model, session, journal }: Played): Iterable<Violation> {
  const held = model.held(`binance:spot:BTC`);
  const short = EXCHANGES.reduce((sum, venue) => sum - model.held(`${venue}:perp:${SYMBOL}`), 0);
  const larger = Math.max(held, short);
  // Lots of two venues, and what a fee takes from what is bought.
  const allowed = 2 * delta_tolerance * larger + 0.003;
  const state = session.manager.tradingState(journal.at(-1)!.record.timeMs);
  if (Math.abs(held - short) > allowed && state === 'active')
    yield violation('I7', `${held} BTC against a short of ${short}, and trading goes on`);
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
 * I8: while something is unknown, nothing else is begun there, and nothing anywhere that adds risk; nothing that does when
 * an operator has said stop.
 */
function* careful({ journal }: Played): Iterable<Violation> {
  const unknown = new Unknown();
  let stopped = '';
  for (const { record } of journal) {
    unknown.note(record);
    if (record.kind === 'operator_command') {
      const { command } = record;
      if (command.kind === 'halt' || command.kind === 'reduce_only') stopped = command.kind;
      else if (command.kind === 'resume') stopped = '';
    }
    if (record.kind !== 'request' || record.request.kind !== 'execute') continue;
    const { request } = record.request;
    const same = unknown.at(request);
    if (same !== undefined)
      yield violation('I8', `${request.clientRef} was sent while ${same} was unknown there`);
    if (!addsRisk(request)) continue;
    const others = unknown.others(request.clientRef);
    if (others.length > 0)
      yield violation('I8', `${request.clientRef} was sent while ${others.join()} was unknown`);
    if (stopped !== '')
      yield violation('I8', `${request.clientRef} was sent in spite of ${stopped}`);
  }
}

/** What may have taken effect and is not certain, as the journal alone tells it. */
class Unknown {
  /** By reference: from when on a venue that does not know it never will. */
  readonly #places = new Map<string, string>();
  readonly #certainAfterMs = new Map<string, number>();
  readonly #asked = new Map<string, { readonly clientRef: string; readonly atMs: number }>();
  readonly #sent = new Map<string, { readonly clientRef: string; readonly untilMs: number }>();

  /** Another one at the same market, or from the same balance. */
  at(request: VenueRequest): string | undefined {
    const place = placeOf(request);
    return this.others(request.clientRef).find((other) => this.#places.get(other) === place);
  }

  others(clientRef: string): string[] {
    return [...this.#certainAfterMs.keys()].filter((other) => other !== clientRef);
  }

  note(record: JournalRecord): void {
    if (record.kind === 'request') this.#request(record.request, record.timeMs);
    else if (record.kind === 'outcome') this.#outcome(record);
  }

  #request(request: ManagerRequest, atMs: number): void {
    if (request.kind === 'find') this.#asked.set(request.id, { ...request, atMs });
    if (request.kind !== 'execute') return;
    const { clientRef } = request.request;
    this.#places.set(clientRef, placeOf(request.request));
    this.#sent.set(request.id, { clientRef, untilMs: request.validUntilMs ?? Infinity });
  }

  #outcome({ requestId, answer }: Extract<JournalRecord, { kind: 'outcome' }>): void {
    const sent = this.#sent.get(requestId);
    if (sent !== undefined) {
      const isKnownThere = answer.kind === 'refused' && answer.code === 'VEN-026';
      if (answer.kind === 'unknown' || isKnownThere)
        this.#certainAfterMs.set(sent.clientRef, sent.untilMs + LAG_MS);
      return;
    }
    const asked = this.#asked.get(requestId);
    if (asked === undefined) return;
    const isThere = answer.kind === 'found' && answer.outcome.kind !== 'unknown';
    const isLate = asked.atMs > (this.#certainAfterMs.get(asked.clientRef) ?? Infinity);
    if (isThere || (answer.kind === 'never_existed' && (isLate || answer.isFinal === true)))
      this.#certainAfterMs.delete(asked.clientRef);
  }
}

/** As long as the configuration allows venues to be behind. */
const LAG_MS = 5_000;

function placeOf(request: VenueRequest): string {
  switch (request.kind) {
    case 'order':
      return `${request.venue}:${request.market}:${request.symbol}`;
    case 'transfer':
      return `${request.venue}:${request.fromBucket}:${request.asset}`;
    case 'contract':
      return request.venue;
  }
}

function addsRisk(request: VenueRequest): boolean {
  if (request.kind !== 'order') return false;
  return request.market === 'spot' ? request.side === 'buy' : !request.reduceOnly;
}

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
function* limited({ model }: Played): Iterable<Violation> {
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
  nothingMissing,
  writtenAhead,
  conserved,
  ownDoing,
  replayed,
  balanced,
  endsWithParts,
  careful,
  explained,
  bounded,
  limited,
  recovered,
];

export function violations(played: Played): Violation[] {
  return CHECKS.flatMap((check) => [...check(played)]);
}
