import type { Fault, IdRule } from '@basis/testkit';
import { describe, expect, it } from 'vitest';
import { SCENES, SYMBOL } from './scenes.js';
import { judged } from './shrink.js';
import type { CrashPoint, Incident, Story } from './story.js';
import { judgedWith, type Change } from './without.js';

const { faultsMs, calmMs } = SCENES.two;
const MANAGER = 'venue-manager/src';
const RUNNER = 'engine/src/live/live-runner.ts';
/** The first entry buys in two halves at Binance, then sells short there and at Bybit. */
const [FIRST, LAST] = [1, 4];

interface Safeguard {
  readonly is: string;
  /** What its lack breaks. */
  readonly rule: string;
  /** Of Binance, where it is not one that takes names again. */
  readonly idRule?: IdRule;
  /** What it is to guard against; nothing where it is needed every day. */
  readonly incidents: readonly Incident[];
  readonly without: readonly Change[];
}

type WithOrder = Extract<Incident, { what: 'with_order' }>;

function withOrder(order: number, what: Omit<WithOrder, 'atMs' | 'what' | 'order'>): WithOrder {
  return { atMs: 0, what: 'with_order', order, ...what };
}

const faulty = (order: number, ...faults: readonly Fault[]) => withOrder(order, { faults });
const killed = (order: number, crash: CrashPoint) => withOrder(order, { crash });

const change = (file: string, text: string, instead: string): Change => ({ file, text, instead });
const inManager = (file: string, text: string, instead: string) =>
  change(`${MANAGER}/${file}`, text, instead);

/** It is told by nothing but an answer that never comes. */
const ANSWER_LOST: readonly Fault[] = [
  { on: 'send', fault: 'answer_lost', reply: 'throws' },
  { on: 'event', what: 'fill', delaysMs: [] },
];
const BLIND = { kind: 'blind', forMs: 20_000 } as const;
/** With the first request, which moves money. */
const inTheBeginning = (fault: Fault): Incident => ({
  atMs: 0,
  what: 'fault',
  venue: 'binance',
  fault,
});

const WHOLE_SHORT = { venue: 'bybit', symbol: SYMBOL, share: 1 } as const;

