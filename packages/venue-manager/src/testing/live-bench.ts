/**
 * The bench as a live run: time passes, and every answer is written by the test. The venue's own side of a request is
 * `one.fill`, which tells what the venue did whether or not the answer arrives.
 */
import type {
  Answer,
  EpochMs,
  ManagerRequest,
  Outcome,
  Posting,
  VenueEvent,
  VenueHoldings,
} from '@basis/core-types';
import { NOW, StillMarket, bench, benchConfig } from './bench.js';

export type Asked<Kind extends ManagerRequest['kind']> = Extract<ManagerRequest, { kind: Kind }>;

type Bench = ReturnType<typeof bench>;
type Live = ReturnType<typeof liveBench>;

/** `before` is what happened at the venues before the first start. */
export function liveBench(
  change: Parameters<typeof benchConfig>[0] = () => undefined,
  before: (one: Bench) => void = () => undefined,
  market = new StillMarket(),
) {
  const config = benchConfig((settings, draft) => {
    draft.execution_mode = 'live';
    settings.retry_delay_seconds = 0.1;
    change(settings, draft);
  });
  const one = bench(config, market);
  const { manager } = one;
  let now: EpochMs = NOW;
  manager.started('k3f9qz1a');

  /** The next request, which has to be of this kind, at once or as soon as there is one. */
  function expects<Kind extends ManagerRequest['kind']>(kind: Kind): Asked<Kind> {
    if (manager.next(now) === undefined) now = Math.max(now, manager.wakeAt());
    const request = one.ask(now);
    if (request?.kind !== kind)
      throw new Error(`${kind} expected, ${request?.kind ?? 'nothing'} asked`);
    return request as Asked<Kind>;
  }

  const settle = (request: ManagerRequest, answer: Answer) =>
    manager.settle(request.id, answer, now);

  /** Answers as venues that work, until nothing is to be done before `until`. */
  function goOn(until: EpochMs = now): ManagerRequest[] {
    const asked: ManagerRequest[] = [];
    for (;;) {
      const request = one.ask(now);
      if (request === undefined) {
        const wake = manager.wakeAt();
        if (!(wake <= until)) break;
        now = Math.max(now, wake);
        if (manager.next(now) === undefined && manager.wakeAt() <= now) break;
        continue;
      }
      asked.push(request);
      if (request.kind === 'read_history')
        settle(request, { kind: 'history', venue: request.venue, events: [] });
      else if (request.kind !== 'give_up') settle(request, one.answer(request, now));
    }
    now = Math.max(now, until);
    return asked;
  }

  /** Told as it happens. */
  function event(
    id: string,
    postings: readonly Posting[],
    more: Partial<VenueEvent> = {},
  ): VenueEvent {
    return { id, venue: 'binance', timeMs: now, what: 'fill', postings, ...more };
  }

  for (const venue of ['binance', 'bybit', 'okx']) one.deposit(venue, 'margin', 200_000);
  before(one);
  goOn();
  return {
    ...one,
    /** As of now, where no other moment is told. */
    holdings: (venue: string, asOfMs: EpochMs = now) => one.holdings(venue, asOfMs),
    answer: (request: ManagerRequest) => one.answer(request, now),
    expects,
    settle,
    goOn,
    event,
    get now() {
      return now;
    },
    wait(ms: number) {
      now += ms;
    },
  };
}

const UNKNOWN: Outcome = { kind: 'unknown', message: 'no answer' };
const NOT_READ: Answer = { kind: 'not_read', message: 'down' };

/** Everything asked of Binance comes to nothing; what is sent is noted. */
export function withoutBinance(one: Live, until: number): string[] {
  const sent: string[] = [];
  while (one.now <= until) {
    const request = one.ask(one.now);
    if (request === undefined) {
      const wake = one.manager.wakeAt();
      if (!(wake <= until)) break;
      one.wait(Math.max(1, wake - one.now));
      continue;
    }
    if (request.kind === 'give_up') continue;
    const venue = request.kind === 'execute' ? request.request.venue : request.venue;
    if (request.kind === 'execute') sent.push(request.request.clientRef);
    if (venue !== 'binance') {
      const history: Answer = { kind: 'history', venue, events: [] };
      one.settle(request, request.kind === 'read_history' ? history : one.answer(request));
    } else
      one.settle(
        request,
        request.kind === 'execute' || request.kind === 'cancel' ? UNKNOWN : NOT_READ,
      );
  }
  return sent;
}

/** Reads all that is due; venues tell what is made of what they hold. Returns what was asked. */
export function readUntil(
  one: Live,
  until: number,
  told: (held: VenueHoldings) => VenueHoldings,
): string[] {
  const asked: string[] = [];
  while (one.now <= until) {
    const request = one.ask(one.now);
    if (request === undefined) {
      const wake = one.manager.wakeAt();
      if (wake > until) break;
      one.wait(Math.max(1, wake - one.now));
      continue;
    }
    asked.push(request.kind);
    if (request.kind === 'read_history')
      one.settle(request, { kind: 'history', venue: request.venue, events: [] });
    else if (request.kind === 'read_holdings')
      one.settle(request, told(one.holdings(request.venue)));
  }
  return asked;
}
