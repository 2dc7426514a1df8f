import type { VenueEvent } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { SmallModel } from '../testing/small-model.js';

async function firstEvent(small: SmallModel, act: () => void): Promise<VenueEvent> {
  const events = small.client.events(new AbortController().signal)[Symbol.asyncIterator]();
  act();
  return (await events.next()).value as VenueEvent;
}

describe('what somebody else does on the account', () => {
  it('a deposit and a withdrawal are flows from outside', async () => {
    const small = new SmallModel();
    const margin = 'binance:margin:USDT';
    const account = small.accounts.index(margin);
    for (const [act, delta] of [
      [() => small.model.deposit('binance', 'margin', 'USDT', 300), 300],
      [() => small.model.withdraw('binance', 'margin', 'USDT', 100), -100],
    ] as const) {
      const event = await firstEvent(small, act);
      expect(event).toMatchObject({
        what: 'flow',
        postings: [{ account, cause: 'external', delta, effect: event.id }],
      });
    }
    expect([await small.told(margin), small.model.held(margin)]).toEqual([10_200, 10_200]);
  });

  it('an order changes the position, and is a fill of no reference', async () => {
    const small = new SmallModel();
    const event = await firstEvent(small, () => {
      const order = { venue: 'binance', market: 'perp', symbol: 'BTC-USDT', side: 'buy' } as const;
      small.model.orderOutside({ ...order, quantityBase: 0.2 });
    });
    expect(event.what).toBe('fill');
    expect(event).not.toHaveProperty('clientRef');
    expect(small.position).toBe(0.2);
    expect(small.model.arrived).toEqual([]);
    expect(small.model.effects.at(-1)).toMatchObject({ clientRef: null, what: 'fill' });
  });

  it('an order that rests is open, without a reference, and holds nothing', async () => {
    const small = new SmallModel();
    const order = { venue: 'binance', market: 'spot', symbol: 'BTC-USDT', side: 'buy' } as const;
    small.model.orderOutside({ ...order, quantityBase: 0.2, rests: true });
    expect((await small.client.holdings()).openOrders).toEqual([
      { ref: 'binance:o1', clientRef: null, symbol: 'BTC-USDT', side: 'buy', restBase: 0.2 },
    ]);
    expect(await small.told('binance:spot:BTC')).toBe(0);
  });

  it('a venue that keeps no orders does not tell of any', async () => {
    const small = new SmallModel();
    expect(await small.model.client('alchemy').holdings()).not.toHaveProperty('openOrders');
  });
});
