import type { JsonObject, ManagerRequest, Outcome, VenueRequest } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { NOW, PRICE, bench, benchConfig, buy, decision } from './testing/bench.js';

type Bench = ReturnType<typeof bench>;
const LATER = NOW + 60_000;

function submitted(style: 'taker' | 'maker_first' = 'taker'): Bench {
  const one = bench(benchConfig((settings) => Object.assign(settings, { execution_style: style })));
  one.manager.submit(decision('rebalance', [buy(1)]), NOW);
  return one;
}

function asked<Kind extends ManagerRequest['kind']>(one: Bench, kind: Kind, now: number) {
  const request = one.ask(now);
  expect(request?.kind).toBe(kind);
  return request as Extract<ManagerRequest, { kind: Kind }>;
}

/** Sends, and has the venue accept it for later. */
function accepted(one: Bench): VenueRequest {
  const { id, request } = asked(one, 'execute', NOW);
  one.manager.settle(id, { kind: 'accepted', ref: request.clientRef }, NOW);
  return request;
}

const held = ({ positions }: Bench) => positions.quantity('binance:spot:BTC');

describe('what a venue accepts for later', () => {
  it('holds its block, and is asked for once a moment until it is told', () => {
    const one = submitted();
    const request = accepted(one);
    // At the moment of sending there is nothing to ask.
    expect(one.ask(NOW)).toBeUndefined();
    expect(one.manager.isIdle).toBe(false);

    const first = asked(one, 'find', LATER);
    expect(first).toMatchObject({ venue: 'binance', clientRef: request.clientRef });
    one.manager.settle(first.id, { kind: 'not_found_yet' }, LATER);
    expect(one.ask(LATER)).toBeUndefined();

    const second = asked(one, 'find', LATER + 1);
    one.manager.settle(second.id, { kind: 'found', outcome: one.fill(request) }, LATER + 1);
    expect(held(one)).toBe(1);
    one.carryOut();
    expect(one.manager.isIdle).toBe(true);
    expect(one.receipts.map(({ now }) => now)).toEqual([LATER + 1]);
  });

  it('is booked once where its venue has told its postings already', () => {
    const one = submitted();
    const request = accepted(one);
    const done = one.fill(request);
    for (const { timeMs, account, cause, delta } of done.postings)
      one.updates.post(timeMs, account, cause, delta);
    const { id } = asked(one, 'find', LATER);
    one.manager.settle(id, { kind: 'found', outcome: { ...done, booked: true } }, LATER);
    expect(held(one)).toBe(1);
    expect(one.receipts[0]!.receipt.filledBase).toBe(1);
  });

  it('ends its block where the venue has refused it by then: the rest is decided anew', () => {
    const one = submitted();
    accepted(one);
    const { id } = asked(one, 'find', LATER);
    const refused: Outcome = { kind: 'refused', code: 'VEN-001', message: 'gone' };
    one.manager.settle(id, { kind: 'found', outcome: refused }, LATER);
    expect(one.manager.isIdle).toBe(true);
    expect(one.manager.getExecutionStatus()).toMatchObject({ blocks_failed: 1 });
    expect(held(one)).toBe(0);
  });

  it('fails its block where the venue has refused it at once, or lost it', () => {
    const refused: Outcome = { kind: 'refused', code: 'VEN-001', message: 'gone' };
    const atOnce = submitted();
    const { id } = asked(atOnce, 'execute', NOW);
    const failure = expect.objectContaining({ code: 'VM-001' }) as unknown as Error;
    expect(() => atOnce.manager.settle(id, refused, NOW)).toThrowError(failure);

    const lost = submitted();
    accepted(lost);
    const find = asked(lost, 'find', LATER);
    expect(() => lost.manager.settle(find.id, { kind: 'never_existed' }, LATER)).toThrowError(
      failure,
    );
    expect(lost.manager.isIdle).toBe(true);
  });

  it('survives saving: another manager asks for it and goes on', () => {
    const one = submitted();
    const request = accepted(one);
    const saved = JSON.parse(JSON.stringify(one.manager.save())) as JsonObject;

    const other = bench();
    other.manager.load(saved);
    expect(other.ask(NOW)).toBeUndefined();
    const { id, clientRef } = asked(other, 'find', LATER);
    expect(clientRef).toBe(request.clientRef);
    other.manager.settle(id, { kind: 'found', outcome: other.fill(request) }, LATER);
    other.carryOut();
    expect(other.manager.isIdle).toBe(true);
    expect(held(other)).toBe(1);
  });
});

describe('maker first', () => {
  it('rests at the arrival price, and takes under another reference what did not trade', () => {
    const one = submitted('maker_first');
    const resting = accepted(one);
    expect(resting).toMatchObject({ restingPriceQuote: PRICE, side: 'buy' });
    const { id } = asked(one, 'find', LATER);
    const expired: Outcome = { kind: 'refused', code: 'VEN-022', message: 'expired' };
    one.manager.settle(id, { kind: 'found', outcome: expired }, LATER);

    const { request } = asked(one, 'execute', LATER);
    expect(request).not.toHaveProperty('restingPriceQuote');
    expect(request.clientRef).not.toBe(resting.clientRef);
    expect(request).toMatchObject({ side: 'buy', quantityBase: 1 });
  });

  it('rests with the first trade of a block alone, and never to leave for a risk', () => {
    const one = bench(
      benchConfig((settings) => Object.assign(settings, { execution_style: 'maker_first' })),
    );
    const short = { does: 'short', role: 'hedge[0]', token: 'BTC', amount: 1 } as const;
    one.manager.submit(decision('entry_full', [buy(1), short]), NOW);
    const rested = (request: ManagerRequest) =>
      request.kind === 'execute' && 'restingPriceQuote' in request.request;
    expect(
      one
        .carryOut()
        .filter(({ kind }) => kind === 'execute')
        .map(rested),
    ).toEqual([true, false]);
    const cover = { does: 'cover', role: 'hedge[0]', token: 'BTC', amount: 1 } as const;
    one.manager.submit({ ...decision('exit_full', [cover]), priority: 0 }, NOW);
    expect(one.carryOut().some(rested)).toBe(false);
  });
});

it('books the gas of a transaction that was undone before its block fails', () => {
  const one = submitted();
  const { id } = asked(one, 'execute', NOW);
  const account = one.accounts.index('binance:spot:USDT');
  const gas = { timeMs: NOW, account, cause: 'gas', delta: -7 } as const;
  const undone: Outcome = {
    kind: 'reverted',
    ref: 'r',
    code: 'VEN-011',
    message: 'undone',
    postings: [gas],
  };
  expect(() => one.manager.settle(id, undone, NOW)).toThrowError(/VEN-011 undone/);
  expect(one.positions.quantity('binance:spot:USDT')).toBe(1_000_000 - 7);
});
