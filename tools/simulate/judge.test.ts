import {
  ComponentError,
  type JournalEntry,
  type JournalRecord,
  type VenueEvent,
} from '@basis/core-types';
import { runClock, type Effect } from '@basis/testkit';
import { describe, expect, it } from 'vitest';
import { violations } from './judge.js';
import { shortsAt } from './naked-times.js';
import { SCENES } from './scenes.js';
import { takeSession } from './sessions.js';
import { play, type Played } from './play.js';
import type { Story } from './story.js';

const WAY = { toVenueMs: 20, backMs: 20, lagMs: 0 };
const STORY: Story = {
  seed: 0,
  scene: 'two',
  market: 0,
  rules: { binance: { ...WAY, idRule: 'open_only' }, bybit: { ...WAY, idRule: 'always' } },
  incidents: [],
};

const { clock, done } = play(STORY);
/** Nothing went wrong in it; what is wrong below was put there. */
const sound = await runClock(clock, done);
const { events, journal, model, sent } = sound;

type Model = Played['model'];
type Damage = Partial<Omit<Played, 'model'>> & {
  readonly model?: Partial<Pick<Model, 'arrived' | 'timesTaken' | 'held' | 'effects'>>;
};

/** What is found where the sound run is damaged so, as `<rule> <what>`. */
function found(damage: Damage): string[] {
  const asItWas = {
    arrived: model.arrived,
    effects: model.effects,
    timesTaken: (ref: string) => model.timesTaken(ref),
    held: (account: string) => model.held(account),
  };
  const damaged = { ...sound, ...damage, model: { ...asItWas, ...damage.model } as Model };
  return violations(damaged).map(({ rule, what }) => `${rule} ${what}`);
}

const { accounts, exchanges } = SCENES.two;
const PERPS = new Set(shortsAt(exchanges).map((account) => accounts.index(account)));

const isOrder = ({ record }: JournalEntry) =>
  record.kind === 'request' &&
  record.request.kind === 'execute' &&
  record.request.request.kind === 'order';
const firstOrder = journal.findIndex(isOrder);
const firstFill = journal.findIndex(({ record }, i) => i > firstOrder && record.kind === 'outcome');

/** With the outcome of the first order as it is given. */
function withOutcome(answer: Extract<JournalRecord, { kind: 'outcome' }>['answer']): Damage {
  return {
    journal: journal.map((entry, i) => {
      const { seq, record } = entry;
      if (i !== firstFill || record.kind !== 'outcome') return entry;
      return { seq, record: { ...record, answer } };
    }),
  };
}

/** The session of a process that has read no more than so many records. */
function after(records: number): Damage {
  const session = takeSession(STORY);
  for (const { record } of journal.slice(0, records)) session.fold(record);
  return { session };
}

const heldMore = (account: string, by: number) => (id: string) =>
  model.held(id) + (id === account ? by : 0);

