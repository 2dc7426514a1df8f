import type { Outcome } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { SmallModel, START } from '../testing/small-model.js';
import type { SendFault } from './venue-rules.js';

const partial = (share: number, rest: 'cancelled' | 'resting'): SendFault => ({
  on: 'send',
  fault: 'partial',
  share,
  rest,
});

function filledBase(outcome: Outcome): number[] {
  if (outcome.kind !== 'done') throw new Error(`not done: ${JSON.stringify(outcome)}`);
  return outcome.fills.map(({ quantityBase }) => quantityBase);
}

async function foundOf(small: SmallModel, clientRef: string): Promise<Outcome> {
  const found = await small.client.find(clientRef);
  if (found.kind !== 'found') throw new Error(found.kind);
  return found.outcome;
}

describe('a partial fill', () => {
  it('trades whole lots of a share and leaves the rest', async () => {
    const small = new SmallModel();
    small.model.script('binance', partial(0.335, 'cancelled'));
    // 0.0335 in lots of 0.001.
    expect(filledBase(await small.client.send(small.order()))).toEqual([0.033]);
    expect(small.position).toBe(-0.033);
    expect((await small.client.holdings()).openOrders).toEqual([]);
  });

  it('of nothing is VEN-027', async () => {
    const small = new SmallModel();
    small.model.script('binance', partial(0.001, 'cancelled'));
    const outcome = await small.client.send(small.order());
    expect(outcome).toMatchObject({ kind: 'refused', code: 'VEN-027' });
    expect(small.model.timesTaken('ref-1')).toBe(0);
  });

  it('is refused for what the whole order would be refused for', async () => {
    const small = new SmallModel();
    small.model.script('binance', partial(0.5, 'cancelled'));
    // Half of 5 BTC at 40,000 needs 20,000 at leverage 5.
    const outcome = await small.client.send(small.order({ quantityBase: 5 }));
    expect(outcome).toMatchObject({ kind: 'refused', code: 'VEN-002' });
  });

  it('may rest, be filled on and be done with all of it', async () => {
    const small = new SmallModel();
    small.model.script('binance', partial(0.5, 'resting'));
    const request = small.order();
    expect(await small.client.send(request)).toEqual({ kind: 'accepted', ref: 'binance:o1' });
    expect(small.position).toBe(-0.05);
    small.model.fillRest('binance', request.clientRef, 0.5);
    expect(await foundOf(small, request.clientRef)).toMatchObject({ kind: 'accepted' });
    small.model.fillRest('binance', request.clientRef);
    // Half of 0.05 is 0.025; then the 0.025 that are left.
    expect(filledBase(await foundOf(small, request.clientRef))).toEqual([0.05, 0.025, 0.025]);
    expect(small.position).toBe(-0.1);
  });

  it('may be filled by itself after a while', async () => {
    const small = new SmallModel();
    small.model.script('binance', {
      on: 'send',
      fault: 'partial',
      share: 0,
      rest: 'resting',
      restFillsAfterMs: 300,
    });
    await small.client.send(small.order());
    await small.moveBy(299);
    expect(small.position).toBe(0);
    await small.moveBy(1);
    expect(small.position).toBe(-0.1);
  });

  it('has a name for each part, which its outcome and its events share', async () => {
    const small = new SmallModel();
    small.model.script('binance', partial(0.5, 'resting'));
    const request = small.order();
    await small.client.send(request);
    small.model.fillRest('binance', request.clientRef);
    const outcome = await foundOf(small, request.clientRef);
    if (outcome.kind !== 'done') throw new Error(outcome.kind);
    const fills = small.model.effects.filter(({ clientRef }) => clientRef === request.clientRef);
    expect(fills).toHaveLength(2);
    expect(outcome.postings).toEqual(fills.flatMap(({ postings }) => postings));
    expect(new Set(outcome.postings.map(({ effect }) => effect))).toEqual(
      new Set(fills.map(({ id }) => id)),
    );
  });
});

