import {
  MINUTE_MS,
  type Answer,
  type EngineEvent,
  type ManagerRequest,
  type OrderRequest,
  type Outcome,
  type Posting,
  type VenueEvent,
} from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { START_MS, liveSession } from '../testing/live-run.js';
import { ToldCheck } from './told-check.js';

const events: EngineEvent[] = [];
const { parts } = liveSession({ wants: () => true, emit: (event) => void events.push(event) });
const check = new ToldCheck(parts);
const { accounts } = parts;

const order: OrderRequest = {
  kind: 'order',
  venue: 'binance',
  clientRef: 'a',
  market: 'spot',
  symbol: 'BTC-USDT',
  side: 'buy',
  quantityBase: 0.01,
  reduceOnly: false,
};
const execute = { id: 'r1', kind: 'execute', request: order, validUntilMs: null } as const;
const find = { id: 'r2', kind: 'find', venue: 'binance', clientRef: 'a' } as const;
const readHoldings = { id: 'r3', kind: 'read_holdings', venue: 'binance' } as const;
const readHistory = { id: 'r4', kind: 'read_history', venue: 'binance', sinceMs: 0 } as const;

const posting: Posting = {
  timeMs: START_MS,
  account: accounts.index('binance:spot:BTC'),
  cause: 'fill',
  delta: 0.01,
};
const fill = {
  timeMs: START_MS,
  quantityBase: 0.01,
  priceQuote: 40_000,
  feeAmount: 0,
  feeAsset: 'USDT',
};
const done = { kind: 'done', ref: 'v1', fills: [fill], postings: [posting] } as const;
const event: VenueEvent = {
  id: 'e1',
  venue: 'binance',
  timeMs: START_MS,
  what: 'fill',
  postings: [posting],
};
const held = { account: posting.account, quantity: 1 };
const holdings = {
  kind: 'holdings',
  venue: 'binance',
  asOfMs: START_MS,
  quantities: [held],
} as const;
const late = START_MS + MINUTE_MS + 1;
const elsewhere = accounts.index('alchemy:wallet:ETH');
const unpriced = accounts.accounts.find(({ index }) => parts.values.nodeOfAccount[index]! < 0)!;

type Asked = Exclude<ManagerRequest, { kind: 'give_up' }>;
const booking = (change: object): Outcome => ({ ...done, postings: [{ ...posting, ...change }] });

describe('an answer that can be right', () => {
  it.each<[Asked, Answer]>([
    [execute, done],
    [execute, { kind: 'refused', code: 'VEN-001', message: 'no' }],
    [execute, booking({ account: accounts.index('in_transit:USDT') })],
    [execute, booking({ timeMs: START_MS + MINUTE_MS })],
    [find, { kind: 'found', outcome: done }],
    [find, { kind: 'never_existed' }],
    [readHoldings, holdings],
    [readHistory, { kind: 'history', venue: 'binance', events: [event] }],
  ])('is taken as it is: %#', (request, answer) => {
    expect(check.answer(request, answer, START_MS)).toBe(answer);
  });
});

describe('an answer that cannot be right', () => {
  const wrong: readonly [string, Asked, unknown][] = [
    ['an account that does not exist', execute, booking({ account: 9_999 })],
    ['an account of another venue', execute, booking({ account: elsewhere })],
    ['no number', execute, booking({ delta: NaN })],
    ['a cause that is none', execute, booking({ cause: 'luck' })],
    ['a time to come', execute, booking({ timeMs: late })],
    ['a fill at no price', execute, { ...done, fills: [{ ...fill, priceQuote: NaN }] }],
    ['a fill to come', execute, { ...done, fills: [{ ...fill, timeMs: late }] }],
    ['no postings', execute, { ...done, postings: undefined }],
    ['an answer to something else', execute, holdings],
    ['an outcome that is none', find, { kind: 'found', outcome: holdings }],
    ['found, with a wrong outcome', find, { kind: 'found', outcome: booking({ account: -1 }) }],
    ['nothing', readHoldings, undefined],
    ['holdings of another venue', readHoldings, { ...holdings, venue: 'alchemy' }],
    [
      'holdings of an account elsewhere',
      readHoldings,
      { ...holdings, quantities: [{ account: elsewhere, quantity: 1 }] },
    ],
    ['an account twice', readHoldings, { ...holdings, quantities: [held, held] }],
    ['an infinity', readHoldings, { ...holdings, quantities: [{ ...held, quantity: Infinity }] }],
    ['history without events', readHistory, { kind: 'history', venue: 'binance', events: null }],
  ];

  it.each(wrong)('(%s) says no more than none, and is told of', (_, request, answer) => {
    const taken = check.answer(request, answer as Answer, START_MS);
    expect(taken.kind).toBe(request.kind === 'execute' ? 'unknown' : 'not_read');
    expect(events.at(-1)).toMatchObject({ type: 'warning', data: { error_code: 'VC-002' } });
  });

  it.each([
    ['another venue', { ...event, venue: 'okx' }],
    ['a time to come', { ...event, timeMs: late }],
  ])('is a history without its event of %s, which is told of', (_, wrongEvent) => {
    const history = { kind: 'history', venue: 'binance', events: [event, wrongEvent] } as const;
    const before = events.length;
    expect(check.answer(readHistory, history, START_MS)).toEqual({ ...history, events: [event] });
    expect(events.slice(before)).toMatchObject([{ data: { error_code: 'VC-002' } }]);
  });

  it('names a token without a price, of which only nothing can be held', () => {
    const { index: account, venue } = unpriced;
    const request = { ...readHoldings, venue };
    const of = (quantity: number): Answer => ({
      ...holdings,
      venue,
      quantities: [{ account, quantity }],
    });
    expect(check.answer(request, of(0), START_MS).kind).toBe('holdings');
    expect(check.answer(request, of(1), START_MS)).toMatchObject({
      kind: 'not_read',
      message: expect.stringContaining('no price') as unknown,
    });
  });
});

describe('an event', () => {
  it('is believed where it can be right', () => {
    expect(check.isBelieved('binance', event, START_MS)).toBe(true);
  });

  it.each<[string, unknown]>([
    ['of another venue than its client', { ...event, venue: 'alchemy' }],
    ['without an id', { ...event, id: '' }],
    ['at no time', { ...event, timeMs: NaN }],
    ['of an account that does not exist', { ...event, postings: [{ ...posting, account: 1.5 }] }],
    ['that is none', null],
  ])('%s is not', (_, told) => {
    const before = events.length;
    expect(check.isBelieved('binance', told as VenueEvent, START_MS)).toBe(false);
    expect(events.slice(before)).toMatchObject([{ data: { error_code: 'VC-002' } }]);
  });
});