describe('the judge', () => {
  it('finds nothing in a sound run', () => {
    expect(found({})).toEqual([]);
  });

  it.each<readonly [string, RegExp, Damage]>([
    [
      'a request that took effect twice',
      /^I1 .* took effect 2 times/,
      { model: { timesTaken: () => 2 } },
    ],
    [
      'more traded than was asked for',
      /^I1 .* BTC were traded for the /,
      { model: { arrived: [...model.arrived, ...model.arrived] } },
    ],
    [
      'what left too late',
      /^I1 .* left 1 ms after its time/,
      { sent: sent.map((one) => ({ ...one, lateMs: 1 })) },
    ],
    [
      'what left before the time it was written with',
      /^I1 .* left 1 ms before the time/,
      { sent: sent.map((one) => ({ ...one, earlyMs: 1 })) },
    ],
    [
      'what was sent before a venue was looked at',
      /^I8 .* was sent before bybit was looked at/,
      {
        journal: journal.filter(({ record }) => {
          const isHoldings = record.kind === 'outcome' && record.answer.kind === 'holdings';
          return !isHoldings || record.answer.venue !== 'bybit';
        }),
      },
    ],
    [
      'what was decided on an old market',
      /^I8 a decision was made at \d+ on a market 60000 ms old/,
      { journal: journal.filter(({ record }, i) => record.kind !== 'snapshot' || i < firstOrder) },
    ],
    [
      'what was sent again when its time had been over for long',
      /^I1 .*-1 was sent again after 20001 ms/,
      {
        journal: [...journal, journal[firstOrder]!].map(({ seq, record }, i) => {
          const { timeMs } = journal[firstOrder]!.record;
          const isLast = i === journal.length;
          return { seq, record: isLast ? { ...record, timeMs: timeMs + 20_001 } : record };
        }),
      },
    ],
    [
      'risk that was added after the key was refused',
      /^I8 .*-2 was sent in spite of VEN-029/,
      withOutcome({ kind: 'refused', code: 'VEN-029', message: '' }),
    ],
    [
      'risk that was added after somebody else had traded',
      /^I8 .* was sent in spite of fill x1 of somebody else/,
      { journal: [journal[firstOrder]!, foreignFill(), ...journal] },
    ],
    [
      'risk that was added on a full disk',
      /^I8 .* was sent in spite of JNL-006/,
      {
        journal: [
          { seq: 0, record: { kind: 'halted', timeMs: 0, code: 'JNL-006', message: '' } },
          ...journal,
        ],
      },
    ],
    ['a request without an outcome', /^I2 execute r\d+ has no outcome/, after(firstOrder + 1)],
    ['a block that is not at rest', /^I2 .* is not at rest/, after(firstOrder + 1)],
    [
      'what left before it was written',
      /^I3 .* left and was not in the journal/,
      { sent: sent.map((one) => ({ ...one, isWritten: false })) },
    ],
    [
      'money that the books do not have',
      /^I4 binance:spot:USDT: .* in the books, .* at the venue/,
      { model: { held: heldMore('binance:spot:USDT', 0.01) } },
    ],
    ['another state than the journal gives', /^I5 the whole journal leads elsewhere/, after(20)],
    [
      'a journal that contradicts itself',
      /^I5 the whole journal cannot be played again/,
      { journal: journal.filter((_, i) => i !== firstFill) },
    ],
    [
      'a lack of balance while trading goes on',
      /^I7 .* BTC against a short of .*, and trading goes on/,
      { model: { held: heldMore('binance:spot:BTC', 0.2) } },
    ],
    [
      'a leg that stood alone for long, whatever it was like in the end',
      /^I7 a leg was naked for \d+ ms from \d+ on, and nothing said why/,
      { model: { effects: perpsLater(120_000) } },
    ],
    [
      'what was built upon an order that was filled in part',
      /^I7 .* follows .*, filled in part/,
      withOutcome({ kind: 'done', ref: 'o', fills: [], postings: [] }),
    ],
    [
      'risk that was added while something was unknown',
      /^I8 .*-3 was sent while .*-1 was unknown$/,
      withOutcome({ kind: 'unknown', message: '' }),
    ],
    [
      'what was sent where something was unknown',
      /^I8 .*-2 was sent while .*-1 was unknown there/,
      withOutcome({ kind: 'refused', code: 'VEN-026', message: '' }),
    ],
    [
      'risk that was added after an operator’s stop',
      /^I8 .* was sent in spite of halt/,
      { journal: [...stopped(), ...journal] },
    ],
    [
      'an end without a code',
      /^I9 a run ended with Error: broken/,
      { failures: [new Error('broken')] },
    ],
    [
      'an end that nothing explains',
      /^I9 a run ended with ComponentError/,
      { failures: [new ComponentError('JNL-008')] },
    ],
    [
      'something taken over from a venue where nobody else was',
      /^I4 taken over, and nobody else was there: binance: holds something else/,
      {
        events: [
          {
            ...events[0]!,
            data: { what: 'adopted', error_message: 'binance: holds something else than expected' },
          },
        ],
      },
    ],
    [
      'a run that goes round in circles',
      /^I11 .* records/,
      { journal: Array.from({ length: 100 }, () => journal).flat() },
    ],
    [
      'an order that is too large',
      /^I12 .* is worth /,
      {
        model: {
          arrived: model.arrived.map((one) =>
            one.request.kind === 'order'
              ? { ...one, request: { ...one.request, quantityBase: 2 } }
              : one,
          ),
        },
      },
    ],
    ['a run that does not work again', /^I13 still /, after(firstOrder + 1)],
  ])('finds %s', (_, expected, damage) => {
    expect(found(damage)).toContainEqual(expect.stringMatching(expected));
  });
});

/** With every trade of a perp so much later. */
function perpsLater(byMs: number): Effect[] {
  const isPerp = ({ postings }: Effect) => postings.some(({ account }) => PERPS.has(account));
  return model.effects
    .map((one) => (isPerp(one) ? { ...one, timeMs: one.timeMs + byMs } : one))
    .toSorted((a, b) => a.timeMs - b.timeMs);
}

function foreignFill(): JournalEntry {
  const event: VenueEvent = { id: 'x1', venue: 'bybit', timeMs: 0, what: 'fill', postings: [] };
  return { seq: 0, record: { kind: 'venue_event', timeMs: 0, event } };
}

function stopped(): JournalEntry[] {
  const command = { id: 'stop', kind: 'halt', reason: 'for a test' } as const;
  return [{ seq: 0, record: { kind: 'operator_command', timeMs: 0, command } }];
}