describe('a cancel', () => {
  const resting = async (share: number) => {
    const small = new SmallModel({ rules: { backMs: 10 } });
    small.model.script('binance', partial(share, 'resting'));
    const request = small.order();
    await small.run(small.client.send(request));
    return { small, ref: request.clientRef };
  };
  const find = (small: SmallModel, ref: string) => small.run(foundOf(small, ref));

  it('ends an order with what has traded', async () => {
    const { small, ref } = await resting(0.3);
    await small.run(small.client.cancel(ref));
    expect(filledBase(await find(small, ref))).toEqual([0.03]);
    small.model.fillRest('binance', ref);
    expect(small.position).toBe(-0.03);
  });

  it('ends an order of which nothing has traded as VEN-022', async () => {
    const { small, ref } = await resting(0);
    await small.run(small.client.cancel(ref));
    expect(await find(small, ref)).toMatchObject({ kind: 'refused', code: 'VEN-022' });
    expect(small.position).toBe(0);
  });

  it('may come too late: the order was filled', async () => {
    const { small, ref } = await resting(0.3);
    small.model.script('binance', { on: 'cancel', fault: 'fills_first' });
    await small.run(small.client.cancel(ref));
    expect(filledBase(await find(small, ref))).toEqual([0.03, 0.07]);
    expect(small.position).toBe(-0.1);
  });

  it.each([true, false])('may get no answer, done or not: %s', async (takesEffect) => {
    const { small, ref } = await resting(0.3);
    small.model.script('binance', { on: 'cancel', fault: 'throws', takesEffect });
    await expect(small.run(small.client.cancel(ref))).rejects.toThrow('cannot be reached');
    const { kind } = await find(small, ref);
    expect(kind).toBe(takesEffect ? 'done' : 'accepted');
  });

  it('of what is over or never was changes nothing', async () => {
    const small = new SmallModel();
    const request = small.order();
    const outcome = await small.client.send(request);
    await small.client.cancel(request.clientRef);
    await small.client.cancel('never-sent');
    expect(await foundOf(small, request.clientRef)).toEqual(outcome);
  });

  it('reaches an order that waits in the book of the exchange itself', async () => {
    const small = new SmallModel();
    const request = small.order({ restingPriceQuote: 40_100 });
    expect(await small.client.send(request)).toMatchObject({ kind: 'accepted' });
    expect((await small.client.holdings()).openOrders).toMatchObject([{ restBase: 0.1 }]);
    await small.client.cancel(request.clientRef);
    expect(await foundOf(small, request.clientRef)).toMatchObject({ code: 'VEN-022' });
    expect((await small.client.holdings()).openOrders).toEqual([]);
  });
});

describe('an order that waits in the book of the exchange', () => {
  it('is done when its time has come, and found with named postings as often as it is asked for', async () => {
    const small = new SmallModel({
      change: (binance) => Object.assign(binance, { fill_at: { when: 'delay', seconds: 5 } }),
    });
    const request = small.order();
    expect(await small.client.send(request)).toMatchObject({ kind: 'accepted' });
    await small.moveBy(5_000);
    const outcome = await foundOf(small, request.clientRef);
    expect(filledBase(outcome)).toEqual([0.1]);
    expect(outcome).not.toHaveProperty('booked');
    const [effect] = small.model.effects.filter(({ clientRef }) => clientRef === 'ref-1');
    expect(effect).toMatchObject({ what: 'fill', timeMs: START + 5_000 });
    expect(outcome).toMatchObject({ postings: effect!.postings });
    expect(await foundOf(small, request.clientRef)).toEqual(outcome);
  });

  it('expires with its candle where that does not reach its price', async () => {
    const small = new SmallModel({ closes: [40_000, 40_000, 40_000] });
    const request = small.order({ restingPriceQuote: 40_100 });
    await small.client.send(request);
    await small.moveBy(3_600_000);
    expect(await foundOf(small, request.clientRef)).toMatchObject({
      kind: 'refused',
      code: 'VEN-022',
    });
  });
});
