import { describe, expect, it } from 'vitest';
import { SmallModel } from '../testing/small-model.js';

const POSITION = 'binance:perp:BTC-USDT';

describe('what a venue shows of itself', () => {
  it('is what it holds, where it does not lag', async () => {
    const small = new SmallModel();
    const request = small.order();
    await small.client.send(request);
    expect(await small.told(POSITION)).toBe(-0.1);
    expect(await small.client.find(request.clientRef)).toMatchObject({ kind: 'found' });
  });

  it('lags: an order never existed, and holdings are those of before, up to the end of the lag', async () => {
    const small = new SmallModel({ rules: { lagMs: 1_500 } });
    const request = small.order();
    await small.client.send(request);
    await small.moveBy(1_499);
    expect(await small.client.find(request.clientRef)).toEqual({ kind: 'never_existed' });
    expect([await small.told(POSITION), small.position]).toEqual([0, -0.1]);
    await small.moveBy(1);
    expect(await small.client.find(request.clientRef)).toMatchObject({
      kind: 'found',
      outcome: { kind: 'done' },
    });
    expect(await small.told(POSITION)).toBe(-0.1);
  });

  it('lags at the time at which it is read there, not at which it is asked', async () => {
    const small = new SmallModel({ rules: { lagMs: 100, toVenueMs: 60 } });
    const request = small.order();
    await small.run(small.client.send(request));
    // Taken after 60 ms; a find that leaves then arrives at 120, one that leaves at 120 at 180.
    expect(await small.run(small.client.find(request.clientRef))).toEqual({
      kind: 'never_existed',
    });
    expect(await small.run(small.client.find(request.clientRef))).toMatchObject({ kind: 'found' });
  });

  it('lags as long as was set when it happened, and never shows things in another order', async () => {
    const small = new SmallModel({ rules: { lagMs: 1_000 } });
    const [first, second] = [small.order(), small.order({ quantityBase: 0.05 })];
    await small.client.send(first);
    small.model.setRules('binance', { lagMs: 0 });
    await small.client.send(second);
    // Orders are asked for one by one; what is held is one book.
    expect((await small.client.find(first.clientRef)).kind).toBe('never_existed');
    expect((await small.client.find(second.clientRef)).kind).toBe('found');
    expect(await small.told(POSITION)).toBe(0);
    await small.moveBy(1_000);
    expect(await small.told(POSITION)).toBeCloseTo(-0.15, 12);
  });

  it('lags for each thing that becomes of an order', async () => {
    const small = new SmallModel({ rules: { lagMs: 100 } });
    small.model.script('binance', { on: 'send', fault: 'partial', share: 0.5, rest: 'resting' });
    const request = small.order();
    await small.client.send(request);
    await small.moveBy(100);
    small.model.fillRest('binance', request.clientRef);
    const shown = async () => {
      const found = await small.client.find(request.clientRef);
      const { openOrders } = await small.client.holdings();
      return [found.kind === 'found' && found.outcome.kind, openOrders];
    };
    const open = { clientRef: request.clientRef, symbol: 'BTC-USDT', side: 'sell', restBase: 0.05 };
    expect(await shown()).toMatchObject(['accepted', [open]]);
    await small.moveBy(100);
    expect(await shown()).toEqual(['done', []]);
  });

  it('of one venue says nothing of another', async () => {
    const small = new SmallModel();
    small.model.setRules('okx', { lagMs: 1_000 });
    await small.model.client('okx').send(small.order({ venue: 'okx' }));
    await small.client.send(small.order());
    expect(await small.told('okx:perp:BTC-USDT')).toBe(0);
    expect(await small.told(POSITION)).toBe(-0.1);
  });
});
