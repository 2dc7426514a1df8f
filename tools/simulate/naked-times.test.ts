import type { JournalRecord, OrderRequest } from '@basis/core-types';
import type { Effect } from '@basis/testkit';
import { describe, expect, it } from 'vitest';
import { SPOT, longestNakedMs, nakedTimes, shortsAt } from './naked-times.js';
import { storyWith } from './played-stories.js';
import { SCENES, START_MS } from './scenes.js';
import type { Played } from './play.js';

/** One BTC more or less on an account. */
const { accounts, exchanges } = SCENES.two;
const SHORTS = shortsAt(exchanges);

function trade(atMs: number, account: string, delta: number): Effect {
  const timeMs = START_MS + atMs;
  const postings = [{ timeMs, account: accounts.index(account), cause: 'fill' as const, delta }];
  return { id: `t${atMs}`, venue: '', timeMs, what: 'fill', clientRef: null, postings };
}

const BOUGHT_AND_SOLD = [trade(1_000, SPOT, 1), trade(41_000, SHORTS[0]!, -1)];

function asked(atMs: number, answer: 'unknown' | 'found'): JournalRecord[] {
  const timeMs = START_MS + atMs;
  const outcome = { kind: 'done', ref: 'o', fills: [], postings: [] } as const;
  if (answer === 'found') {
    const request = { kind: 'find', venue: 'binance', clientRef: 'ref', id: 'r2' } as const;
    const found = { kind: 'found', outcome } as const;
    return [
      { kind: 'request', timeMs, request },
      { kind: 'outcome', timeMs, requestId: 'r2', answer: found },
    ];
  }
  const order: OrderRequest = {
    ...{ kind: 'order', venue: 'binance', clientRef: 'ref', market: 'spot', symbol: 'BTC-USDT' },
    ...{ side: 'buy', quantityBase: 1, reduceOnly: false },
  };
  const request = { kind: 'execute', request: order, validUntilMs: timeMs, id: 'r1' } as const;
  return [
    { kind: 'request', timeMs, request },
    { kind: 'outcome', timeMs, requestId: 'r1', answer: { kind: 'unknown', message: '' } },
  ];
}

/** Stretches in milliseconds since the beginning, in a run that ends after 100 s. */
function stretches(
  effects: readonly Effect[],
  {
    troubleMs = 0,
    states = [],
    records = [],
  }: {
    troubleMs?: number;
    states?: readonly (readonly [number, 'active' | 'reduce_only' | 'halted'])[];
    records?: readonly JournalRecord[];
  } = {},
) {
  const end: JournalRecord = { kind: 'run_ended', timeMs: START_MS + 100_000, reason: '' };
  const played = {
    story: { scene: 'two' },
    model: { effects },
    journal: [...records, end].map((record, i) => ({ seq: i + 1, record })),
    lastTroubleMs: START_MS + troubleMs,
    tradingStates: states.map(([atMs, state]) => ({ fromMs: START_MS + atMs, state })),
  } as unknown as Played;
  return nakedTimes(played).map(({ fromMs, forMs }) => [fromMs - START_MS, forMs]);
}

describe('how long a leg stood alone', () => {
  it('is from what opened it to what closed it', () => {
    expect(stretches(BOUGHT_AND_SOLD)).toEqual([[1_000, 40_000]]);
  });

  it('lasts to the end where nothing closes it', () => {
    expect(stretches([trade(1_000, SPOT, 1)])).toEqual([[1_000, 99_000]]);
  });

  it('counts every leg: what one venue closed by force is missing in the whole', () => {
    const gone = [trade(60_000, SHORTS[0]!, 1), trade(70_000, SHORTS[1]!, -1)];
    expect(stretches([...BOUGHT_AND_SOLD, ...gone])).toEqual([
      [1_000, 40_000],
      [60_000, 10_000],
    ]);
  });

  it('counts from the last trouble on', () => {
    expect(stretches(BOUGHT_AND_SOLD, { troubleMs: 30_000 })).toEqual([[30_000, 11_000]]);
    expect(stretches(BOUGHT_AND_SOLD, { troubleMs: 50_000 })).toEqual([]);
  });

  it('does not count while trading is held back', () => {
    const states = [
      [0, 'active'],
      [11_000, 'reduce_only'],
      [21_000, 'halted'],
      [31_000, 'active'],
    ] as const;
    expect(stretches(BOUGHT_AND_SOLD, { states })).toEqual([
      [1_000, 10_000],
      [31_000, 10_000],
    ]);
  });

  it('does not count while it is not known what became of an order', () => {
    const records = [...asked(5_000, 'unknown'), ...asked(25_000, 'found')];
    expect(stretches(BOUGHT_AND_SOLD, { records })).toEqual([
      [1_000, 4_000],
      [25_000, 16_000],
    ]);
  });
});

describe('how long a leg may stand alone', () => {
  const told = { on: 'event', delaysMs: [] } as const;
  const part = { on: 'send', fault: 'partial', share: 0.3 } as const;

  it.each([
    ['a minute and a half', 90_000, []],
    ['longer by the look without a reason, where something is told by no event', 330_000, [told]],
    ['longer by what an order may rest', 115_000, [{ ...part, rest: 'resting' } as const]],
    ['no longer where nothing rests', 90_000, [{ ...part, rest: 'cancelled' } as const]],
  ])('is %s', (_, forMs, faults) => {
    const story = storyWith(0, { atMs: 0, what: 'with_order', order: 1, faults });
    expect(longestNakedMs(story)).toBe(forMs);
  });
});