const SAFEGUARDS: readonly Safeguard[] = [
  {
    is: 'nothing is sent again before its time and the lag of its venue are over',
    rule: 'I1',
    incidents: [inTheBeginning({ on: 'send', fault: 'arrives_late', byMs: 4_800 })],
    without: [
      inManager(
        'stage.ts',
        "return found.kind !== 'found' && stage.askedAtMs > stage.certainAfterMs;",
        "return found.kind !== 'found';",
      ),
    ],
  },
  {
    is: 'what is sent again carries the same reference',
    rule: 'I1',
    incidents: [withOrder(LAST, { faults: ANSWER_LOST, trouble: BLIND })],
    without: [
      inManager(
        'outgoing.ts',
        'const name = progress.hasRested ? `${instruction.id}-take` : instruction.id;',
        'const name = `${instruction.id}-${progress.attempts}`;',
      ),
    ],
  },
  {
    is: 'a venue refuses what arrives after its time',
    rule: 'I1',
    incidents: [inTheBeginning({ on: 'send', fault: 'arrives_late', byMs: 14_000 })],
    without: [
      change(
        'engine/src/live/carry-out.ts',
        'validUntilMs: request.validUntilMs }',
        'validUntilMs: null }',
      ),
    ],
  },
  {
    is: 'nothing leaves after its time',
    rule: 'I1',
    incidents: [withOrder(FIRST, { stallMs: 12_000 })],
    without: [
      change(
        RUNNER,
        "if (request.kind === 'execute' && this.#now() > (request.validUntilMs ?? Infinity))",
        "if (request.kind === 'execute' && this.#now() > Infinity)",
      ),
    ],
  },
  {
    is: 'nothing is done while the clock is behind the journal',
    rule: 'I1',
    incidents: [
      // Woken by a word of the operator it begins to trade too early, and is started again with a clock that is right.
      { atMs: 100_000, what: 'skew', byMs: 900, forMs: 19_400 },
      { atMs: 119_150, what: 'command', command: { id: 'go-on', kind: 'resume' } },
      killed(FIRST, 'answered'),
    ],
    without: [change(RUNNER, 'await this.#waitForClock();', '')],
  },
  {
    is: 'a venue that is heard again is asked for what it told nobody',
    rule: 'I7',
    incidents: [
      { atMs: 150_000, what: 'trouble', venue: 'bybit', kind: 'outage', forMs: 8_000 },
      {
        atMs: 155_000,
        what: 'forced_close',
        close: { ...WHOLE_SHORT, what: 'deleveraging', adverseBps: 0 },
        downMs: 0,
      },
    ],
    without: [change('engine/src/live/listen.ts', 'if (wasLost) listener.again();', '')],
  },
  {
    is: 'what came back with an error may have taken effect',
    rule: 'I1',
    incidents: [faulty(FIRST, ...ANSWER_LOST)],
    without: [
      change(
        'engine/src/live/carry-out.ts',
        "? { kind: 'unknown', message }",
        "? { kind: 'not_sent', message }",
      ),
    ],
  },
  {
    is: 'a question that came back with an error does not say that something is not there',
    rule: 'I1',
    incidents: [
      faulty(
        FIRST,
        ...ANSWER_LOST,
        ...Array.from({ length: 12 }, (): Fault => ({ on: 'find', fault: 'throws' })),
      ),
    ],
    without: [
      change(
        'engine/src/live/carry-out.ts',
        "? { kind: 'unknown', message }\n    : { kind: 'not_read', message };",
        "? { kind: 'unknown', message }\n    : { kind: kind === 'find' ? 'never_existed' : 'not_read', message };",
      ),
    ],
  },
  {
    is: 'a request is durable before it leaves',
    rule: 'I3',
    incidents: [killed(FIRST, 'unwritten')],
    without: [
      change(
        RUNNER,
        '    const error = await this.#keeper.write(record, requestLowersRisk(request));\n',
        "    const early = request.kind === 'give_up' ? undefined : this.#answerTo(request);\n" +
          '    const error = await this.#keeper.write(record, requestLowersRisk(request));\n',
      ),
      change(
        RUNNER,
        'await this.#settle(request, await this.#answerTo(request));',
        'await this.#settle(request, await early!);',
      ),
    ],
  },
  {
    is: 'a reference that the venue has already means that it is not known what became of it',
    rule: 'I8',
    idRule: 'always',
    incidents: [
      inTheBeginning({ on: 'send', fault: 'answer_lost', reply: 'throws' }),
      { atMs: 0, what: 'trouble', venue: 'binance', ...BLIND },
    ],
    without: [
      inManager(
        'stage.ts',
        'if (outcome.code === KNOWN_REFERENCE && patience.asks) {',
        'if (outcome.code === KNOWN_REFERENCE && !patience.asks) {',
      ),
    ],
  },
  {
    is: 'what venues tell twice is booked once',
    rule: 'I4',
    incidents: [],
    without: [
      inManager('live/booked-effects.ts', "    if (this.#booked.has(id)) return 'known';\n", ''),
    ],
  },
  {
    is: 'history is read before holdings where something may have been missed',
    rule: 'I4',
    // Money is on its way until 90 seconds after it was sent.
    incidents: [{ atMs: 85_000, what: 'crash', keeps: 0, downMs: 10_000 }],
    without: [
      inManager(
        'live/venue-reads.ts',
        'if (read === undefined || !read.missesHistory) return undefined;',
        'if (read !== undefined) return undefined;',
      ),
    ],
  },
  {
    is: 'what a venue holds is held against the books',
    rule: 'I4',
    incidents: [
      {
        atMs: 180_500,
        what: 'fault',
        venue: 'binance',
        fault: { on: 'event', what: 'fill', delaysMs: [] },
      },
      {
        atMs: 181_000,
        what: 'order_outside',
        order: {
          ...{ venue: 'binance', market: 'perp', symbol: 'BTC-USDT', side: 'sell' },
          quantityBase: 0.01,
        },
      },
    ],
    without: [
      inManager('live/outside.ts', 'if (agrees) {', 'if (agrees || reads.hasOpened(venue)) {'),
    ],
  },
  {
    is: 'no risk is added while something is unknown',
    rule: 'I8',
    incidents: [
      // The second transfer: it arrives, and is not known to have left.
      {
        atMs: 200,
        what: 'fault',
        venue: 'binance',
        fault: { on: 'send', fault: 'unknown', takesEffect: true },
      },
      ...Array.from({ length: 40 }, () => inTheBeginning({ on: 'find', fault: 'throws' })),
    ],
    without: [
      inManager(
        'agenda.ts',
        'if (held !== undefined) return `the outcome of ${held.request!.clientRef} is not known`;',
        '',
      ),
    ],
  },
  {
    is: 'nothing is sent where something is unknown, be it to lower risk',
    rule: 'I8',
    incidents: [
      faulty(
        2,
        ...ANSWER_LOST,
        ...Array.from({ length: 40 }, (): Fault => ({ on: 'find', fault: 'throws' })),
      ),
    ],
    without: [
      inManager(
        'agenda.ts',
        'const there = block.instructions',
        'const there = [...block.instructions].slice(0, 0)',
      ),
      inManager(
        'venue-manager.ts',
        'if (this.#handshake.active.length === 0) return true;',
        'if (this.#handshake.active.length >= 0) return true;',
      ),
    ],
  },
  {
    is: 'a process that has started adds no risk before every venue has said what it holds',
    rule: 'I8',
    incidents: [
      { ...killed(FIRST, 'answered') },
      { atMs: 118_000, what: 'trouble', venue: 'bybit', kind: 'outage', forMs: 20_000 },
    ],
    without: [
      inManager(
        'agenda.ts',
        'if (!hand.reads.isBeginning(canBeAsked)) return false;',
        'if (canBeAsked !== undefined) return false;',
      ),
      inManager(
        'agenda.ts',
        "return reads.allAgree ? '' : 'a venue has not said yet what it holds';",
        "return '';",
      ),
    ],
  },
  {
    is: 'a decision is made on the market as it is, not as it was before the process stood still',
    rule: 'I8',
    incidents: [
      { atMs: 119_000, what: 'disk_slow', byMs: 400 },
      { atMs: 120_200, what: 'stall', forMs: 12_000 },
    ],
    without: [change(RUNNER, 'if (now <= this.#freshUntilMs) {', 'if (this.#freshUntilMs > 0) {')],
  },
  {
    is: 'what a venue does by itself is booked',
    rule: 'I4',
    incidents: [
      {
        atMs: 200_000,
        what: 'forced_close',
        close: {
          ...{ venue: 'bybit', symbol: 'BTC-USDT', what: 'deleveraging', share: 1, adverseBps: 0 },
        },
        downMs: 2_000,
      },
    ],
    without: [
      inManager('live/outside.ts', 'this.#parts.positionUpdates.updateState(now, postings);', ''),
    ],
  },
  {
    is: 'orders have a worst price',
    rule: 'I12',
    incidents: [],
    without: [
      inManager(
        'outgoing.ts',
        'return { ...request, worstPriceQuote: this.#worstPrice(request, arrivalPrice) };',
        'return request;',
      ),
    ],
  },
  {
    is: 'an operator stops what adds risk',
    rule: 'I8',
    incidents: [
      {
        atMs: 60_500,
        what: 'command',
        command: { id: 'stop', kind: 'reduce_only', reason: 'for a test' },
      },
    ],
    without: [
      inManager('agenda.ts', "if (trading.at(now) !== 'active') return trading.why(now);", ''),
    ],
  },
  {
    is: 'somebody else on the account stops what adds risk',
    rule: 'I8',
    incidents: [
      {
        // After the first money was sent, before the first order.
        atMs: 100_000,
        what: 'flow',
        venue: 'binance',
        amount: 5_000,
      },
    ],
    without: [
      inManager(
        'live/outside.ts',
        "if (this.#policy.on_difference === 'adopt') return;",
        "if (this.#policy.on_difference !== 'nobody') return;",
      ),
    ],
  },
  {
    is: 'a key that is refused stops what adds risk',
    rule: 'I8',
    incidents: [inTheBeginning({ on: 'send', fault: 'refused', code: 'VEN-029' })],
    without: [inManager('live/outside.ts', "if (failure.severity === 'CRITICAL')", 'if (false)')],
  },
  {
    is: 'what took too long is not sent again',
    rule: 'I1',
    incidents: [
      faulty(
        FIRST,
        ...Array.from({ length: 3 }, (): Fault => ({
          ...{ on: 'send', fault: 'request_lost', reply: 'throws' },
        })),
      ),
    ],
    without: [
      inManager(
        'agenda.ts',
        'if (sentAtMs !== null && now - sentAtMs > this.#config.execution_timeout * SECOND_MS) {',
        'if (sentAtMs !== null && now - sentAtMs > Infinity) {',
      ),
    ],
  },
  {
    is: 'no order is larger than configuration allows',
    rule: 'I12',
    incidents: [],
    without: [
      inManager(
        'role-map.ts',
        'config.component_config.venue_manager.max_order_notional ?? Infinity;',
        'Infinity;',
      ),
    ],
  },
  {
    is: 'a block ends where an order was filled in part',
    rule: 'I7',
    incidents: [faulty(FIRST, { on: 'send', fault: 'partial', share: 0.3, rest: 'cancelled' })],
    without: [
      inManager(
        'handshake.ts',
        "if (Math.abs(filled - asked) <= asked * 1e-9) return '';",
        "if (filled > 0) return '';",
      ),
    ],
  },
  {
    is: 'an order that rests too long is called off',
    rule: 'I2',
    incidents: [faulty(FIRST, { on: 'send', fault: 'partial', share: 0, rest: 'resting' })],
    without: [
      inManager(
        'agenda.ts',
        'return isCalledOff ? Infinity : (cancelAtMs ?? Infinity);',
        'return isCalledOff || cancelAtMs !== null ? Infinity : Infinity;',
      ),
    ],
  },
  {
    is: 'calling off is said again where that was lost',
    rule: 'I2',
    incidents: [
      faulty(
        FIRST,
        { on: 'send', fault: 'partial', share: 0, rest: 'resting' },
        { on: 'cancel', fault: 'throws', takesEffect: false },
      ),
    ],
    without: [
      inManager(
        'stage.ts',
        'const cancelAtMs = now + (isDone ? cancelAfterMs! : delayMs(polls));',
        'const cancelAtMs = isDone ? cancelAfterMs : delayMs(polls) > 0 ? null : null;',
      ),
    ],
  },
  {
    is: 'what is loaded from a checkpoint is a copy of it',
    rule: 'I5',
    incidents: [{ atMs: faultsMs + calmMs - 55_000, what: 'crash', keeps: 0, downMs: 1_000 }],
    without: [
      inManager(
        'live/venue-reads.ts',
        'this.#reads.set(venue, { ...read });',
        'this.#reads.set(venue, read);',
      ),
    ],
  },
];

const WAY = { toVenueMs: 20, backMs: 20, lagMs: 0 };
describe('a safeguard that is taken out is missed', () => {
  it.each(SAFEGUARDS)('$rule: $is', async ({ rule, idRule = 'open_only', incidents, without }) => {
    const rules = { binance: { ...WAY, idRule }, bybit: { ...WAY, idRule: 'always' } } as const;
    const story: Story = { seed: 0, scene: 'two', market: 0, rules, incidents };
    expect(await judged(story)).toEqual([]);
    const judgedWithout = await judgedWith(without);
    const broken = (await judgedWithout(story)).map((violation) => violation.rule);
    expect(broken).toContain(rule);
  });
});
